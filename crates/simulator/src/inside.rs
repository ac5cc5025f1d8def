//! What the simulator reads of the databases behind the backs of the programs, and how it cuts their writes short.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::Fields;
use rusqlite::{Connection, OptionalExtension};
use station::{Database, StationError};
use store::{Store, StoreError};

/// A row of a station or a laptop.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Kind.
    pub kind: String,
    /// Sequence number.
    pub seq: i64,
    /// Scopes, sorted.
    pub scopes: Vec<String>,
    /// Fields as they are sent.
    pub body: String,
}

impl Row {
    /// The fields.
    pub fn fields(&self) -> Fields {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// Whether the station puts such rows away.
    pub fn goes_away(&self) -> bool {
        matches!(self.kind.as_str(), "visits" | "consultations" | "disputes")
    }

    /// Whether the station alone holds it.
    pub fn is_away(&self) -> bool {
        self.scopes.iter().any(|scope| scope.starts_with("away:"))
    }

    /// Whether only its name is left.
    pub fn is_erased(&self) -> bool {
        self.scopes.is_empty() && domain::fields::is_deleted(&self.fields())
    }
}

/// Lets everything after `steps` steps of the database engine fail, as if the process had been killed there.
///
/// # Errors
/// If the connection does not take it.
pub fn arm(connection: &mut Connection, steps: usize) -> rusqlite::Result<Arc<AtomicBool>> {
    let fired = Arc::new(AtomicBool::new(false));
    let seen = fired.clone();
    let mut left = steps;
    connection.progress_handler(
        7,
        Some(move || {
            if left == 0 {
                seen.store(true, Ordering::Relaxed);
                return true;
            }
            left -= 1;
            false
        }),
    )?;
    Ok(fired)
}

/// Takes [`arm`] back.
///
/// # Errors
/// If the connection does not take it.
pub fn disarm(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.progress_handler(0, None::<fn() -> bool>)
}

/// All rows of the station.
///
/// # Errors
/// What the database says.
pub fn station_rows(database: &Database) -> Result<BTreeMap<String, Row>, StationError> {
    database.with_reader(|connection| {
        let mut statement = connection.prepare("SELECT id, kind, seq, scopes, body FROM record")?;
        rows_of(&mut statement)
    })
}

/// Operations that wait on the station for their row, as text.
///
/// # Errors
/// What the database says.
pub fn parked(database: &Database) -> Result<Vec<String>, StationError> {
    database.with_reader(|connection| {
        let mut statement = connection.prepare("SELECT ops FROM parked")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect()
    })
}

/// Areas that the station's own records give an account: assignments that are not deleted.
///
/// # Errors
/// What the database says.
pub fn assigned(database: &Database, user: &str) -> Result<BTreeSet<String>, StationError> {
    let rows = station_rows(database)?;
    let text = |fields: &Fields, name: &str| {
        domain::fields::text(fields, name)
            .unwrap_or_default()
            .to_owned()
    };
    Ok(rows
        .values()
        .filter(|row| row.kind == "assignments")
        .map(Row::fields)
        .filter(|fields| !domain::fields::is_deleted(fields) && text(fields, "user") == user)
        .map(|fields| ["area:", &text(&fields, "area")].concat())
        .collect())
}

/// The station's epoch, head and highest stamp.
///
/// # Errors
/// What the database says.
pub fn head(database: &Database) -> Result<(i64, i64, i64), StationError> {
    let head = database.read(|tx| tx.head())?;
    Ok((head.epoch, head.seq, head.hlc))
}

/// The station's copy of all rows on a laptop.
///
/// # Errors
/// What the store says.
pub fn laptop_rows(store: &Store) -> Result<BTreeMap<String, Row>, StoreError> {
    store.read(|connection| {
        let mut statement = connection.prepare("SELECT id, kind, seq, scopes, body FROM srv")?;
        rows_of(&mut statement).map_err(StoreError::from)
    })
}

fn rows_of(statement: &mut rusqlite::Statement<'_>) -> rusqlite::Result<BTreeMap<String, Row>> {
    let rows = statement.query_map([], |row| {
        let scopes: String = row.get(3)?;
        let mut scopes: Vec<String> = serde_json::from_str(&scopes).unwrap_or_default();
        scopes.sort();
        Ok((
            row.get(0)?,
            Row {
                kind: row.get(1)?,
                seq: row.get(2)?,
                scopes,
                body: row.get(4)?,
            },
        ))
    })?;
    rows.collect()
}

/// One own operation of a laptop.
#[derive(Debug, Clone)]
pub struct Own {
    /// Row.
    pub row: String,
    /// Fields.
    pub fields: Fields,
    /// Whether it still waits.
    pub waits: bool,
    /// Whether it makes the row.
    pub creates: bool,
    /// Kind of the row.
    pub kind: String,
}

/// Own operations of a laptop in their order.
///
/// # Errors
/// What the store says.
pub fn own(store: &Store) -> Result<Vec<Own>, StoreError> {
    store.read(|connection| {
        let mut statement = connection.prepare(
            "SELECT row, fields, settled_at = 0, creates, kind FROM op ORDER BY incarnation, counter",
        )?;
        let rows = statement.query_map([], |row| {
            let fields: String = row.get(1)?;
            Ok(Own {
                row: row.get(0)?,
                fields: serde_json::from_str(&fields).unwrap_or_default(),
                waits: row.get(2)?,
                creates: row.get(3)?,
                kind: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

/// Scopes a laptop holds, with count and sum as the store keeps them.
///
/// # Errors
/// What the store says.
pub fn held(store: &Store) -> Result<BTreeMap<String, (i64, i64)>, StoreError> {
    store.read(|connection| {
        let mut statement =
            connection.prepare("SELECT name, row_count, hash_sum FROM scope WHERE held = 1")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

/// By area and kind, how many rows count.
pub type Counts = BTreeMap<(String, String), i64>;

/// How much each area holds: as the store keeps it, and as a full count says.
///
/// # Errors
/// What the store says.
pub fn counts(store: &Store) -> Result<[Counts; 2], StoreError> {
    const KEPT: &str = "SELECT area_id, kind, number FROM area_count WHERE number <> 0";
    const FULL: &str = "SELECT area_id, 'buildings' AS kind, count(*) AS number FROM buildings WHERE merged_into = '' GROUP BY area_id
        UNION ALL SELECT area_id, 'rooms', count(*) FROM rooms WHERE merged_into = '' GROUP BY area_id
        UNION ALL SELECT area_id, 'residences', count(*) FROM residences WHERE until = '' GROUP BY area_id";
    let count = |sql| {
        store.read(|connection| -> Result<_, StoreError> {
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map([], |row| {
                Ok(((row.get("area_id")?, row.get("kind")?), row.get("number")?))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    };
    Ok([count(KEPT)?, count(FULL)?])
}

/// Ids on a screen that lists a kind, sorted.
///
/// # Errors
/// What the store says.
pub fn shown(store: &Store, kind: &str) -> Result<BTreeSet<String>, StoreError> {
    let sql = match kind {
        "people" => "SELECT id FROM people",
        "buildings" => "SELECT id FROM buildings WHERE merged_into = ''",
        "rooms" => "SELECT id FROM rooms WHERE merged_into = ''",
        "residences" => "SELECT id FROM residences",
        "contacts" => "SELECT id FROM contacts",
        "consultations" => "SELECT id FROM consultations",
        "disputes" => "SELECT id FROM disputes",
        "dispute_parties" => "SELECT id FROM dispute_parties",
        _ => "SELECT id FROM visits",
    };
    store.read(|connection| {
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

/// One text of a typed row; none if the row is not shown.
///
/// # Errors
/// What the store says.
pub fn typed(
    store: &Store,
    kind: &str,
    id: &str,
    field: &str,
) -> Result<Option<String>, StoreError> {
    let sql = match (kind, field) {
        ("people", "phone") => "SELECT phone FROM people WHERE id = ?1",
        ("people", "name_latin") => "SELECT name_latin FROM people WHERE id = ?1",
        ("people", "phone2") => "SELECT phone2 FROM people WHERE id = ?1",
        ("contacts", "phone") => "SELECT phone FROM contacts WHERE id = ?1",
        ("contacts", "group") => "SELECT group_name FROM contacts WHERE id = ?1",
        ("consultations", "answer") => "SELECT answer FROM consultations WHERE id = ?1",
        ("consultations", "text") => "SELECT text FROM consultations WHERE id = ?1",
        ("residences", "employer") => "SELECT employer FROM residences WHERE id = ?1",
        ("disputes", "course") => "SELECT course FROM disputes WHERE id = ?1",
        ("disputes", "place") => "SELECT place FROM disputes WHERE id = ?1",
        ("dispute_parties", "phone") => "SELECT phone FROM dispute_parties WHERE id = ?1",
        ("visits", "note") => "SELECT note FROM visits WHERE id = ?1",
        _ => return Ok(None),
    };
    store.read(|connection| {
        Ok(connection
            .query_row(sql, [id], |row| row.get(0))
            .optional()?)
    })
}

/// Text fields per kind that people edit here; each has a column of its own.
pub const EDITED: [(&str, &[&str]); 7] = [
    ("people", &["phone", "name_latin", "phone2"]),
    ("contacts", &["phone", "group"]),
    ("consultations", &["answer", "text"]),
    ("residences", &["employer"]),
    ("disputes", &["course", "place"]),
    ("dispute_parties", &["phone"]),
    ("visits", &["note"]),
];

/// The copy on the screen; sequence number 0 for a row the station has not sent.
///
/// # Errors
/// What the store says.
pub fn base(store: &Store, id: &str) -> Result<sync::Base, StoreError> {
    store.read(|connection| {
        let copy = connection
            .query_row("SELECT epoch, seq FROM srv WHERE id = ?1", [id], |row| {
                Ok(sync::Base {
                    epoch: row.get(0)?,
                    seq: row.get(1)?,
                })
            })
            .optional()?;
        Ok(copy.unwrap_or(sync::Base {
            epoch: store::state::number(connection, "epoch")?,
            seq: 0,
        }))
    })
}

/// Leaves the store room for so many more pages only; none takes the limit away.
///
/// # Errors
/// What the store says.
pub fn limit_disk(store: &Store, now: i64, pages: Option<i64>) -> Result<(), StoreError> {
    store
        .write(now, |write| {
            let connection = write.connection();
            let used: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
            let limit = pages.map_or(1_000_000, |pages| used + pages);
            connection.pragma_update(None, "max_page_count", limit)?;
            Ok(())
        })
        .map(|_| ())
}

/// Makes the operations that have not left yet unacceptable to any station, keeping what was typed; the rows concerned.
///
/// # Errors
/// What the store says.
pub fn poison(store: &Store, now: i64) -> Result<usize, StoreError> {
    let (count, _) = store.write(now, |write| -> Result<usize, StoreError> {
        Ok(write.connection().execute(
            "UPDATE op SET fields = json_set(fields, '$.sex', 5, '$.at', 'never', '$.since', 'never')
             WHERE id = (SELECT id FROM op WHERE sent_at = 0 AND settled_at = 0 ORDER BY incarnation DESC, counter DESC LIMIT 1)",
            [],
        )?)
    })?;
    Ok(count)
}

/// Loses one row of the station's copy, as a bad block would, and the sum with it.
///
/// # Errors
/// What the store says.
pub fn damage(store: &Store, now: i64, id: &str) -> Result<(), StoreError> {
    store
        .write(now, |write| -> Result<(), StoreError> {
            let connection = write.connection();
            let (scopes, hash): (String, i64) = connection.query_row(
                "SELECT scopes, hash FROM srv WHERE id = ?1",
                [id],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            let scopes: Vec<String> = serde_json::from_str(&scopes)?;
            for scope in scopes {
                let sum: i64 = connection.query_row(
                    "SELECT hash_sum FROM scope WHERE name = ?1",
                    [&scope],
                    |row| row.get(0),
                )?;
                connection.execute(
                    "UPDATE scope SET row_count = row_count - 1, hash_sum = ?2 WHERE name = ?1",
                    rusqlite::params![scope, sum.wrapping_sub(hash)],
                )?;
            }
            connection.execute("DELETE FROM srv WHERE id = ?1", [id])?;
            connection.execute("DELETE FROM people WHERE id = ?1", [id])?;
            connection.execute("DELETE FROM consultations WHERE id = ?1", [id])?;
            Ok(())
        })
        .map(|_| ())
}
