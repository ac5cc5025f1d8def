//! The lines of a report: counts of the period against those of the period before and of the year before.

use std::collections::BTreeSet;

use domain::codes;

use super::groups::{self, GROUPS, Group};
use super::measured::Measured;
use super::tally::counts;
use super::{ReportArea, ReportKnown, ReportLine};

/// The figures, and the group each is the sum of.
pub(super) const FIGURES: [(&str, &str); 5] = [
    ("people", "resident_origin"),
    ("declarations", "declaration_state"),
    ("consultations", "consultation_kind"),
    ("disputes", "dispute_kind"),
    ("visits", "visit_result"),
];

/// Lines that are a part of another, of the same group.
const PARTS: [(&str, &str, &str); 5] = [
    ("declaration_duty", "in_time", "due"),
    ("declaration_duty", "late", "due"),
    ("declaration_duty", "missing", "due"),
    ("door_coverage", "called_at", "doors"),
    ("broadcast_reach", "confirmed", "asked"),
];

/// A period, the one before it, and the same one a year before.
pub(super) type Three = [Measured; 3];

/// Which groups are known of which period.
pub(super) fn known(three: &Three) -> Vec<ReportKnown> {
    GROUPS
        .into_iter()
        .map(|group| {
            let [now, before, year_before] = three.each_ref().map(|measured| measured.knows(group));
            ReportKnown {
                group: group.list.to_owned(),
                now,
                before,
                year_before,
            }
        })
        .collect()
}

/// The five figures.
pub(super) fn figures(three: &Three) -> Vec<ReportLine> {
    FIGURES
        .into_iter()
        .map(|(code, list)| {
            let sum = |measured: &Measured| sum(measured, None, list);
            ReportLine::new("figure", code, three.each_ref().map(sum))
        })
        .collect()
}

/// What counts for a figure, of an area or of all; none if it is not all known.
fn sum(measured: &Measured, area: Option<&str>, list: &str) -> Option<u32> {
    let group = Group::of(list).filter(|group| measured.knows(*group))?;
    let counted = match area {
        Some(area) => measured.counted.by_area.get(area)?,
        None => &measured.total,
    };
    let counted = counted
        .in_group(group)
        .filter(|(code, _)| counts(list, code));
    Some(counted.map(|(_, count)| count).sum())
}

/// Every group in order.
pub(super) fn lines(three: &Three) -> Vec<ReportLine> {
    GROUPS
        .into_iter()
        .flat_map(|group| lines_of(group, three))
        .collect()
}

/// One line per code that occurred, in the order of its list; codes of a newer program come last.
fn lines_of(group: Group, three: &Three) -> Vec<ReportLine> {
    let occurring: BTreeSet<&str> = three
        .iter()
        .flat_map(|measured| measured.total.in_group(group))
        .filter(|(_, count)| *count > 0)
        .map(|(code, _)| code)
        .collect();
    let known = codes::list(group.list)
        .iter()
        .map(|entry| entry.code.as_str())
        .filter(|code| occurring.contains(code));
    let unknown = occurring
        .iter()
        .copied()
        .filter(|code| !codes::holds(group.list, code));
    let codes = known.chain(unknown);
    codes.map(|code| line(group, code, three)).collect()
}

fn line(group: Group, code: &str, three: &Three) -> ReportLine {
    let count = |measured: &Measured, code: &str| {
        measured
            .knows(group)
            .then(|| measured.total.of(group, code))
    };
    let mut counts = three.each_ref().map(|measured| count(measured, code));
    // How many doors there were earlier is not kept.
    if group == groups::COVERAGE && code == "doors" {
        counts = [counts[0], None, None];
    }
    let part = PARTS
        .iter()
        .find(|(list, part, _)| *list == group.list && *part == code);
    let whole = part.and_then(|(_, _, whole)| count(&three[0], whole));
    ReportLine::new(group.list, code, counts).part_of(whole)
}

/// One row per area.
pub(super) fn areas(names: Vec<(String, String)>, [now, before, _]: &Three) -> Vec<ReportArea> {
    let door = |area: &str, code: &str| {
        let counts = now.counted.by_area.get(area);
        let counts = counts.filter(|_| now.knows(groups::COVERAGE))?;
        Some(counts.of(groups::COVERAGE, code))
    };
    names
        .into_iter()
        .map(|(id, name)| {
            let of = |list| sum(now, Some(&id), list);
            let work = FIGURES.iter().skip(1);
            ReportArea {
                people: of("resident_origin"),
                hidden: false,
                declarations: of("declaration_state"),
                visits: of("visit_result"),
                called_at: door(&id, "called_at"),
                doors: door(&id, "doors"),
                consultations: of("consultation_kind"),
                disputes: of("dispute_kind"),
                contacts: of("contact_source"),
                before: work.map(|(_, list)| sum(before, Some(&id), list)).sum(),
                area_id: id,
                area: name,
            }
        })
        .collect()
}
