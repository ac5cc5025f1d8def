//! One page of the station's rows on its way into the store.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use sync::merge::CLOCK_TOLERANCE;
use sync::plant;
use sync::wire::{Page, Row, Watermark, row_hash};

use super::copies::{add_to_sum, copy_of};
use super::history::forget_unseen;
use super::scopes::{take_leave, take_scopes};
use crate::counts::Counts;
use crate::derive;
use crate::error::StoreError;
use crate::project::{Drawn, project, project_copy};
use crate::search_keys;
use crate::state;
use crate::write::Write;

pub(super) fn take_page(write: &mut Write<'_>, page: &Page) -> Result<(), StoreError> {
    take_scopes(write, page)?;
    if !page.complete {
        // More follows: on a laptop that finds nothing yet the keys are built at the end.
        search_keys::postpone_if_none(write.connection())?;
    }
    let generation = state::number(write.connection(), "generation")?;
    let (connection, drawn) = write.drawing();
    drawn.keys.postponed = search_keys::are_postponed(connection)?;
    let mut taking = Taking::new(connection, page, generation)?;
    for row in &page.rows {
        taking.take(connection, row, drawn)?;
    }
    taking.finish(connection)?;
    for leave in &page.leaves {
        take_leave(write, leave)?;
    }
    if page.complete && !plant::is("unseen_kept") {
        // Before the digests are compared: they are of what the station has now.
        forget_unseen(write)?;
    }
    if page.complete && search_keys::are_postponed(write.connection())? {
        let (connection, drawn) = write.drawing();
        derive::build_keys(connection)?;
        // What this page changed before is counted with all the rest.
        drawn.counts = Counts::default();
    }
    take_cursor(write, page)
}

pub(super) fn take_cursor(write: &mut Write<'_>, page: &Page) -> Result<(), StoreError> {
    let connection = write.connection();
    let read = page.hlc.min(page.now.saturating_add(CLOCK_TOLERANCE));
    if read > state::number(connection, "hlc")? {
        state::set(connection, "hlc", &read.to_string())?;
    }
    for (scope, position) in &page.cursor.scopes {
        connection
            .prepare_cached("UPDATE scope SET cursor = ?2 WHERE name = ?1")?
            .execute(params![scope, position])?;
    }
    state::set(connection, "head", &page.cursor.head.to_string())?;
    state::set(connection, "head_token", &page.cursor.token)
}

/// The rows of one page on their way into the store. What is the same for all of them is looked up once, and what adds up is written once.
pub(super) struct Taking<'p> {
    epoch: i64,
    generation: i64,
    /// Up to where this round settles own operations, by incarnation.
    watermarks: &'p BTreeMap<i64, Watermark>,
    /// Whether any edit waits.
    any_waiting: bool,
    /// Whether the store held nothing of the station's before this page.
    is_first: bool,
    tally: BTreeMap<String, (i64, i64)>,
}

impl<'p> Taking<'p> {
    fn new(
        connection: &Connection,
        page: &'p Page,
        generation: i64,
    ) -> Result<Taking<'p>, StoreError> {
        Ok(Taking {
            epoch: page.epoch,
            generation,
            watermarks: &page.watermarks,
            any_waiting: connection
                .prepare_cached("SELECT 1 FROM op WHERE settled_at = 0 LIMIT 1")?
                .exists([])?,
            is_first: !connection
                .prepare_cached("SELECT 1 FROM srv LIMIT 1")?
                .exists([])?,
            tally: BTreeMap::new(),
        })
    }

    /// Takes the station's copy as it is, if it is newer than the one held.
    fn take(
        &mut self,
        connection: &Connection,
        row: &Row,
        drawn: &mut Drawn,
    ) -> Result<(), StoreError> {
        let hash = row_hash(&row.id, row.seq, row.body.get());
        let held = if self.is_first {
            None
        } else {
            copy_of(connection, &row.id)?
        };
        if let Some(held) = held {
            if held.epoch == self.epoch && held.seq >= row.seq {
                connection
                    .prepare_cached("UPDATE srv SET generation = ?2 WHERE id = ?1")?
                    .execute(params![row.id, self.generation])?;
                return Ok(());
            }
            if !plant::is("sum_not_kept") {
                self.count(&held.scopes, -1, held.hash.wrapping_neg());
            }
        }
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO srv (id, kind, epoch, seq, scopes, body, hash, generation) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                row.id,
                row.kind,
                self.epoch,
                row.seq,
                serde_json::to_string(&row.scopes)?,
                row.body.get(),
                hash,
                self.generation
            ])?;
        self.count(&row.scopes, 1, hash);
        match self.settles(connection, &row.id)? {
            None => project_copy(connection, row, self.epoch, drawn),
            Some(false) => project(connection, &row.id, drawn),
            // Drawn when the edits are settled, at the end of the round; until then its author's own values stand there.
            Some(true) => Ok(()),
        }
    }

    /// Whether this round settles all edits that wait over a row; none if no edit waits.
    fn settles(&self, connection: &Connection, row: &str) -> Result<Option<bool>, StoreError> {
        if !self.any_waiting {
            return Ok(None);
        }
        let mut statement = connection.prepare_cached(
            "SELECT incarnation, counter, sent_at > 0 FROM op WHERE row = ?1 AND settled_at = 0",
        )?;
        let mut waiting = statement.query([row])?;
        let mut all = None;
        while let Some(edit) = waiting.next()? {
            let (incarnation, counter, sent): (i64, i64, bool) =
                (edit.get(0)?, edit.get(1)?, edit.get(2)?);
            let taken = self.watermarks.get(&incarnation);
            let settles = sent && taken.is_some_and(|taken| counter <= taken.counter);
            all = Some(all.unwrap_or(true) && settles);
        }
        Ok(all)
    }

    fn count(&mut self, scopes: &[String], rows: i64, sum: i64) {
        for scope in scopes {
            if !self.tally.contains_key(scope) {
                self.tally.insert(scope.clone(), (0, 0));
            }
            if let Some(tally) = self.tally.get_mut(scope) {
                *tally = (tally.0 + rows, tally.1.wrapping_add(sum));
            }
        }
    }

    /// Writes what was kept for the end.
    fn finish(self, connection: &Connection) -> Result<(), StoreError> {
        for (scope, (rows, sum)) in &self.tally {
            add_to_sum(connection, scope, *rows, *sum)?;
        }
        Ok(())
    }
}
