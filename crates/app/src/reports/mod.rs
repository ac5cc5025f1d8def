//! A period in figures: by area and time only, never by person.

mod close;
mod closed;
mod count;
mod counts;
mod export;
mod forms;
mod groups;
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
pub(crate) use count::IN_WITHIN;
pub use count::report;
pub(crate) use export::write as write_whole;
pub use export::{Exported, Format, Saved, export, places, save, write_into};
pub use forms::{fill_form, forms, sample_form};
pub use rows::{ReportRow, ReportRowsQuery, rows};
pub use totals::{TotalForm, enter_total};

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
    /// In percent of the earlier one; none if that was nought.
    pub percent: Option<f64>,
    /// Whether the earlier count is so small that its percentage says little.
    pub small: bool,
}

impl Change {
    /// From `before` to `now`.
    pub fn of(now: u32, before: u32) -> Change {
        let by = i64::from(now) - i64::from(before);
        Change {
            by: i32::try_from(by).unwrap_or(i32::MAX),
            #[expect(clippy::cast_precision_loss, reason = "counts of a station")]
            percent: (before > 0).then(|| by as f64 * 100.0 / f64::from(before)),
            small: (1..SMALL).contains(&before),
        }
    }
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
    /// In the period before.
    pub before: Option<u32>,
    /// In the same one a year before.
    pub year_before: Option<u32>,
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
            before,
            year_before,
            change: against(before),
            change_of_year: against(year_before),
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
    /// Declarations.
    pub declarations: u32,
    /// Visits.
    pub visits: u32,
    /// Doors called at.
    pub called_at: u32,
    /// Doors there are.
    pub doors: u32,
    /// Consultations.
    pub consultations: u32,
    /// Disputes.
    pub disputes: u32,
    /// Contacts added.
    pub contacts: u32,
    /// Declarations, visits, consultations and disputes of the period before, together.
    pub before: u32,
}

/// One day of the curve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportDay {
    /// `yyyy-mm-dd`.
    pub day: String,
    /// Consultations.
    pub consultations: u32,
    /// Declarations.
    pub declarations: u32,
}

/// A count that came out differently after its month was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportCorrection {
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
    /// What came in or was corrected since.
    pub corrections: Vec<ReportCorrection>,
}

/// The period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Report {
    /// As it was asked for.
    pub period: String,
    /// When it was counted, ms since 1970.
    #[specta(type = i32)]
    pub as_of: i64,
    /// Laptops seen within a day.
    pub laptops_in: u32,
    /// Laptops admitted; 0 for who does not see them.
    pub laptops_all: u32,
    /// Names of those not seen within a day.
    pub laptops_missing: Vec<String>,
    /// The five figures.
    pub figures: Vec<ReportLine>,
    /// Everything counted that occurred, by group.
    pub lines: Vec<ReportLine>,
    /// Areas held here, by name.
    pub areas: Vec<ReportArea>,
    /// Every day of the period so far.
    pub curve: Vec<ReportDay>,
    /// If the period is a month that was closed.
    pub closing: Option<ReportClosing>,
    /// Whether this user may close the month now.
    pub may_close: bool,
    /// The month whose police total this user may enter, if the period is one.
    pub total_month: Option<String>,
}
