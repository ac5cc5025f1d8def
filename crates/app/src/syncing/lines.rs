//! The lines of the page of sync.

use std::collections::BTreeSet;

use domain::Fields;
use domain::fields;
use rusqlite::{Connection, Row};

use super::naming::{name, rank};
use super::state::grouped;
use super::{SyncRun, WaitingLine};
use crate::desk::Desk;
use crate::error::AppError;

/// Most lines of one list; more are told by the count.
const MOST: usize = 200;

struct Waiting {
    action: String,
    at: i64,
    /// Operation that names the action.
    op: String,
    kind: String,
    row: String,
    creates: bool,
    rows: BTreeSet<String>,
}

/// The newest actions that wait, each as one line.
pub(super) fn waiting(connection: &Connection, desk: &Desk) -> Result<Vec<WaitingLine>, AppError> {
    let mut actions = actions(connection)?;
    actions.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| b.action.cmp(&a.action)));
    actions
        .iter()
        .take(MOST)
        .map(|action| waiting_line(connection, desk, action))
        .collect()
}

/// Waiting operations by action. The operations of one action were made at one moment, so they lie side by side in the index.
fn actions(connection: &Connection) -> Result<Vec<Waiting>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, action, row, kind, creates, made_at FROM op WHERE settled_at = 0 ORDER BY made_at, action, counter",
    )?;
    let mut rows = statement.query([])?;
    let mut actions: Vec<Waiting> = Vec::new();
    while let Some(row) = rows.next()? {
        let next = read(row)?;
        match actions.last_mut() {
            Some(last) if last.action == next.action => last.take(next),
            _ => actions.push(next),
        }
    }
    Ok(actions)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Waiting> {
    let id: String = row.get("row")?;
    Ok(Waiting {
        action: row.get("action")?,
        at: row.get("made_at")?,
        op: row.get("id")?,
        kind: row.get("kind")?,
        rows: BTreeSet::from([id.clone()]),
        row: id,
        creates: row.get("creates")?,
    })
}

impl Waiting {
    fn take(&mut self, mut next: Waiting) {
        self.rows.append(&mut next.rows);
        if rank(&next.kind) < rank(&self.kind) {
            (self.op, self.kind, self.row) = (next.op, next.kind, next.row);
            self.creates = next.creates;
        }
    }
}

fn waiting_line(
    connection: &Connection,
    desk: &Desk,
    action: &Waiting,
) -> Result<WaitingLine, AppError> {
    let edit: String = connection
        .prepare_cached("SELECT fields FROM op WHERE id = ?1")?
        .query_row([&action.op], |row| row.get("fields"))?;
    let edit: Fields = serde_json::from_str(&edit).unwrap_or_default();
    let what = name(connection, desk, (&action.kind, &action.row), Some(&edit))?;
    let key = match (fields::is_deleted(&edit), action.creates) {
        (true, _) => "syncing.line.taken_back",
        (false, true) => "syncing.line.made",
        (false, false) => "syncing.line.changed",
    };
    let mut text = desk.say(key, &[("what", &what)]);
    if action.rows.len() > 1 {
        let count = grouped(u32::try_from(action.rows.len()).unwrap_or(u32::MAX));
        text = desk.say(
            "syncing.line.several",
            &[("text", &text), ("count", &count)],
        );
    }
    Ok(WaitingLine {
        at: action.at,
        kind: action.kind.clone(),
        id: action.row.clone(),
        text,
    })
}

/// The newest rounds.
pub(super) fn runs(connection: &Connection, desk: &Desk) -> Result<Vec<SyncRun>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT at, ok, pushed, pulled, quarantined, note FROM sync_run ORDER BY id DESC LIMIT 20",
    )?;
    let rows = statement.query_map([], |row| {
        let ok: bool = row.get("ok")?;
        let note: String = row.get("note")?;
        let [pushed, pulled, quarantined] = [
            row.get::<_, u32>("pushed")?,
            row.get("pulled")?,
            row.get("quarantined")?,
        ];
        Ok(SyncRun {
            at: row.get("at")?,
            ok,
            text: if ok {
                went_well(desk, [pushed, pulled, quarantined], &note)
            } else {
                went_wrong(desk, &note)
            },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn went_well(desk: &Desk, [pushed, pulled, quarantined]: [u32; 3], note: &str) -> String {
    let mut parts: Vec<String> = [
        ("syncing.run.pushed", pushed),
        ("syncing.run.pulled", pulled),
        ("syncing.not_accepted", quarantined),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(key, count)| desk.say(key, &[("count", &grouped(count))]))
    .collect();
    if parts.is_empty() {
        parts.push(desk.say("syncing.run.nothing", &[]));
    }
    // What the program put right by itself, or what a person should: the clock.
    parts.extend(crate::words::find(
        desk.language,
        &["syncing.run.", note].concat(),
        &[],
    ));
    parts.join(" · ")
}

fn went_wrong(desk: &Desk, note: &str) -> String {
    ["error.", "syncing.trouble."]
        .into_iter()
        .find_map(|prefix| crate::words::find(desk.language, &[prefix, note].concat(), &[]))
        .unwrap_or_else(|| desk.say("syncing.run.unreachable", &[]))
}
