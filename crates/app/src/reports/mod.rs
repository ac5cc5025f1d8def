//! A period in figures: by area and time only, never by person.

mod close;
mod closed;
mod corrections;
mod count;
mod counts;
mod curve;
mod document;
mod export;
mod few;
mod forms;
mod groups;
mod laptops;
mod lines;
mod live;
mod measured;
mod outreach;
mod period;
mod rows;
mod tally;
#[cfg(test)]
mod tests;
mod totals;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use close::close_month;
pub use count::report;
pub(crate) use export::put as put_file;
pub use export::{Exported, Format, Saved, export, places, save, write_into};
pub use forms::{fill_form, forms, sample_form};
pub(crate) use laptops::IN_WITHIN;
pub use rows::{ReportRow, ReportRowsQuery, rows};
pub use totals::{TotalForm, enter_total};

impl Report {
    /// Whether anything is left out because it would tell of few people.
    fn hides_few(&self) -> bool {
        let mut lines = self.figures.iter().chain(&self.lines);
        lines.any(|line| line.hidden.contains(&true)) || self.areas.iter().any(|area| area.hidden)
    }
}

/// Which kind of period this is: `week`, `month`, `quarter`, `year` or `days`; none if it is none.
pub fn unit(period: &str) -> Option<&'static str> {
    use period::Unit;
    period::Period::parse(period).map(|period| match period.unit {
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Quarter => "quarter",
        Unit::Year => "year",
        Unit::Days => "days",
    })
}

/// Below this many, a percentage says little.
const SMALL: u32 = 20;

/// A count against an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
pub struct Change {
    /// More, or fewer.
    pub by: i32,
    /// In hundredths of a percent of the earlier one, halves away from nought; none if that was nought. Every output prints this number.
    #[specta(type = Option<i32>)]
    pub percent: Option<i64>,
    /// Whether the earlier count is so small that its percentage says little.
    pub small: bool,
}

impl Change {
    /// From `before` to `now`.
    pub fn of(now: u32, before: u32) -> Change {
        let by = i64::from(now) - i64::from(before);
        Change {
            by: i32::try_from(by).unwrap_or(i32::MAX),
            percent: hundredths(by, before),
            small: (1..SMALL).contains(&before),
        }
    }
}

/// How many hundredths of a percent `count` is of `of`, halves away from nought; none of nought.
fn hundredths(count: i64, of: u32) -> Option<i64> {
    let (twice, of) = (count.abs() * 20_000, i64::from(of));
    (of > 0).then(|| (twice + of) / (2 * of) * count.signum())
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportWanted {
    /// `2026-11`, `2026-W47`, `2026-Q4`, `2026` or `2026-11-03/2026-11-20`.
    pub period: String,
    /// Areas, such as those of a team; empty for all held here.
    pub areas: Vec<String>,
}

/// One count of the period. None stands for what is not known: nothing so old was ever held, or it has been erased since and the month was
/// not closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ReportLine {
    /// Code list (`consultation_kind`, `dispute_outcome`, ...), or `figure` for one of the five figures.
    pub group: String,
    /// Code; of a figure `people`, `declarations`, `consultations`, `disputes` or `visits`.
    pub code: String,
    /// In the period.
    pub now: Option<u32>,
    /// Of how many, where the count is a part of something: doors called at of all doors.
    pub of: Option<u32>,
    /// Which part of it, in hundredths of a percent.
    #[specta(type = Option<i32>)]
    pub part: Option<i64>,
    /// In the period before.
    pub before: Option<u32>,
    /// In the same one a year before.
    pub year_before: Option<u32>,
    /// Which of the three are left out because they would tell of few people, or give such a count away.
    pub hidden: [bool; 3],
    /// Against the one before.
    pub change: Option<Change>,
    /// Against the same one a year before.
    pub change_of_year: Option<Change>,
}

impl ReportLine {
    fn new(group: &str, code: &str, [now, before, year_before]: [Option<u32>; 3]) -> ReportLine {
        let against = |earlier: Option<u32>| Some(Change::of(now?, earlier?));
        ReportLine {
            group: group.to_owned(),
            code: code.to_owned(),
            now,
            of: None,
            part: None,
            hidden: [false; 3],
            before,
            year_before,
            change: against(before),
            change_of_year: against(year_before),
        }
    }

    /// As a part of something.
    fn part_of(self, whole: Option<u32>) -> ReportLine {
        let of = whole.filter(|_| self.now.is_some());
        let part = self.now.zip(of);
        ReportLine {
            of,
            part: part.and_then(|(now, of)| hundredths(now.into(), of)),
            ..self
        }
    }

    /// Whether one of its percentages rests on few.
    pub fn is_small(&self) -> bool {
        let changes = [self.change, self.change_of_year];
        changes.into_iter().flatten().any(|change| change.small)
    }
}

/// One area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportArea {
    /// The area.
    pub area_id: String,
    /// Its name.
    pub area: String,
    /// Living there at the end of the period; none if that is no longer known.
    pub people: Option<u32>,
    /// Whether that is left out because the area is small, or would give a small count away.
    pub hidden: bool,
    /// Declarations; none, as of what follows, if not all of them are known.
    pub declarations: Option<u32>,
    /// Visits.
    pub visits: Option<u32>,
    /// Doors called at.
    pub called_at: Option<u32>,
    /// Doors there are.
    pub doors: Option<u32>,
    /// Consultations.
    pub consultations: Option<u32>,
    /// Disputes.
    pub disputes: Option<u32>,
    /// Contacts added.
    pub contacts: Option<u32>,
    /// Declarations, visits, consultations and disputes of the period before, together.
    pub before: Option<u32>,
}

/// One day of the curve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportDay {
    /// `yyyy-mm-dd`.
    pub day: String,
    /// Consultations; none if not all of them are known.
    pub consultations: Option<u32>,
    /// Declarations.
    pub declarations: Option<u32>,
}

/// A count that came out differently after its month was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportCorrection {
    /// The month, `2026-11`.
    pub month: String,
    /// Code list.
    pub group: String,
    /// Code.
    pub code: String,
    /// As it was closed.
    pub closed: u32,
    /// As it is counted today.
    pub recounted: u32,
}

/// How a month was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportClosing {
    /// When, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// Name of who closed it.
    pub by: String,
}

/// Whether all counts of a group are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportKnown {
    /// Code list.
    pub group: String,
    /// In the period.
    pub now: bool,
    /// In the period before.
    pub before: bool,
    /// In the same one a year before.
    pub year_before: bool,
}

/// The period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Report {
    /// As it was asked for.
    pub period: String,
    /// When it was counted, ms since 1970: a closed month when it was closed.
    #[specta(type = i32)]
    pub as_of: i64,
    /// Laptops seen within a day of that with nothing left on them.
    pub laptops_in: u32,
    /// Laptops admitted; 0 for who does not see them.
    pub laptops_all: u32,
    /// Names of the others.
    pub laptops_missing: Vec<String>,
    /// Whether the period is not over.
    pub unfinished: bool,
    /// Closed months among those that the report shows, in order.
    pub frozen_months: Vec<String>,
    /// What would come out differently today, of the months that were closed.
    pub corrections: Vec<ReportCorrection>,
    /// Which groups are known.
    pub known: Vec<ReportKnown>,
    /// The five figures.
    pub figures: Vec<ReportLine>,
    /// Everything counted that occurred, by group.
    pub lines: Vec<ReportLine>,
    /// Areas held here, by name.
    pub areas: Vec<ReportArea>,
    /// Names of the areas among them that have no region code, so that nobody can tell who comes from there.
    pub areas_without_code: Vec<String>,
    /// Every day of the period so far.
    pub curve: Vec<ReportDay>,
    /// If the period is a month that was closed.
    pub closing: Option<ReportClosing>,
    /// Whether this user may close the month now.
    pub may_close: bool,
    /// The month whose police total this user may enter, if the period is one.
    pub total_month: Option<String>,
    /// What is entered for it now.
    pub entered_total: Option<u32>,
}
