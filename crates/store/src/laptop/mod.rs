//! The store's side of sync: what the engine asks for, each call one transaction.

mod copies;
mod history;
mod log;
mod outgoing;
mod page;
mod scopes;

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};
use sync::courier::PublicKeys;
use sync::engine::Laptop;
use sync::merge::CLOCK_TOLERANCE;
use sync::plant;
use sync::wire::{Cursor, Digest, LogEnd, LogPush, Logged, Op, Page, Watermark};

pub(crate) use self::copies::drop_copy;
use self::history::start_again;
pub(crate) use self::history::{ended, read_cursor};
pub use self::log::{
    acknowledged, broken_head, earlier_heads, log_entries, log_refused_at, remembered_head,
};
pub(crate) use self::log::{outgoing as log_outgoing, take_receipt as take_log_receipt};
use self::outgoing::{read_outgoing, settle};
use self::page::{take_cursor, take_page};
use self::scopes::rows_in;
use crate::erase;
use crate::error::StoreError;
use crate::open::Store;
use crate::state;
use crate::write::{Changed, Write};
use crate::{access_log, courier};

/// How long settled operations are kept, and what an import can be taken back by, ms: 90 days.
pub const JOURNAL_MS: i64 = 90 * 86_400_000;

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
        self.write(|write| {
            take_page(write, page)?;
            // Before both sides count their rows: what the station kept comes with this very round.
            if page.complete {
                erase::show_what_is_kept(write)?;
            }
            Ok(())
        })
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
            for old in [
                "DELETE FROM op WHERE settled_at > 0 AND settled_at < ?1",
                "DELETE FROM import_change WHERE at < ?1",
            ] {
                connection.execute(old, [kept_by - JOURNAL_MS])?;
            }
            erase::after_settling(connection, kept_by)?;
            log::give_up_older(connection)
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

    fn take_log_key(&mut self, key: &str) -> Result<(), StoreError> {
        self.write(|write| access_log::set_key(write.connection(), key))
    }

    fn log_outgoing(&mut self, ends: &[LogEnd], now: i64) -> Result<Option<LogPush>, StoreError> {
        self.write(|write| log::outgoing(write.connection(), ends, now))
    }

    fn take_logged(&mut self, logged: &Logged) -> Result<(), StoreError> {
        self.write(|write| log::take(write.connection(), logged))
    }

    fn log_refused(&mut self) -> Result<(), StoreError> {
        let now = self.now;
        self.write(|write| log::note_refused(write.connection(), now))
    }

    fn take_courier_keys(&mut self, station: &PublicKeys) -> Result<(), StoreError> {
        self.write(|write| courier::set_station_keys(write.connection(), station))
    }
}
