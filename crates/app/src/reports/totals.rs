//! Police incidents, as another system counts them: entered by month, so that they can be stated next to the month's figures.

use domain::{Fields, ids};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use serde_json::json;
use specta::Type;
use store::Edit;

use super::counts::Counts;
use super::groups;
use super::period::{Period, Unit};
use crate::desk::{Desk, Done};
use crate::error::AppError;

/// A month's total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TotalForm {
    /// `2026-11`.
    pub month: String,
    /// Police incidents.
    pub incidents: u32,
}

/// Enters or corrects a month's total. Two laptops write the same row, so a month has one.
///
/// # Errors
/// `period_impossible` for what is no month; `count_impossible`; `not_allowed`.
pub fn enter_total(desk: &Desk, form: &TotalForm) -> Result<Done, AppError> {
    desk.write("done.total_entered", |write| {
        Period::parse(&form.month)
            .filter(|period| period.unit == Unit::Month)
            .ok_or_else(|| AppError::new("period_impossible"))?;
        let id = ids::derived(&["police_totals", &form.month]);
        let mut fields = Fields::from_iter([
            ("incidents".to_owned(), json!(form.incidents)),
            ("by".to_owned(), json!(write.user())),
            ("at".to_owned(), json!(write.now())),
        ]);
        let edit = if write.row(&id)?.is_some() {
            Edit::change("police_totals", &id, None, fields)
        } else {
            fields.insert("month".to_owned(), json!(form.month));
            fields.insert("first".to_owned(), json!(form.incidents.to_string()));
            Edit {
                kind: "police_totals".to_owned(),
                id: Some(id),
                fields,
                base: None,
                scope: Some("station".to_owned()),
            }
        };
        Ok(Some(write.put(edit)?))
    })
}

/// What was entered for a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Total {
    /// First.
    pub first: u32,
    /// Last.
    pub now: u32,
}

/// The total of a month (`2026-11`); none if nobody entered it.
pub(super) fn read(connection: &Connection, month: &str) -> Result<Option<Total>, AppError> {
    Ok(connection
        .prepare_cached("SELECT incidents, first FROM police_totals WHERE month = ?1")?
        .query_row([month], |row| {
            let now = row.get("incidents")?;
            let first: String = row.get("first")?;
            Ok(Total {
                first: first.parse().unwrap_or(now),
                now,
            })
        })
        .optional()?)
}

/// A total as a count of the report.
pub(super) fn counts(incidents: u32) -> Counts {
    let mut counts = Counts::default();
    counts.add(groups::POLICE, "incidents", incidents);
    counts
}
