//! The store's side of sync: what the engine asks for, each call one transaction.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use sync::Base;
use sync::courier::PublicKeys;
use sync::engine::Laptop;
use sync::merge::CLOCK_TOLERANCE;
use sync::plant;
use sync::wire::{Cursor, Digest, Leave, Op, Page, Row, Watermark, row_hash};

use crate::courier;
use crate::derive;
use crate::error::StoreError;
use crate::open::Store;
use crate::project::{Drawn, project, project_copy};
use crate::search_keys;
use crate::state;
use crate::write::{Changed, Write};

/// How long settled operations are kept, ms: 90 days.
const JOURNAL_MS: i64 = 90 * 86_400_000;

/// Stands for any history that has ended; no station names one so.
const ENDED: i64 = -2;

/// The store during a round; collects what changed, for the window.
#[derive(Debug)]
pub struct Round<'s> {
    store: &'s Store,
    now: i64,
    changed: Changed,
}

impl Store {
    /// Begins a step of sync at `now`, ms.
    pub fn round(&self, now: i64) -> Round<'_> {
        Round {
            store: self,
            // 0 stands for "not yet" in the store; a clock that says so, or less, is wrong anyway.
            now: now.max(1),
            changed: Changed::new(),
        }
    }
}

impl<'s> Round<'s> {
    pub(crate) fn store(&self) -> &'s Store {
        self.store
    }

    /// What changed since the round began.
    pub fn into_changed(self) -> Changed {
        self.changed
    }

    fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let (output, changed) = self.store.write(self.now, work)?;
        self.changed.extend(changed);
        Ok(output)
    }
}

impl Laptop for Round<'_> {
    type Error = StoreError;

    fn waiting(&self) -> Result<i64, StoreError> {
        self.store.read(|connection| {
            Ok(
                connection.query_row(
                    "SELECT count(*) FROM op WHERE settled_at = 0",
                    [],
                    |row| row.get(0),
                )?,
            )
        })
    }

    fn incarnation(&self) -> Result<i64, StoreError> {
        self.store
            .read(|connection| Ok(state::number(connection, "incarnation")?.max(1)))
    }

    fn incarnations(&self) -> Result<Vec<i64>, StoreError> {
        self.store.read(|connection| {
            let mut statement =
                connection.prepare("SELECT DISTINCT incarnation FROM op ORDER BY incarnation")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    fn sent(&self, incarnation: i64, counter: i64) -> Result<Option<String>, StoreError> {
        self.store.read(|connection| {
            Ok(connection
                .query_row(
                    "SELECT id FROM op WHERE incarnation = ?1 AND counter = ?2 AND sent_at > 0",
                    [incarnation, counter],
                    |row| row.get(0),
                )
                .optional()?)
        })
    }

    fn settled_epoch(&self) -> Result<i64, StoreError> {
        self.store
            .read(|connection| state::number(connection, "settled_epoch"))
    }

    fn begin_incarnation(&mut self, incarnation: i64, strayed: &[i64]) -> Result<(), StoreError> {
        self.write(|write| {
            let connection = write.connection();
            let waiting: Vec<String> = {
                let mut statement = connection.prepare(
                    "SELECT id FROM op WHERE settled_at = 0 OR incarnation IN (SELECT value FROM json_each(?1))
                     ORDER BY incarnation, counter",
                )?;
                let rows =
                    statement.query_map([serde_json::to_string(strayed)?], |row| row.get(0))?;
                rows.collect::<Result<_, _>>()?
            };
            let mut counter = 0i64;
            for id in waiting {
                counter += 1;
                connection.execute(
                    "UPDATE op SET incarnation = ?1, counter = ?2, sent_at = 0 WHERE id = ?3",
                    params![incarnation, counter, id],
                )?;
            }
            state::set(connection, "incarnation", &incarnation.to_string())?;
            if plant::is("counter_reused") {
                return state::set(connection, "next_counter", "1");
            }
            state::set(connection, "next_counter", &(counter + 1).to_string())
        })
    }

    fn outgoing(
        &mut self,
        incarnation: i64,
        after: i64,
        most: usize,
    ) -> Result<Vec<Op>, StoreError> {
        let now = self.now;
        self.write(|write| {
            let connection = write.connection();
            let ops = read_outgoing(connection, incarnation, after, most)?;
            if let Some(last) = ops.last() {
                connection.execute(
                    "UPDATE op SET sent_at = ?1 WHERE incarnation = ?2 AND counter > ?3 AND counter <= ?4 AND sent_at = 0",
                    params![now, incarnation, after, last.counter],
                )?;
            }
            Ok(ops)
        })
    }

    fn set_clock_offset(&mut self, now: i64, station: i64) -> Result<(), StoreError> {
        self.write(|write| {
            let connection = write.connection();
            state::set(
                connection,
                "clock_offset",
                &station.saturating_sub(now).to_string(),
            )?;
            // Stamps made while this clock was years ahead must not pull the next ones along.
            if state::number(connection, "hlc")? > station.saturating_add(CLOCK_TOLERANCE) {
                state::set(connection, "hlc", &station.to_string())?;
            }
            Ok(())
        })
    }

    fn cursor(&mut self, epoch: i64) -> Result<Cursor, StoreError> {
        self.write(|write| {
            let connection = write.connection();
            if plant::is("no_epoch") {
                state::set(connection, "epoch", &epoch.to_string())?;
            } else if state::number(connection, "epoch")? != epoch {
                start_again(connection, epoch)?;
            }
            read_cursor(connection, epoch)
        })
    }

    fn take_page(&mut self, page: &Page) -> Result<(), StoreError> {
        if plant::is("cursor_early") {
            self.write(|write| take_cursor(write, page))?;
        }
        self.write(|write| take_page(write, page))
    }

    fn settle(&mut self, watermarks: &BTreeMap<i64, Watermark>) -> Result<(), StoreError> {
        let now = self.now;
        self.write(|write| {
            // By the station's time: this clock may be years ahead today and right tomorrow, and the journal must outlive that.
            let offset = state::number(write.connection(), "clock_offset")?;
            let kept_by = now.saturating_add(offset).max(1);
            settle(write, watermarks, kept_by)?;
            courier::set_taken(write.connection(), watermarks)?;
            let connection = write.connection();
            state::set(connection, "synced_at", &kept_by.to_string())?;
            let epoch = state::text(connection, "epoch")?;
            state::set(connection, "settled_epoch", &epoch)?;
            write.connection().execute(
                "DELETE FROM op WHERE settled_at > 0 AND settled_at < ?1",
                [kept_by - JOURNAL_MS],
            )?;
            Ok(())
        })
    }

    fn digest(&self, scope: &str) -> Result<Digest, StoreError> {
        self.store.read(|connection| {
            Ok(connection
                .query_row(
                    "SELECT row_count, hash_sum FROM scope WHERE name = ?1",
                    [scope],
                    |row| {
                        Ok(Digest {
                            rows: row.get(0)?,
                            sum: row.get(1)?,
                        })
                    },
                )
                .optional()?
                .unwrap_or_default())
        })
    }

    fn reread(&mut self, scope: &str) -> Result<(), StoreError> {
        self.write(|write| {
            let rows = rows_in(write.connection(), scope)?;
            for id in rows {
                drop_copy(write, &id)?;
            }
            // No row is left in it: a digest that had gone wrong begins anew too.
            write.connection().execute(
                "UPDATE scope SET cursor = 0, row_count = 0, hash_sum = 0 WHERE name = ?1",
                [scope],
            )?;
            Ok(())
        })
    }

    fn courier_keys(&mut self) -> Result<Option<PublicKeys>, StoreError> {
        self.write(|write| Ok(Some(courier::own_keys(write.connection())?.public())))
    }

    fn take_courier_keys(&mut self, station: &PublicKeys) -> Result<(), StoreError> {
        self.write(|write| courier::set_station_keys(write.connection(), station))
    }
}

fn read_outgoing(
    connection: &Connection,
    incarnation: i64,
    after: i64,
    most: usize,
) -> Result<Vec<Op>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, counter, row, kind, fields, hlc, base_epoch, base_seq, scope, scope_version, action, creates
         FROM op WHERE incarnation = ?1 AND counter > ?2 ORDER BY counter LIMIT ?3",
    )?;
    let mut rows = statement.query(params![incarnation, after, most as i64 + 1])?;
    let mut ops = Vec::new();
    while let Some(row) = rows.next()? {
        ops.push(Op {
            id: row.get(0)?,
            counter: row.get(1)?,
            row: row.get(2)?,
            kind: row.get(3)?,
            fields: serde_json::from_str(row.get_ref(4)?.as_str().unwrap_or("{}"))?,
            hlc: row.get(5)?,
            base: Base {
                epoch: row.get(6)?,
                seq: row.get(7)?,
            },
            scope: row.get(8)?,
            scope_version: row.get(9)?,
            group: Some(row.get(10)?),
            create: row.get(11)?,
        });
    }
    cut_at_group(&mut ops, most);
    Ok(ops)
}

/// Ends a batch where a group ends. A group larger than a batch is sent in one piece up to the batch's size: the station takes at most
/// that many, and one action of the program never makes more (imports cut theirs).
fn cut_at_group(ops: &mut Vec<Op>, most: usize) {
    if ops.len() <= most {
        return;
    }
    let group = ops[most].group.clone();
    let end = ops[..most]
        .iter()
        .rposition(|op| op.group != group)
        .map_or(most, |last| last + 1);
    ops.truncate(end);
}

/// Histories that ended, as far as this laptop saw them end; the newest last.
pub(crate) fn ended(connection: &Connection) -> Result<Vec<i64>, StoreError> {
    let ended = state::text(connection, "ended_epochs")?;
    Ok(ended
        .split(' ')
        .filter_map(|epoch| epoch.parse().ok())
        .collect())
}

/// The history read so far ends here. Names of histories have no order, so this is how an older one is known.
fn remember_ended(connection: &Connection, begins: i64) -> Result<(), StoreError> {
    const MOST: usize = 50;
    let ends = state::number(connection, "epoch")?;
    let mut ended = ended(connection)?;
    ended.retain(|epoch| ![ends, begins, 0].contains(epoch));
    if ends != 0 {
        ended.push(ends);
    }
    let from = ended.len().saturating_sub(MOST);
    let ended: Vec<String> = ended[from..].iter().map(i64::to_string).collect();
    state::set(connection, "ended_epochs", &ended.join(" "))
}

/// The station has another history: everything is read again; what is not seen again then was lost with the old one.
fn start_again(connection: &Connection, epoch: i64) -> Result<(), StoreError> {
    remember_ended(connection, epoch)?;
    let generation = state::number(connection, "generation")? + 1;
    state::set(connection, "generation", &generation.to_string())?;
    state::set(connection, "epoch", &epoch.to_string())?;
    state::set(connection, "head", "0")?;
    state::set(connection, "head_token", "")?;
    connection.execute("UPDATE scope SET cursor = 0", [])?;
    // Numbers of the history that ended mean nothing any more, not even if a file put in place by hand brings back its name.
    connection.execute("UPDATE srv SET epoch = ?1", [ENDED])?;
    connection.execute("UPDATE op SET base_epoch = ?1", [ENDED])?;
    Ok(())
}

pub(crate) fn read_cursor(connection: &Connection, epoch: i64) -> Result<Cursor, StoreError> {
    let mut statement = connection.prepare("SELECT name, cursor FROM scope WHERE held = 1")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Cursor {
        epoch,
        scopes: rows.collect::<Result<_, _>>()?,
        head: state::number(connection, "head")?,
        token: state::text(connection, "head_token")?,
    })
}

fn take_page(write: &mut Write<'_>, page: &Page) -> Result<(), StoreError> {
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
        derive::build_keys(write.connection())?;
    }
    take_cursor(write, page)
}

fn take_cursor(write: &mut Write<'_>, page: &Page) -> Result<(), StoreError> {
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

/// Scopes granted anew begin at 0. Rows of scopes that were taken away disappear at once; what waits in `op` stays.
fn take_scopes(write: &mut Write<'_>, page: &Page) -> Result<(), StoreError> {
    let connection = write.connection();
    state::set(connection, "scope_version", &page.scope_version.to_string())?;
    let held: Vec<String> = {
        let mut statement = connection.prepare("SELECT name FROM scope WHERE held = 1")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    for scope in &page.scopes {
        if !held.contains(scope) {
            write.connection().execute(
                "INSERT INTO scope (name, held) VALUES (?1, 1) ON CONFLICT (name) DO UPDATE SET held = 1, cursor = 0",
                [scope],
            )?;
            // What this laptop made there while the scope was away is shown again.
            for row in waiting_rows_in(write.connection(), scope)? {
                reproject(write, &row)?;
            }
            touch_all(write);
        }
    }
    for scope in held {
        if !page.scopes.contains(&scope) {
            write.connection().execute(
                "UPDATE scope SET held = 0, cursor = 0 WHERE name = ?1",
                [&scope],
            )?;
            if plant::is("purge_pending") {
                write.connection().execute(
                    "DELETE FROM op WHERE scope = ?1 AND settled_at = 0",
                    [&scope],
                )?;
            }
            for id in rows_in(write.connection(), &scope)? {
                if !plant::is("lost_area_kept") {
                    drop_if_out_of_scope(write, &id)?;
                }
            }
            for id in waiting_rows_in(write.connection(), &scope)? {
                reproject(write, &id)?;
            }
            touch_all(write);
        }
    }
    Ok(())
}

fn touch_all(write: &mut Write<'_>) {
    for kind in domain::register::kinds() {
        write.touch(kind.name);
    }
}

fn waiting_rows_in(connection: &Connection, scope: &str) -> Result<Vec<String>, StoreError> {
    let mut statement =
        connection.prepare("SELECT DISTINCT row FROM op WHERE scope = ?1 AND settled_at = 0")?;
    let rows = statement.query_map([scope], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn rows_in(connection: &Connection, scope: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT id FROM srv WHERE EXISTS (SELECT 1 FROM json_each(srv.scopes) WHERE value = ?1)",
    )?;
    let rows = statement.query_map([scope], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

struct Copy {
    epoch: i64,
    seq: i64,
    scopes: Vec<String>,
    hash: i64,
}

fn copy_of(connection: &Connection, id: &str) -> Result<Option<Copy>, StoreError> {
    let found = connection
        .prepare_cached("SELECT epoch, seq, scopes, hash FROM srv WHERE id = ?1")?
        .query_row([id], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get::<_, String>(2)?,
                row.get(3)?,
            ))
        })
        .optional()?;
    Ok(match found {
        None => None,
        Some((epoch, seq, scopes, hash)) => Some(Copy {
            epoch,
            seq,
            scopes: serde_json::from_str(&scopes)?,
            hash,
        }),
    })
}

/// The rows of one page on their way into the store. What is the same for all of them is looked up once, and what adds up is written once.
struct Taking<'p> {
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

/// Adds to or takes from the digests of scopes. The sums wrap.
fn count(
    connection: &Connection,
    scopes: &[String],
    rows: i64,
    hash: i64,
) -> Result<(), StoreError> {
    let sum = if rows > 0 { hash } else { hash.wrapping_neg() };
    scopes
        .iter()
        .try_for_each(|scope| add_to_sum(connection, scope, rows, sum))
}

fn add_to_sum(connection: &Connection, scope: &str, rows: i64, sum: i64) -> Result<(), StoreError> {
    let held: i64 = connection
        .prepare_cached("SELECT hash_sum FROM scope WHERE name = ?1")?
        .query_row([scope], |row| row.get(0))
        .optional()?
        .unwrap_or(0);
    connection
        .prepare_cached(
            "INSERT INTO scope (name, row_count, hash_sum) VALUES (?1, ?2, ?3)
             ON CONFLICT (name) DO UPDATE SET row_count = row_count + ?2, hash_sum = ?3",
        )?
        .execute(params![scope, rows, held.wrapping_add(sum)])?;
    Ok(())
}

fn take_leave(write: &mut Write<'_>, leave: &Leave) -> Result<(), StoreError> {
    let connection = write.connection();
    let Some(held) = copy_of(connection, &leave.id)? else {
        return Ok(());
    };
    // A copy newer than the leaving knows its scopes already.
    if held.seq >= leave.seq || !held.scopes.contains(&leave.scope) {
        return Ok(());
    }
    count(
        connection,
        std::slice::from_ref(&leave.scope),
        -1,
        held.hash,
    )?;
    let left: Vec<&String> = held
        .scopes
        .iter()
        .filter(|scope| **scope != leave.scope)
        .collect();
    connection
        .prepare_cached("UPDATE srv SET scopes = ?2 WHERE id = ?1")?
        .execute(params![leave.id, serde_json::to_string(&left)?])?;
    drop_if_out_of_scope(write, &leave.id)
}

fn drop_if_out_of_scope(write: &mut Write<'_>, id: &str) -> Result<(), StoreError> {
    let connection = write.connection();
    let Some(held) = copy_of(connection, id)? else {
        return Ok(());
    };
    for scope in &held.scopes {
        let granted: bool = connection
            .prepare_cached("SELECT 1 FROM scope WHERE name = ?1 AND held = 1")?
            .exists([scope])?;
        if granted {
            return reproject(write, id);
        }
    }
    drop_copy(write, id)
}

fn drop_copy(write: &mut Write<'_>, id: &str) -> Result<(), StoreError> {
    let connection = write.connection();
    if let Some(held) = copy_of(connection, id)? {
        count(connection, &held.scopes, -1, held.hash)?;
        connection
            .prepare_cached("DELETE FROM srv WHERE id = ?1")?
            .execute([id])?;
    }
    reproject(write, id)
}

fn reproject(write: &mut Write<'_>, id: &str) -> Result<(), StoreError> {
    let (connection, drawn) = write.drawing();
    project(connection, id, drawn)
}

/// Operations that the station has taken, and whose outcome this laptop has now read, leave the overlay; they stay as journal.
fn settle(
    write: &mut Write<'_>,
    watermarks: &BTreeMap<i64, Watermark>,
    now: i64,
) -> Result<(), StoreError> {
    for (incarnation, watermark) in watermarks {
        let rows: BTreeSet<String> = {
            let mut statement = write.connection().prepare_cached(
                "UPDATE op SET settled_at = ?1 WHERE incarnation = ?2 AND counter <= ?3 AND settled_at = 0 AND sent_at > 0
                 RETURNING row",
            )?;
            let rows = statement
                .query_map(params![now, incarnation, watermark.counter], |row| {
                    row.get(0)
                })?;
            rows.collect::<Result<_, _>>()?
        };
        for row in rows {
            if !plant::is("screen_not_redrawn") {
                reproject(write, &row)?;
            }
        }
    }
    if plant::is("no_journal") {
        write
            .connection()
            .execute("DELETE FROM op WHERE settled_at > 0", [])?;
    }
    Ok(())
}

/// After everything was read anew, copies that were not seen again are gone.
fn forget_unseen(write: &mut Write<'_>) -> Result<(), StoreError> {
    let generation = state::number(write.connection(), "generation")?;
    if state::number(write.connection(), "swept_generation")? == generation {
        return Ok(());
    }
    state::set(
        write.connection(),
        "swept_generation",
        &generation.to_string(),
    )?;
    let unseen: Vec<String> = {
        let mut statement = write
            .connection()
            .prepare_cached("SELECT id FROM srv WHERE generation < ?1")?;
        let rows = statement.query_map([generation], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    for id in unseen {
        drop_copy(write, &id)?;
    }
    Ok(())
}
