//! Every row meets the store, in the order of the file.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::Fields;
use store::{Edit, Write};

use super::differences::{self, Prints};
use super::doors::Doors;
use super::forms::{ImportChoice, ImportDifference, ImportProblem};
use super::known::{Areas, Tags};
use super::progress::Progress;
use super::{contacts, count, people, rooms, telling};
use crate::desk::Desk;
use crate::error::AppError;
use crate::imports::{Rows, TenantRow};

/// What became of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Created,
    Updated,
    Unchanged,
}

/// A row the store has a reason against.
pub(super) struct Against {
    code: &'static str,
    args: Vec<(&'static str, String)>,
}

impl Against {
    pub fn new(code: &'static str, args: Vec<(&'static str, String)>) -> Against {
        Against { code, args }
    }
}

/// Either what became of the row or why it was left out; a fault of the store is neither.
pub(super) type Outcome = Result<Result<Fate, Against>, AppError>;

/// What came of all rows.
#[derive(Default)]
pub(super) struct Trial {
    pub created: u32,
    pub updated: u32,
    pub unchanged: u32,
    pub left_out: u32,
    pub problems: Vec<ImportProblem>,
    pub differences: Vec<ImportDifference>,
    /// For taking back: by row, what lists before this one had said of it.
    pub said_before: BTreeMap<String, Prints>,
}

/// A file on its way into the store.
pub(super) struct Taking<'a> {
    pub desk: &'a Desk,
    pub areas: Areas,
    pub doors: Doors,
    pub tags: Tags,
    pub take: HashSet<&'a str>,
    pub leave: HashSet<&'a str>,
    /// Which person each earlier row of the file became, for guardians.
    pub persons: HashMap<u32, String>,
    /// What lists before this one had said of the rows of which it says something else.
    pub said_before: BTreeMap<String, Prints>,
    /// Rooms whose landlord, and contacts whose number the file has spoken of already.
    pub landlords: HashSet<String>,
    /// Differences that are listed already.
    pub listed: HashSet<String>,
    pub trial: Trial,
    progress: &'a Progress,
    is_trial: bool,
}

impl<'a> Taking<'a> {
    pub fn new(
        desk: &'a Desk,
        write: &Write<'_>,
        choice: &'a ImportChoice,
        progress: &'a Progress,
    ) -> Result<Taking<'a>, AppError> {
        Ok(Taking {
            desk,
            areas: Areas::load(write.connection())?,
            doors: Doors::default(),
            tags: Tags::load(write.connection())?,
            take: choice.take.iter().map(String::as_str).collect(),
            leave: choice.leave.iter().map(String::as_str).collect(),
            persons: HashMap::new(),
            said_before: BTreeMap::new(),
            landlords: HashSet::new(),
            listed: HashSet::new(),
            trial: Trial::default(),
            progress,
            is_trial: false,
        })
    }

    /// Everything will be rolled back.
    pub fn on_trial(mut self) -> Taking<'a> {
        self.is_trial = true;
        self
    }

    /// Makes a row that no later row of the file is compared with: a trial only asks the rules.
    pub fn make(
        &self,
        write: &mut Write<'_>,
        edit: Edit,
        said: &Fields,
    ) -> Result<String, AppError> {
        if self.is_trial {
            return Ok(write.check_new(&edit)?);
        }
        let id = write.put(edit)?;
        differences::said_at_first(write, &id, said)?;
        Ok(id)
    }

    /// Takes all rows; each is its own action for sync.
    pub fn all(mut self, write: &mut Write<'_>, rows: &Rows) -> Result<Trial, AppError> {
        match rows {
            Rows::Rooms(rows) => self.each(write, rows, |row| row.row, rooms::take)?,
            Rows::Tenants(rows) => {
                // A child needs its guardian's record, and may stand before it in the file.
                let (adults, children): (Vec<&TenantRow>, Vec<&TenantRow>) =
                    rows.iter().partition(|row| row.guardian_row.is_none());
                let ordered: Vec<&TenantRow> = adults.into_iter().chain(children).collect();
                self.each(
                    write,
                    &ordered,
                    |row| row.row,
                    |taking, write, row| people::take(taking, write, row),
                )?;
            }
            Rows::Contacts(rows) => self.each(write, rows, |row| row.row, contacts::take)?,
        }
        self.trial.said_before = self.said_before;
        Ok(self.trial)
    }

    fn each<R>(
        &mut self,
        write: &mut Write<'_>,
        rows: &[R],
        number: impl Fn(&R) -> u32,
        take: impl Fn(&mut Taking<'a>, &mut Write<'_>, &R) -> Outcome,
    ) -> Result<(), AppError> {
        let all = count(rows.len());
        for (done, row) in (1..).zip(rows) {
            write.begin_group();
            let outcome = take(self, write, row)?;
            self.note(number(row), outcome);
            self.progress.step(done, all)?;
        }
        Ok(())
    }

    fn note(&mut self, row: u32, outcome: Result<Fate, Against>) {
        match outcome {
            Ok(Fate::Created) => self.trial.created += 1,
            Ok(Fate::Updated) => self.trial.updated += 1,
            Ok(Fate::Unchanged) => self.trial.unchanged += 1,
            Err(against) => {
                self.trial.left_out += 1;
                self.trial.problems.push(ImportProblem {
                    row,
                    column: None,
                    field: None,
                    code: against.code.to_owned(),
                    message: telling::sentence(self.desk, against.code, &against.args),
                    left_out: true,
                });
            }
        }
    }
}
