//! From the station's copy and the operations waiting over it to the typed row that screens query.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::fields::{self, Fields};
use domain::register::{self, FieldType};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use serde_json::Value;
use sync::Base;

use crate::counts::{Counted, Counts};
use crate::derive;
use crate::error::StoreError;
use crate::search_keys::Keys;
use crate::write::{Changed, is_registered};

/// What drawing rows leaves behind: the kinds that changed, search keys and counts that are still to be written.
#[derive(Debug, Default)]
pub(crate) struct Drawn {
    pub changed: Changed,
    pub keys: Keys,
    pub counts: Counts,
}

impl Drawn {
    /// Writes what was kept for the end of the transaction.
    pub fn write(&mut self, connection: &Connection) -> Result<(), StoreError> {
        self.keys.write(connection)?;
        self.counts.write(connection)
    }
}

/// A row as screens see it.
#[derive(Debug, Clone)]
pub(crate) struct Overlaid {
    pub kind: String,
    pub fields: Fields,
    /// The station's copy it rests on; seq 0 when the station has not sent one.
    pub base: Base,
    /// Scopes: the station's, or the author's claim for a row it has not seen.
    pub scopes: Vec<String>,
    /// Edits waiting over it.
    pub pending: i64,
    /// Whether the station has sent it or this laptop made it.
    pub whole: bool,
}

impl Overlaid {
    /// A row that one edit has just made.
    pub fn made(kind: String, fields: Fields, base: Base, scope: String) -> Overlaid {
        Overlaid {
            kind,
            fields,
            base,
            scopes: vec![scope],
            pending: 1,
            whole: true,
        }
    }

    pub fn scope(&self) -> String {
        self.scopes
            .first()
            .cloned()
            .unwrap_or_else(|| "station".to_owned())
    }
}

/// The row with waiting edits drawn over it; none if this laptop knows nothing of it, or if it is deleted.
pub(crate) fn overlaid(connection: &Connection, id: &str) -> Result<Option<Overlaid>, StoreError> {
    let row = overlaid_or_deleted(connection, id)?;
    Ok(row.filter(|row| !fields::is_deleted(&row.fields)))
}

/// As [`overlaid`], also for a deleted row: it can be taken back.
pub(crate) fn overlaid_or_deleted(
    connection: &Connection,
    id: &str,
) -> Result<Option<Overlaid>, StoreError> {
    let copy = connection
        .prepare_cached("SELECT kind, epoch, seq, scopes, body FROM srv WHERE id = ?1")?
        .query_row([id], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, String>(3)?,
                row.get::<_, String>(4)?,
            ))
        })
        .optional()?;
    let mut overlaid = match copy {
        None => None,
        Some((kind, epoch, seq, scopes, body)) => Some(Overlaid {
            kind,
            fields: serde_json::from_str(&body)?,
            base: Base { epoch, seq },
            scopes: serde_json::from_str(&scopes)?,
            pending: 0,
            whole: true,
        }),
    };
    lay_waiting_edits_over(connection, id, &mut overlaid)?;
    Ok(overlaid.filter(|row| row.whole))
}

fn lay_waiting_edits_over(
    connection: &Connection,
    id: &str,
    overlaid: &mut Option<Overlaid>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, fields, scope, creates, base_epoch FROM op WHERE row = ?1 AND settled_at = 0 ORDER BY incarnation, counter",
    )?;
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        let change: Fields = serde_json::from_str(row.get_ref(1)?.as_str().unwrap_or("{}"))?;
        let creates: bool = row.get(3)?;
        let over = match overlaid {
            Some(over) => over,
            None => overlaid.insert(Overlaid {
                kind: row.get(0)?,
                fields: Fields::new(),
                base: Base {
                    epoch: row.get(4)?,
                    seq: 0,
                },
                scopes: vec![row.get(2)?],
                pending: 0,
                whole: false,
            }),
        };
        over.whole |= creates;
        over.pending += 1;
        if over.fields.is_empty() {
            over.fields = change;
        } else {
            fields::overlay(&mut over.fields, &change);
        }
    }
    Ok(())
}

/// Brings the typed row, its search keys and what derives from it up to date.
pub(crate) fn project(
    connection: &Connection,
    id: &str,
    drawn: &mut Drawn,
) -> Result<(), StoreError> {
    let row = overlaid(connection, id)?;
    show(connection, id, row, drawn)
}

/// As [`project`], for one of many rows: `copy` is the station's copy, just taken, over which no edit waits.
pub(crate) fn project_copy(
    connection: &Connection,
    copy: &sync::wire::Row,
    epoch: i64,
    drawn: &mut Drawn,
) -> Result<(), StoreError> {
    let row = Overlaid {
        kind: copy.kind.clone(),
        fields: serde_json::from_str(copy.body.get())?,
        base: Base {
            epoch,
            seq: copy.seq,
        },
        scopes: copy.scopes.clone(),
        pending: 0,
        whole: true,
    };
    let alive = !fields::is_deleted(&row.fields);
    show(connection, &copy.id, alive.then_some(row), drawn)
}

/// As [`project`], for a row under an id that no row had before.
pub(crate) fn project_made(
    connection: &Connection,
    id: &str,
    row: &Overlaid,
    drawn: &mut Drawn,
) -> Result<(), StoreError> {
    if fields::is_deleted(&row.fields) {
        return Ok(());
    }
    let area = held_area(connection)(&row.scopes)?;
    let (Some(area), Some(table)) = (area, TABLES.get(row.kind.as_str())) else {
        return Ok(());
    };
    let values = table.values(id, row, &area);
    if let Some(counted) = table.counted_now(drawn) {
        drawn.counts.comes(counted, &values);
    }
    connection
        .prepare_cached(&table.replace)?
        .execute(params_from_iter(values))?;
    note(&row.kind, drawn);
    derive::after_make(connection, id, &row.kind, &row.fields, &mut drawn.keys)
}

fn show(
    connection: &Connection,
    id: &str,
    row: Option<Overlaid>,
    drawn: &mut Drawn,
) -> Result<(), StoreError> {
    match row {
        Some(row) => {
            let area = held_area(connection)(&row.scopes)?;
            write_row(connection, id, &row, area.as_deref(), drawn)
        }
        None => forget(connection, id, drawn),
    }
}

/// Finds among scopes the first area this laptop holds: `Some("")` for rows that belong to no area.
fn held_area(
    connection: &Connection,
) -> impl Fn(&[String]) -> Result<Option<String>, StoreError> + '_ {
    move |scopes| {
        for scope in scopes {
            let held: bool = connection
                .prepare_cached("SELECT 1 FROM scope WHERE name = ?1 AND held = 1")?
                .exists([scope])?;
            if held {
                return Ok(Some(
                    scope.strip_prefix("area:").unwrap_or_default().to_owned(),
                ));
            }
        }
        // Before the first sync nothing is held, and a row this laptop makes for everybody needs no scope.
        Ok(scopes
            .iter()
            .any(|scope| scope == "station" || scope.starts_with("user:"))
            .then(String::new))
    }
}

fn write_row(
    connection: &Connection,
    id: &str,
    row: &Overlaid,
    area: Option<&str>,
    drawn: &mut Drawn,
) -> Result<(), StoreError> {
    let (Some(area), true) = (area, is_registered(&row.kind)) else {
        return forget(connection, id, drawn);
    };
    let Some(table) = TABLES.get(row.kind.as_str()) else {
        return Ok(());
    };
    let values = table.values(id, row, area);
    match table.stands(connection, &values)? {
        Some(pending) if pending == row.pending => return Ok(()),
        Some(_) => {
            // What derives from the row stands too.
            connection
                .prepare_cached(&table.settled)?
                .execute(params![id, row.pending])?;
            note(&row.kind, drawn);
            return Ok(());
        }
        None => {
            if let Some(counted) = table.counted_now(drawn) {
                drawn.counts.leaves(connection, counted, id)?;
                drawn.counts.comes(counted, &values);
            }
            connection
                .prepare_cached(&table.replace)?
                .execute(params_from_iter(values))?;
        }
    }
    note(&row.kind, drawn);
    derive::after_write(connection, id, &row.kind, &row.fields, &mut drawn.keys)
}

fn note(kind: &str, drawn: &mut Drawn) {
    if !drawn.changed.contains(kind) {
        drawn.changed.insert(kind.to_owned());
    }
}

/// Removes the typed row; what waits in `op` stays.
fn forget(connection: &Connection, id: &str, drawn: &mut Drawn) -> Result<(), StoreError> {
    for (kind, table) in TABLES.iter() {
        if let Some(counted) = table.counted_now(drawn) {
            drawn.counts.leaves(connection, counted, id)?;
        }
        let removed = connection.prepare_cached(&table.delete)?.execute([id])?;
        if removed > 0 {
            drawn.changed.insert((*kind).to_owned());
            // What imports remember of a row goes with it.
            for forget in [
                "DELETE FROM import_said WHERE row = ?1",
                "DELETE FROM import_change WHERE row = ?1",
            ] {
                connection.prepare_cached(forget)?.execute([id])?;
            }
            return derive::after_forget(connection, id, kind, &mut drawn.keys);
        }
    }
    Ok(())
}

struct Column {
    path: String,
    whole_number: bool,
    json: bool,
}

impl Column {
    fn value(&self, fields: &Fields) -> Sql {
        match fields::at(fields, &self.path) {
            None if self.whole_number => Sql::Integer(0),
            None => Sql::Text(String::new()),
            Some(Value::Bool(yes)) => Sql::Integer(i64::from(*yes)),
            Some(Value::Number(number)) if self.whole_number => {
                Sql::Integer(number.as_i64().unwrap_or(0))
            }
            Some(Value::String(text)) if !self.whole_number && !self.json => {
                Sql::Text(text.clone())
            }
            Some(_) if self.whole_number => Sql::Integer(0),
            Some(other) => Sql::Text(other.to_string()),
        }
    }
}

struct Table {
    columns: Vec<Column>,
    replace: String,
    delete: String,
    /// Asks whether a row stands there as it is, but for how many edits wait over it.
    stands: String,
    settled: String,
    counted: Option<Counted>,
}

impl Table {
    /// How its rows are counted, unless all counts are built anew later, with the keys.
    fn counted_now(&self, drawn: &Drawn) -> Option<&Counted> {
        self.counted.as_ref().filter(|_| !drawn.keys.postponed)
    }

    /// One for each column; the last is how many edits wait.
    fn values(&self, id: &str, row: &Overlaid, area: &str) -> Vec<Sql> {
        let mut values: Vec<Sql> = Vec::with_capacity(self.columns.len() + 6);
        values.push(Sql::Text(id.to_owned()));
        values.extend(self.columns.iter().map(|column| column.value(&row.fields)));
        values.extend(derive::local_values(&row.kind, &row.fields));
        values.push(Sql::Text(area.to_owned()));
        values.push(Sql::Integer(row.pending));
        values
    }

    /// How many edits are noted as waiting over the row, if the row is there with these values. The last value is that number.
    fn stands(&self, connection: &Connection, values: &[Sql]) -> Result<Option<i64>, StoreError> {
        let compared = &values[..values.len() - 1];
        Ok(connection
            .prepare_cached(&self.stands)?
            .query_row(params_from_iter(compared), |row| row.get(0))
            .optional()?)
    }
}

static TABLES: LazyLock<BTreeMap<&'static str, Table>> = LazyLock::new(|| {
    register::kinds()
        .iter()
        .map(|kind| (kind.name, table_of(kind)))
        .collect()
});

fn table_of(kind: &register::KindSpec) -> Table {
    let mut names = vec!["id".to_owned()];
    let mut columns = Vec::new();
    for field in &kind.fields {
        for (name, path) in field.columns() {
            names.push(name);
            columns.push(Column {
                whole_number: matches!(
                    field.kind,
                    FieldType::Int | FieldType::Time | FieldType::Bool
                ) || path.ends_with(".at"),
                json: matches!(field.kind, FieldType::Json | FieldType::Refs(_)),
                path,
            });
        }
    }
    names.extend(
        derive::local_columns(kind.name)
            .iter()
            .map(ToString::to_string),
    );
    names.push("area_id".to_owned());
    names.push("pending".to_owned());
    let marks: Vec<String> = (1..=names.len()).map(|index| format!("?{index}")).collect();
    let compared: Vec<String> = names
        .iter()
        .zip(&marks)
        .take(names.len() - 1)
        .map(|(name, mark)| [name, " = ", mark].concat())
        .collect();
    Table {
        columns,
        counted: Counted::of(kind.name, &names),
        replace: [
            "INSERT OR REPLACE INTO ",
            kind.name,
            " (",
            &names.join(", "),
            ") VALUES (",
            &marks.join(", "),
            ")",
        ]
        .concat(),
        stands: [
            "SELECT pending FROM ",
            kind.name,
            " WHERE ",
            &compared.join(" AND "),
        ]
        .concat(),
        delete: ["DELETE FROM ", kind.name, " WHERE id = ?1"].concat(),
        settled: ["UPDATE ", kind.name, " SET pending = ?2 WHERE id = ?1"].concat(),
    }
}
