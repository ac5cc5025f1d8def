//! The store's side of the courier: keys, what the station is known to have, and a round whose other end is a file.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sync::courier::{PublicKeys, Receipt, SecretKeys};
use sync::engine::Laptop;
use sync::wire::{Cursor, Digest, LogEnd, LogPush, Op, Page, Watermark};

use crate::error::StoreError;
use crate::key_file::random;
use crate::laptop::{Round, acknowledged, ended, log_outgoing, read_cursor, take_log_receipt};
use crate::open::Store;
use crate::state;
use crate::write::Changed;

const OWN_KEYS: &str = "courier_keys";
const STATION_KEYS: &str = "courier_station";
const SERIAL: &str = "courier_serial";
const HANDED: &str = "courier_handed";
const RECEIPT: &str = "courier_receipt";
const TAKEN: &str = "taken";
const REREAD: &str = "courier_reread";

/// The last courier file that this laptop wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// Its number.
    pub serial: i64,
    /// When, ms.
    pub at: i64,
    /// Operations in it.
    pub ops: usize,
}

/// Where this laptop stands, as far as a courier file must know.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// How far it has read. Scopes that are to be read again stand at 0.
    pub cursor: Cursor,
    /// Version of the scopes it knows.
    pub scope_version: i64,
    /// Operations that the station is known to have, per incarnation.
    pub taken: BTreeMap<i64, Watermark>,
    /// Histories of the station that this laptop saw end.
    pub ended: Vec<i64>,
}

fn json<T: for<'de> Deserialize<'de>>(
    connection: &Connection,
    key: &str,
) -> Result<Option<T>, StoreError> {
    let text = state::text(connection, key)?;
    if text.is_empty() {
        return Ok(None);
    }
    Ok(Some(serde_json::from_str(&text)?))
}

fn set_json<T: Serialize>(connection: &Connection, key: &str, value: &T) -> Result<(), StoreError> {
    state::set(connection, key, &serde_json::to_string(value)?)
}

/// Remembers what the station has.
pub(crate) fn set_taken(
    connection: &Connection,
    watermarks: &BTreeMap<i64, Watermark>,
) -> Result<(), StoreError> {
    set_json(connection, TAKEN, watermarks)
}

/// What the station is known to have. A store that is older than this memory knows it by its settled operations.
fn taken(connection: &Connection) -> Result<BTreeMap<i64, Watermark>, StoreError> {
    if let Some(known) = json(connection, TAKEN)? {
        return Ok(known);
    }
    let mut statement = connection.prepare(
        "SELECT incarnation, counter, id FROM op o WHERE settled_at > 0 AND counter =
         (SELECT max(counter) FROM op i WHERE i.incarnation = o.incarnation AND i.settled_at > 0)",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((
            row.get("incarnation")?,
            Watermark {
                counter: row.get("counter")?,
                op: row.get("id")?,
            },
        ))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// This laptop's own keys, made now if there are none.
pub(crate) fn own_keys(connection: &Connection) -> Result<SecretKeys, StoreError> {
    let stored = zeroize::Zeroizing::new(state::text(connection, OWN_KEYS)?);
    if !stored.is_empty() {
        return SecretKeys::from_text(&stored).map_err(|error| unreadable(&error));
    }
    let keys = SecretKeys::from_random(&random::<64>()?);
    state::set(connection, OWN_KEYS, &keys.to_text())?;
    Ok(keys)
}

pub(crate) fn station_keys(connection: &Connection) -> Result<Option<PublicKeys>, StoreError> {
    json(connection, STATION_KEYS)
}

pub(crate) fn set_station_keys(
    connection: &Connection,
    keys: &PublicKeys,
) -> Result<(), StoreError> {
    // Every hello says them again. Those that the enrolment proved stay: they sign leases, files and the order to erase.
    match station_keys(connection)? {
        Some(_) => Ok(()),
        None => set_json(connection, STATION_KEYS, keys),
    }
}

fn unreadable(error: &sync::courier::CourierError) -> StoreError {
    StoreError::Unreadable(error.to_string())
}

impl Store {
    /// Keeps the keys of an enrolment.
    ///
    /// # Errors
    /// If they cannot be written; the next hello exchanges keys then.
    pub fn set_courier_keys(
        &self,
        now: i64,
        own: &SecretKeys,
        station: Option<&PublicKeys>,
    ) -> Result<(), StoreError> {
        self.write(now, |write| {
            state::set(write.connection(), OWN_KEYS, &own.to_text())?;
            station.map_or(Ok(()), |keys| set_station_keys(write.connection(), keys))
        })
        .map(|((), _)| ())
    }

    /// This laptop's keys, and the station's if they are known yet.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn courier_keys(&self, now: i64) -> Result<(SecretKeys, Option<PublicKeys>), StoreError> {
        let (keys, _) = self.write(now, |write| -> Result<_, StoreError> {
            let connection = write.connection();
            Ok((own_keys(connection)?, json(connection, STATION_KEYS)?))
        })?;
        Ok(keys)
    }

    /// Number of the next courier file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn next_courier(&self, now: i64) -> Result<i64, StoreError> {
        let (serial, _) = self.write(now, |write| -> Result<i64, StoreError> {
            let serial = state::number(write.connection(), SERIAL)? + 1;
            state::set(write.connection(), SERIAL, &serial.to_string())?;
            Ok(serial)
        })?;
        Ok(serial)
    }

    /// Entries of the access log for the next file: those after the last that the station is known to have.
    ///
    /// # Errors
    /// If the store cannot be read or the keys not made.
    pub fn courier_log(&self, now: i64) -> Result<Option<LogPush>, StoreError> {
        let (push, _) = self.write(now, |write| {
            let known = acknowledged(write.connection())?;
            let ends: Vec<LogEnd> = known
                .into_iter()
                .map(|(seq, hash)| LogEnd { seq, hash })
                .collect();
            log_outgoing(write.connection(), &ends, now)
        })?;
        Ok(push)
    }

    /// Remembers a file that was written whole.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn note_courier_handed(&self, handed: &Handed) -> Result<(), StoreError> {
        self.write(handed.at, |write| {
            set_json(write.connection(), HANDED, handed)
        })
        .map(|((), _)| ())
    }

    /// Remembers what the station says it took; an older receipt does not replace a newer one.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn note_courier_receipt(&self, now: i64, receipt: &Receipt) -> Result<(), StoreError> {
        self.write(now, |write| {
            let held: Option<Receipt> = json(write.connection(), RECEIPT)?;
            if held.is_some_and(|held| held.serial > receipt.serial) {
                return Ok(());
            }
            if let Some(logged) = &receipt.logged {
                take_log_receipt(write.connection(), logged)?;
            }
            set_json(write.connection(), RECEIPT, receipt)
        })
        .map(|((), _)| ())
    }

    /// The last file written, and the last receipt read.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn courier_history(&self) -> Result<(Option<Handed>, Option<Receipt>), StoreError> {
        self.read(|connection| Ok((json(connection, HANDED)?, json(connection, RECEIPT)?)))
    }

    /// Where this laptop stands.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn courier_position(&self) -> Result<Position, StoreError> {
        self.read(|connection| {
            let mut cursor = read_cursor(connection, state::number(connection, "epoch")?)?;
            for scope in json::<Vec<String>>(connection, REREAD)?.unwrap_or_default() {
                cursor.scopes.remove(&scope);
            }
            Ok(Position {
                cursor,
                scope_version: state::number(connection, "scope_version")?,
                taken: taken(connection)?,
                ended: ended(connection)?,
            })
        })
    }

    /// Whether this laptop has settled operations that are not among these: the station had them once and has them no longer.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn has_journal_above(
        &self,
        watermarks: &BTreeMap<i64, Watermark>,
    ) -> Result<bool, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare(
                "SELECT incarnation, max(counter) AS counter FROM op WHERE settled_at > 0 GROUP BY incarnation",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (incarnation, counter): (i64, i64) =
                    (row.get("incarnation")?, row.get("counter")?);
                if watermarks.get(&incarnation).map_or(0, |known| known.counter) < counter {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// The station has only these operations: the next file gives back what came after them.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn hand_back_from(
        &self,
        now: i64,
        watermarks: &BTreeMap<i64, Watermark>,
    ) -> Result<(), StoreError> {
        self.write(now, |write| set_taken(write.connection(), watermarks))
            .map(|((), _)| ())
    }

    /// Begins a round whose other end is a courier file, at `now`, ms. Scopes that are to be read again and that the file holds from
    /// their start are emptied first.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn courier_round(&self, now: i64, from: &Cursor) -> Result<CourierRound<'_>, StoreError> {
        let wanted: Vec<String> =
            self.read(|connection| json(connection, REREAD).map(Option::unwrap_or_default))?;
        let mut round = self.round(now);
        let mut left = Vec::new();
        for scope in wanted {
            if from.scopes.get(&scope).copied().unwrap_or(0) == 0 {
                round.reread(&scope)?;
            } else {
                left.push(scope);
            }
        }
        self.write(now, |write| set_json(write.connection(), REREAD, &left))?;
        Ok(CourierRound { round, now })
    }
}

/// The store during a round with a file: what cannot be sent is left for the next file, and the time in the file is that of its writing.
#[derive(Debug)]
pub struct CourierRound<'s> {
    round: Round<'s>,
    now: i64,
}

impl CourierRound<'_> {
    /// What changed since the round began.
    pub fn into_changed(self) -> Changed {
        self.round.into_changed()
    }
}

impl Laptop for CourierRound<'_> {
    type Error = StoreError;

    fn waiting(&self) -> Result<i64, StoreError> {
        self.round.waiting()
    }

    fn incarnation(&self) -> Result<i64, StoreError> {
        self.round.incarnation()
    }

    fn incarnations(&self) -> Result<Vec<i64>, StoreError> {
        self.round.incarnations()
    }

    fn sent(&self, incarnation: i64, counter: i64) -> Result<Option<String>, StoreError> {
        self.round.sent(incarnation, counter)
    }

    fn settled_epoch(&self) -> Result<i64, StoreError> {
        self.round.settled_epoch()
    }

    fn begin_incarnation(&mut self, incarnation: i64, forked: &[i64]) -> Result<(), StoreError> {
        self.round.begin_incarnation(incarnation, forked)
    }

    /// Nothing: the next file carries it. What the station had once is looked for before the round begins
    /// ([`Store::has_journal_above`]).
    fn outgoing(&mut self, _: i64, _: i64, _: usize) -> Result<Vec<Op>, StoreError> {
        Ok(Vec::new())
    }

    /// The file was written some time ago, so a clock ahead of it is no news; one behind it is slow by at least the difference.
    fn set_clock_offset(&mut self, now: i64, station: i64) -> Result<(), StoreError> {
        let offset = self
            .round
            .store()
            .read(|connection| state::number(connection, "clock_offset"))?;
        if now.saturating_add(offset) < station {
            self.round.set_clock_offset(now, station)?;
        }
        Ok(())
    }

    fn cursor(&mut self, epoch: i64) -> Result<Cursor, StoreError> {
        self.round.cursor(epoch)
    }

    fn take_page(&mut self, page: &Page) -> Result<(), StoreError> {
        self.round.take_page(page)
    }

    fn settle(&mut self, watermarks: &BTreeMap<i64, Watermark>) -> Result<(), StoreError> {
        self.round.settle(watermarks)
    }

    fn digest(&self, scope: &str) -> Result<Digest, StoreError> {
        self.round.digest(scope)
    }

    /// The rows stay until a file brings the whole scope; the next one written asks for it.
    fn reread(&mut self, scope: &str) -> Result<(), StoreError> {
        let store = self.round.store();
        store.write(self.now, |write| -> Result<(), StoreError> {
            let connection = write.connection();
            let mut wanted: Vec<String> = json(connection, REREAD)?.unwrap_or_default();
            if !wanted.iter().any(|known| known == scope) {
                wanted.push(scope.to_owned());
            }
            set_json(connection, REREAD, &wanted)
        })?;
        Ok(())
    }
}
