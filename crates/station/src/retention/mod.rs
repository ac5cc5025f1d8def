//! Forgetting what is no longer needed: records whose period is over or that two people decided to erase are erased here, and every
//! laptop is told by a row of `erasures` (TRUST P9, P10). Nothing that arrives later revives them, because their names stay.

mod away;
mod erase;
mod ledger;
mod people;
#[cfg(feature = "simulated")]
pub mod simulated;
mod survey;

use std::path::Path;

use data_encoding::HEXLOWER;
use domain::dates::day_of;
use domain::retention::{Class, DECISIONS};

use crate::access_log::{self, Own};
use crate::database::{Database, Tx};
use crate::error::StationError;

pub use away::put_away;
use erase::Erased;
pub(crate) use erase::is_about_people;
use survey::Survey;

/// Records erased in one transaction, about.
const AT_ONCE: usize = 2_000;

/// Why something is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// Its period is over.
    Period(Class),
    /// Two people decided it.
    Decision,
}

impl Why {
    /// A code of `erasure_why`.
    fn as_str(self) -> &'static str {
        match self {
            Why::Period(_) => "period",
            Why::Decision => "decision",
        }
    }

    /// What the access log calls it.
    fn told(self) -> &'static str {
        match self {
            Why::Period(class) => class.as_str(),
            Why::Decision => "decision",
        }
    }
}

/// What goes together: a person with everything that is theirs, a dispute with its parties.
#[derive(Debug)]
pub(crate) struct Due {
    /// The record it is about.
    pub root: String,
    /// Its kind.
    pub kind: &'static str,
    /// Why.
    pub why: Why,
    /// All records, the root among them.
    pub records: Vec<String>,
}

/// Erases what is due on the day of `now`, ms; returns how many records. Where they are noted outside the database is `folder`, if there
/// is one, so that a backup brings nobody back.
///
/// # Errors
/// What the database or the disk says; what was erased until then stays so.
pub fn forget(database: &Database, folder: Option<&Path>, now: i64) -> Result<usize, StationError> {
    let mut erased = 0;
    let mut found = database.read(|tx| surveyed(tx, now))?;
    while !found.due.is_empty() {
        let (batch, rest) = database.write(|tx| {
            // Looking needs no lock; only when something came in since is it looked at again, under it.
            if tx.head()?.seq != found.head {
                found = surveyed(tx, now)?;
            }
            let batch = erase_some(tx, &mut found.due, now)?;
            let rest = Surveyed {
                due: std::mem::take(&mut found.due),
                head: tx.head()?.seq,
            };
            Ok((batch, rest))
        })?;
        found = rest;
        erased += batch.len();
        if let Some(folder) = folder {
            ledger::add(folder, &batch)?;
        }
    }
    if erased > 0 {
        database.scrub()?;
    }
    Ok(erased)
}

/// What is due, as of a sequence number.
struct Surveyed {
    due: Vec<Due>,
    head: i64,
}

fn surveyed(tx: &Tx<'_>, now: i64) -> Result<Surveyed, StationError> {
    Ok(Surveyed {
        due: due(tx, now)?,
        head: tx.head()?.seq,
    })
}

/// Erases the first of what is due, about [`AT_ONCE`] records, and takes it off the list.
fn erase_some(tx: &Tx<'_>, due: &mut Vec<Due>, now: i64) -> Result<Vec<Erased>, StationError> {
    let mut count = 0;
    let fit = due.iter().take_while(|one| {
        let fits = count < AT_ONCE;
        count += one.records.len();
        fits
    });
    let some: Vec<Due> = due.drain(..fit.count()).collect();
    let mut erased = Vec::new();
    for alike in some.chunk_by(|a, b| a.why.as_str() == b.why.as_str()) {
        let records = alike.iter().flat_map(|one| &one.records);
        let records: Vec<&str> = records.map(String::as_str).collect();
        erased.extend(erase::erase(tx, &records, alike[0].why.as_str(), now)?);
    }
    some.iter().try_for_each(|one| note(tx, one, now))?;
    Ok(erased)
}

/// Erases again what the ledger of `folder` names and these records still hold: they were put back from a backup. Returns how many.
///
/// # Errors
/// What the database or the disk says.
pub(crate) fn replay(database: &Database, folder: &Path, now: i64) -> Result<usize, StationError> {
    if sync::plant::is("ledger_ignored") {
        return Ok(0);
    }
    // A crash between the database and the file must not leave a gap.
    ledger::catch_up(folder, database)?;
    let mut erased = 0;
    for noted in ledger::read(folder)?.chunks(AT_ONCE) {
        let missing = database.read(|tx| erase::not_erased(tx, noted))?;
        if missing.is_empty() {
            continue;
        }
        database.write(|tx| {
            erase::bury_unknown(tx, &missing, now)?;
            let records: Vec<&str> = missing.iter().map(|one| one.id.as_str()).collect();
            erase::erase(tx, &records, "period", now).map(|_| ())
        })?;
        erased += missing.len();
    }
    if erased > 0 {
        database.scrub()?;
        tracing::info!(erased, "erased again after a backup was put back");
    }
    Ok(erased)
}

/// Takes over what another database of this station knows to be erased.
///
/// # Errors
/// What the database or the disk says.
pub(crate) fn learn(folder: &Path, from: &Database) -> Result<(), StationError> {
    ledger::catch_up(folder, from)
}

/// Whether an operation may be the second person's word that something be erased.
pub(crate) fn is_decision(op: &sync::Op) -> bool {
    op.kind == DECISIONS && op.fields.contains_key("second")
}

fn due(tx: &Tx<'_>, now: i64) -> Result<Vec<Due>, StationError> {
    let mut survey = Survey::on(day_of(now));
    survey.read(tx)?;
    let mut due = survey.due(tx, day_of(now))?;
    due.sort_by(|a, b| (a.why.as_str(), &a.root).cmp(&(b.why.as_str(), &b.root)));
    Ok(due)
}

fn note(tx: &Tx<'_>, due: &Due, now: i64) -> Result<(), StationError> {
    // As laptops call it: the name of a record that was about somebody stands nowhere.
    let key = HEXLOWER
        .decode(tx.log_key(now)?.as_bytes())
        .unwrap_or_default();
    let object = audit::tag(&key, &due.root);
    let own = Own {
        act: audit::Act::Erase,
        account: "",
        kind: due.kind,
        object: &object,
        field: "retention",
        result: due.why.told(),
    };
    access_log::note(tx, &own, now)
}
