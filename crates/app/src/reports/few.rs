//! Figures about residents that would tell of few people, or give such a count away, are left out (TRUST.md, P14). Work done is shown as it is.
//!
//! What may be told follows from all areas that are held here, never from those that were asked for: otherwise two reports of different
//! areas, one taken from the other, would tell what neither does.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::counts::Counts;
use super::groups;
use super::lines::Three;
use super::live::{self, Counted, Question};
use super::measured::Measured;
use super::period::Period;
use super::{Report, ReportLine};
use crate::error::AppError;

/// Fewest people that are told.
const FEWEST: u32 = 5;
/// Fewest doors of an area that is told by itself.
const DOORS: u32 = 50;

/// An area and where people come from; none stands for all of them.
type Place = (Option<String>, Option<String>);

/// People of the station by area and origin with all sums, and which of these numbers are not told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Table {
    cells: BTreeMap<Place, u32>,
    hidden: BTreeSet<Place>,
}

impl Table {
    /// People of every area by origin; `small` are the areas too small to be told by themselves.
    pub fn of(people: &BTreeMap<String, BTreeMap<String, u32>>, small: &BTreeSet<String>) -> Table {
        let mut table = Table::default();
        let origins: BTreeSet<&String> = people.values().flat_map(BTreeMap::keys).collect();
        table.cells.insert((None, None), 0);
        for (area, by_origin) in people {
            for origin in &origins {
                let count = by_origin.get(*origin).copied().unwrap_or(0);
                for area in [Some(area.clone()), None] {
                    for origin in [Some((*origin).clone()), None] {
                        *table.cells.entry((area.clone(), origin)).or_default() += count;
                    }
                }
            }
        }
        let few = |place: &Place, count: u32| {
            let area = place.0.as_ref();
            (1..FEWEST).contains(&count) || area.is_some_and(|area| small.contains(area))
        };
        let first = table
            .cells
            .iter()
            .filter(|(place, count)| few(place, **count));
        table.hidden = first.map(|(place, _)| place.clone()).collect();
        while let Some(next) = table
            .lines()
            .into_iter()
            .find_map(|line| table.missing(&line))
        {
            table.hidden.insert(next);
        }
        table
    }

    /// Rows and columns: the parts, and their sum as the last.
    fn lines(&self) -> Vec<Vec<&Place>> {
        let mut lines: BTreeMap<(bool, &Option<String>), Vec<&Place>> = BTreeMap::new();
        for place in self.cells.keys() {
            lines.entry((true, &place.0)).or_default().push(place);
            lines.entry((false, &place.1)).or_default().push(place);
        }
        let mut lines: Vec<Vec<&Place>> = lines.into_values().collect();
        for line in &mut lines {
            // None sorts first.
            line.rotate_left(1);
        }
        lines
    }

    /// What has to be hidden too, so that the rest of a line does not tell what is hidden in it.
    fn missing(&self, line: &[&Place]) -> Option<Place> {
        let (hidden, told): (Vec<&Place>, Vec<&Place>) =
            line.iter().partition(|place| self.hidden.contains(**place));
        let sum: &Place = line.last()?;
        let together: u32 = hidden.iter().map(|place| self.count(place)).sum();
        let safe = match hidden.len() {
            0 => true,
            1 => false,
            // The rest of the sum tells how many the hidden ones are together.
            _ => self.hidden.contains(sum) || together >= FEWEST,
        };
        if safe {
            return None;
        }
        let parts = told.iter().filter(|place| **place != sum);
        let smallest = parts
            .filter(|place| self.count(place) > 0)
            .min_by_key(|place| (self.count(place), **place));
        let sum = Some(&sum).filter(|sum| !self.hidden.contains(**sum));
        smallest.or(sum).map(|place| (*place).clone())
    }

    fn count(&self, place: &Place) -> u32 {
        self.cells.get(place).copied().unwrap_or(0)
    }

    /// Whether the people of some areas together are told; `all` says that these are all there are.
    pub fn tells(&self, areas: &[String], all: bool, origin: Option<&str>) -> bool {
        let origin = origin.map(str::to_owned);
        if all {
            return !self.hidden.contains(&(None, origin));
        }
        let mut areas = areas.iter();
        areas.all(|area| !self.hidden.contains(&(Some(area.clone()), origin.clone())))
    }
}

/// Takes out of a report what tells of few. `all` are the areas held here, `asked` those of the report.
pub(super) fn hide(
    connection: &Connection,
    report: &mut Report,
    three: &Three,
    periods: [Period; 3],
    (all, asked): (&[String], &[String]),
    question: Question<'_>,
) -> Result<(), AppError> {
    let doors = live::doors_of(connection)?;
    let few_doors = |area: &&String| doors.get(*area).is_none_or(|doors| *doors < DOORS);
    let small: BTreeSet<String> = all.iter().filter(few_doors).cloned().collect();
    let every = asked.len() == all.len();
    let mut tables = vec![];
    for (measured, period) in three.iter().zip(periods) {
        let people = residents(connection, measured, period, all, question)?;
        tables.push(Table::of(&people, &small));
    }
    let told = |at: usize, origin: Option<&str>| {
        is_whole(periods[at]) && tables[at].tells(asked, every, origin)
    };
    for line in report
        .figures
        .iter_mut()
        .filter(|line| line.code == "people")
    {
        keep(line, [0, 1, 2].map(|at| told(at, None)));
    }
    let about_people = |line: &&mut ReportLine| line.group == groups::ORIGIN.list;
    for line in report.lines.iter_mut().filter(about_people) {
        let code = line.code.clone();
        keep(line, [0, 1, 2].map(|at| told(at, Some(&code))));
    }
    for area in &mut report.areas {
        let one = [area.area_id.clone()];
        area.hidden = area.people.is_some()
            && !(is_whole(periods[0]) && tables[0].tells(&one, all.len() == 1, None));
        area.people = area.people.filter(|_| !area.hidden);
    }
    report.corrections.retain(|line| {
        line.group != groups::ORIGIN.list
            || (every
                && line.closed.abs_diff(line.recounted) >= FEWEST
                && line.closed.min(line.recounted) >= FEWEST)
    });
    Ok(())
}

fn keep(line: &mut ReportLine, told: [bool; 3]) {
    let counts = [line.now, line.before, line.year_before];
    let hidden = [0, 1, 2].map(|at| counts[at].is_some() && !told[at]);
    let counts = [0, 1, 2].map(|at| counts[at].filter(|_| told[at]));
    let kept = ReportLine::new(&line.group, &line.code, counts);
    *line = ReportLine { hidden, ..kept };
}

/// Only whole weeks and months: two nearly equal times, one taken from the other, would tell of single days.
fn is_whole(period: Period) -> bool {
    period.months().is_some() || period.is_weeks()
}

/// Who lives in each of all areas, as the report counts them.
fn residents(
    connection: &Connection,
    measured: &Measured,
    period: Period,
    all: &[String],
    question: Question<'_>,
) -> Result<BTreeMap<String, BTreeMap<String, u32>>, AppError> {
    let closed = measured
        .months
        .last()
        .and_then(|(_, closed)| closed.as_ref());
    let by_area: BTreeMap<String, Counts> = match closed {
        Some(closed) => closed.by_area.clone(),
        // They were counted for the report already.
        None if question.areas.len() == all.len() && measured.is_of_today() => {
            measured.counted.by_area.clone()
        }
        None => {
            let mut counted = Counted::of(all);
            let day = period.last().min(question.today).to_string();
            live::living(connection, &day, all, &mut counted)?;
            counted.by_area
        }
    };
    let people = |counts: &Counts| {
        let origins = counts.in_group(groups::ORIGIN);
        origins
            .map(|(code, count)| (code.to_owned(), count))
            .collect()
    };
    Ok(by_area
        .iter()
        .filter(|(area, _)| all.contains(area))
        .map(|(area, counts)| (area.clone(), people(counts)))
        .collect())
}
