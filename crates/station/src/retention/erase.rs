//! Erasing records: their content goes, their names stay, so that nothing that arrives later revives them.

use std::collections::BTreeSet;

use domain::fields::{DELETED, Fields};
use domain::register;
use domain::retention::ERASURES;
use serde_json::json;

use crate::database::{Batch, Held, Tx, own_version};
use crate::error::StationError;
use crate::push;
use crate::scopes::STATION;

/// Records told of in one row of `erasures`.
const TOLD_AT_ONCE: usize = 500;

/// A record that was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Erased {
    /// Its kind.
    pub kind: String,
    /// Its id.
    pub id: String,
}

/// Whether records of a kind hold anything about a person: what is refused of them, or deleted, is not kept as long as the rest.
pub(crate) fn is_about_people(kind: &str) -> bool {
    register::kind(kind).is_none_or(|spec| {
        let mut classes = spec.fields.iter().map(|field| field.class);
        classes.any(|class| matches!(class, "C3" | "C4"))
    })
}

/// Erases records with what waits for them, and tells every laptop. Returns those that were there.
pub(super) fn erase(
    tx: &Tx<'_>,
    records: &[&str],
    why: &str,
    now: i64,
) -> Result<Vec<Erased>, StationError> {
    let records: BTreeSet<&str> = records.iter().copied().collect();
    let head = tx.head()?;
    let mut batch = Batch::new(tx, head.hlc);
    let mut erased = Vec::new();
    for id in &records {
        batch.hlc += 1;
        let hlc = batch.hlc;
        let Some(held) = batch.row(id)?.filter(|held| !held.is_forgotten()) else {
            continue;
        };
        erased.push(Erased {
            kind: held.kind.clone(),
            id: (*id).to_owned(),
        });
        held.state.fields = Fields::from_iter([(DELETED.to_owned(), true.into())]);
        held.state.versions = [(DELETED.to_owned(), own_version(hlc))].into();
        held.scopes.clear();
        batch.touch(id);
    }
    for told in erased.chunks(TOLD_AT_ONCE) {
        let ids: Vec<&str> = told.iter().map(|one| one.id.as_str()).collect();
        let name = domain::ids::derived(&[ERASURES, ids[0], &now.to_string()]);
        let values = json!({"records": ids, "why": why, "at": now});
        batch.write_own(ERASURES, &name, STATION, serde_json::from_value(values)?)?;
    }
    push::file(batch, head.seq, now)?;
    tx.empty_parked(&records)?;
    Ok(erased)
}

/// Which of these the database still holds, or does not know.
pub(super) fn not_erased(tx: &Tx<'_>, noted: &[Erased]) -> Result<Vec<Erased>, StationError> {
    let ids: Vec<&str> = noted.iter().map(|one| one.id.as_str()).collect();
    let rows = tx.rows(&ids)?;
    let gone = |one: &&Erased| !rows.get(&one.id).is_some_and(Held::is_forgotten);
    Ok(noted.iter().filter(gone).cloned().collect())
}

/// Makes records that the database does not know, deleted and in nobody's hands: a laptop may still give them back.
pub(super) fn bury_unknown(tx: &Tx<'_>, records: &[Erased], now: i64) -> Result<(), StationError> {
    let head = tx.head()?;
    let mut batch = Batch::new(tx, head.hlc);
    for one in records {
        if batch.row(&one.id)?.is_none() {
            let values = Fields::from_iter([(DELETED.to_owned(), true.into())]);
            batch.write_own(&one.kind, &one.id, "", values)?;
        }
    }
    push::file(batch, head.seq, now)
}
