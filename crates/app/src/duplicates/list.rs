use domain::{Act, fields};
use rusqlite::{Connection, OptionalExtension, Row};

use super::sides::{Side, side};
use super::{COMPARED, DuplicateCard, DuplicateField, DuplicatesPage, MergedLine};
use crate::desk::Desk;
use crate::due::DAY_MS;
use crate::error::AppError;
use crate::syncing::naming;
use crate::telling;

/// How long a merge is offered for taking apart, ms.
const OFFERED: i64 = 90 * DAY_MS;

/// A case as it is stored.
pub(super) struct Case {
    pub id: String,
    pub a: String,
    pub b: String,
    pub why: String,
    pub snapshots: [String; 2],
    pub state: String,
    pub stays: String,
    pub by: String,
    pub at: i64,
    pub lost: String,
}

impl Case {
    /// The record that does not stay.
    pub fn goes(&self, stays: &str) -> &str {
        if self.a == stays { &self.b } else { &self.a }
    }
}

/// Cases that wait, and those merged lately.
///
/// # Errors
/// If the store cannot be read.
pub fn page(desk: &Desk) -> Result<DuplicatesPage, AppError> {
    let may = desk.role()?.may(Act::SettleConflict);
    desk.read(|connection| {
        let open = cases(connection, OPEN, 0)?;
        let merged = cases(connection, MERGED, desk.now() - OFFERED)?;
        Ok(DuplicatesPage {
            open: open
                .iter()
                .map(|case| card(connection, desk, may, case))
                .collect::<Result<_, _>>()?,
            merged: merged
                .iter()
                .map(|case| merged_line(connection, desk, case))
                .collect::<Result<_, _>>()?,
        })
    })
}

const OPEN: &str =
    "SELECT * FROM duplicate_cases WHERE state = 'open' AND outcome_at >= ?1 ORDER BY id LIMIT 100";
const MERGED: &str = "SELECT * FROM duplicate_cases WHERE state = 'merged' AND outcome_at >= ?1 ORDER BY outcome_at DESC, id LIMIT 50";

fn cases(connection: &Connection, sql: &str, since: i64) -> Result<Vec<Case>, AppError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([since], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One case; none if it is not on this laptop.
pub(super) fn one(connection: &Connection, id: &str) -> Result<Option<Case>, AppError> {
    Ok(connection
        .prepare_cached("SELECT * FROM duplicate_cases WHERE id = ?1")?
        .query_row([id], read)
        .optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Case> {
    Ok(Case {
        id: row.get("id")?,
        a: row.get("a")?,
        b: row.get("b")?,
        why: row.get("why")?,
        snapshots: [row.get("snapshot_a")?, row.get("snapshot_b")?],
        state: row.get("state")?,
        stays: row.get("outcome_stays")?,
        by: row.get("outcome_by")?,
        at: row.get("outcome_at")?,
        lost: row.get("lost")?,
    })
}

fn card(
    connection: &Connection,
    desk: &Desk,
    may: bool,
    case: &Case,
) -> Result<DuplicateCard, AppError> {
    let a = side(connection, &case.a, &case.snapshots[0])?;
    let b = side(connection, &case.b, &case.snapshots[1])?;
    Ok(DuplicateCard {
        id: case.id.clone(),
        why: desk.label("duplicate_why", &case.why).to_owned(),
        fields: compared(connection, desk, &a, &b)?,
        choosable: a.here && b.here,
        a: a.shown(connection, desk)?,
        b: b.shown(connection, desk)?,
        may,
    })
}

fn compared(
    connection: &Connection,
    desk: &Desk,
    a: &Side,
    b: &Side,
) -> Result<Vec<DuplicateField>, AppError> {
    let mut compared = Vec::new();
    for field in COMPARED {
        if [a, b]
            .iter()
            .all(|side| fields::at(&side.row, field).is_none())
        {
            continue;
        }
        let told = [
            a.told(connection, desk, field)?,
            b.told(connection, desk, field)?,
        ];
        // Two numbers may look the same masked: where both records are here, the values themselves are compared.
        let differs = if a.here && b.here {
            telling::value_of(&a.row, field) != telling::value_of(&b.row, field)
        } else {
            told[0] != told[1]
        };
        let [a, b] = told;
        compared.push(DuplicateField {
            field: field.to_owned(),
            label: telling::field_word(desk, field),
            a,
            b,
            differs,
        });
    }
    Ok(compared)
}

fn merged_line(connection: &Connection, desk: &Desk, case: &Case) -> Result<MergedLine, AppError> {
    let name = naming::name(connection, desk, ("people", &case.stays), None)?;
    let by = naming::name(connection, desk, ("users", &case.by), None)?;
    Ok(MergedLine {
        id: case.id.clone(),
        person: case.stays.clone(),
        text: desk.say("duplicates.merged", &[("name", &name), ("by", &by)]),
        at: case.at,
    })
}
