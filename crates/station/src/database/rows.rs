//! Queries of one transaction.

use std::collections::BTreeMap;

use domain::fields::{self, Fields};
use rusqlite::{Connection, OptionalExtension, params};
use sync::merge::{RowState, Version};
use sync::wire::{Digest, Leave, Row, Watermark};

use super::batch::Held;
use crate::error::StationError;

/// One transaction.
#[derive(Debug)]
pub struct Tx<'c> {
    connection: &'c Connection,
}

/// One entry of a feed: a row that is in the scope, or one that left it.
#[derive(Debug)]
pub enum Fed {
    /// In the scope.
    Row(Row),
    /// Left it.
    Left(Leave),
}

/// References of a row that decide who receives it.
pub fn link_targets(kind: &str, row: &Fields) -> Vec<String> {
    let names: &[&str] = match kind {
        "rooms" => &["building"],
        "residences" => &["room", "person"],
        "declarations" | "visits" => &["room"],
        "contacts" => &["room", "building", "person"],
        "dispute_parties" => &["dispute"],
        "conflicts" => &["row"],
        _ => &[],
    };
    names
        .iter()
        .filter_map(|name| fields::text(row, name).map(str::to_owned))
        .collect()
}

impl<'c> Tx<'c> {
    pub(super) fn new(connection: &'c Connection) -> Tx<'c> {
        Tx { connection }
    }

    /// The connection, for the tables of staff and devices.
    pub fn connection(&self) -> &Connection {
        self.connection
    }

    /// Epoch, last sequence number, highest stamp.
    pub fn head(&self) -> Result<(i64, i64, i64), StationError> {
        Ok(self
            .connection
            .query_row("SELECT epoch, seq, hlc FROM station", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?)
    }

    /// Begins another history. Its name is random: counting on from a backup's number would name two histories alike.
    pub fn next_epoch(&self) -> Result<i64, StationError> {
        // 53 bits, so that any reader of JSON holds it exactly.
        let name = i64::from_be_bytes(crate::secret::random::<8>()?) & ((1 << 53) - 1);
        self.connection
            .execute("UPDATE station SET epoch = ?1", [name])?;
        Ok(name)
    }

    /// Files the head of a batch, last in its transaction.
    pub fn set_head(&self, seq: i64, hlc: i64, token: &str) -> Result<(), StationError> {
        self.connection.execute(
            "INSERT OR REPLACE INTO batch (seq, token) VALUES (?1, ?2)",
            params![seq, token],
        )?;
        self.connection
            .execute("UPDATE station SET seq = ?1, hlc = ?2", [seq, hlc])?;
        Ok(())
    }

    /// Token of the batch that ended at this number.
    pub fn token_of(&self, seq: i64) -> Result<Option<String>, StationError> {
        Ok(self
            .connection
            .query_row("SELECT token FROM batch WHERE seq = ?1", [seq], |row| {
                row.get(0)
            })
            .optional()?)
    }

    /// A row with everything known of it.
    pub fn row(&self, id: &str) -> Result<Option<Held>, StationError> {
        let found = self
            .connection
            .prepare_cached(
                "SELECT kind, seq, scopes, claim, body, versions, hash FROM row WHERE id = ?1",
            )?
            .query_row([id], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, i64>(1)?,
                    row.get::<_, String>(2)?,
                    row.get::<_, String>(3)?,
                    row.get::<_, String>(4)?,
                    row.get::<_, String>(5)?,
                    row.get::<_, i64>(6)?,
                ))
            })
            .optional()?;
        let Some((kind, seq, scopes, claim, body, versions, hash)) = found else {
            return Ok(None);
        };
        let scopes: Vec<String> = serde_json::from_str(&scopes)?;
        Ok(Some(Held {
            kind,
            claim,
            state: RowState {
                fields: serde_json::from_str(&body)?,
                versions: serde_json::from_str::<BTreeMap<String, Version>>(&versions)?,
            },
            stored: Some((seq, scopes.clone(), hash)),
            scopes,
        }))
    }

    /// Writes a row under its new number, with its feed entries and digests.
    pub fn put_row(&self, id: &str, held: &Held, seq: i64) -> Result<(), StationError> {
        let body = body_of(&held.state.fields)?;
        let hash = sync::wire::row_hash(id, seq, &body);
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO row (id, kind, seq, scopes, claim, body, versions, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                id,
                held.kind,
                seq,
                serde_json::to_string(&held.scopes)?,
                held.claim,
                body,
                serde_json::to_string(&held.state.versions)?,
                hash
            ])?;
        if let Some((_, scopes, hash)) = &held.stored {
            self.count(scopes, -1, *hash)?;
            for scope in scopes.iter().filter(|scope| !held.scopes.contains(scope)) {
                if !sync::plant::is("no_leave_event") {
                    self.feed(scope, id, seq, true)?;
                }
            }
        }
        self.count(&held.scopes, 1, hash)?;
        for scope in &held.scopes {
            self.feed(scope, id, seq, false)?;
        }
        self.put_links(id, held)
    }

    fn put_links(&self, id: &str, held: &Held) -> Result<(), StationError> {
        if held.stored.is_some() {
            self.connection
                .prepare_cached("DELETE FROM link WHERE child = ?1")?
                .execute([id])?;
        }
        for parent in link_targets(&held.kind, &held.state.fields) {
            self.connection
                .prepare_cached("INSERT OR IGNORE INTO link (child, parent) VALUES (?1, ?2)")?
                .execute([id, &parent])?;
        }
        Ok(())
    }

    fn feed(&self, scope: &str, row: &str, seq: i64, left: bool) -> Result<(), StationError> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO feed (scope, row, seq, left) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![scope, row, seq, left])?;
        Ok(())
    }

    fn count(&self, scopes: &[String], rows: i64, hash: i64) -> Result<(), StationError> {
        for scope in scopes {
            let digest = self.digest(scope)?;
            let sum = if rows > 0 {
                digest.sum.wrapping_add(hash)
            } else {
                digest.sum.wrapping_sub(hash)
            };
            self.connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO scope_digest (scope, row_count, hash_sum) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![scope, digest.rows + rows, sum])?;
        }
        Ok(())
    }

    /// Digest of a scope.
    pub fn digest(&self, scope: &str) -> Result<Digest, StationError> {
        Ok(self
            .connection
            .prepare_cached("SELECT row_count, hash_sum FROM scope_digest WHERE scope = ?1")?
            .query_row([scope], |row| {
                Ok(Digest {
                    rows: row.get(0)?,
                    sum: row.get(1)?,
                })
            })
            .optional()?
            .unwrap_or_default())
    }

    /// Up to `most` entries of a scope's feed after a number, with that number.
    pub fn feed_after(
        &self,
        scope: &str,
        after: i64,
        most: usize,
    ) -> Result<Vec<(i64, Fed)>, StationError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT f.row, f.seq, f.left, r.kind, r.seq, r.scopes, r.body
             FROM feed f JOIN row r ON r.id = f.row WHERE f.scope = ?1 AND f.seq > ?2 ORDER BY f.seq LIMIT ?3",
        )?;
        let mut rows = statement.query(params![scope, after, most as i64])?;
        let mut fed = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, seq): (String, i64) = (row.get(0)?, row.get(1)?);
            let entry = if row.get(2)? {
                Fed::Left(Leave {
                    id,
                    scope: scope.to_owned(),
                    seq,
                })
            } else {
                Fed::Row(Row {
                    id,
                    kind: row.get(3)?,
                    seq: row.get(4)?,
                    scopes: serde_json::from_str(row.get_ref(5)?.as_str().unwrap_or("[]"))?,
                    body: serde_json::value::RawValue::from_string(row.get(6)?)?,
                })
            };
            fed.push((seq, entry));
        }
        Ok(fed)
    }

    /// Scopes a row is in, or ever was in.
    pub fn scopes_ever(&self, row: &str) -> Result<Vec<String>, StationError> {
        self.texts("SELECT scope FROM feed WHERE row = ?1", row)
    }

    /// Rows that refer to this one.
    pub fn children(&self, parent: &str) -> Result<Vec<String>, StationError> {
        self.texts("SELECT child FROM link WHERE parent = ?1", parent)
    }

    /// Rows filed under a place.
    pub fn twins(&self, parent: &str, norm: &str) -> Result<Vec<String>, StationError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT row FROM twin WHERE parent = ?1 AND norm = ?2 ORDER BY row")?;
        let rows = statement.query_map([parent, norm], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Files a row under its place.
    pub fn put_twin(&self, parent: &str, norm: &str, row: &str) -> Result<(), StationError> {
        self.connection
            .prepare_cached("DELETE FROM twin WHERE row = ?1")?
            .execute([row])?;
        self.connection
            .prepare_cached("INSERT INTO twin (parent, norm, row) VALUES (?1, ?2, ?3)")?
            .execute([parent, norm, row])?;
        Ok(())
    }

    /// Watermarks of all incarnations of a laptop.
    pub fn watermarks(&self, device: &str) -> Result<BTreeMap<i64, Watermark>, StationError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT number, counter, op FROM incarnation WHERE device = ?1")?;
        let rows = statement.query_map([device], |row| {
            Ok((
                row.get(0)?,
                Watermark {
                    counter: row.get(1)?,
                    op: row.get(2)?,
                },
            ))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Moves a watermark.
    pub fn set_watermark(
        &self,
        device: &str,
        incarnation: i64,
        watermark: &Watermark,
    ) -> Result<(), StationError> {
        self.connection.execute(
            "INSERT OR REPLACE INTO incarnation (device, number, counter, op) VALUES (?1, ?2, ?3, ?4)",
            params![device, incarnation, watermark.counter, watermark.op],
        )?;
        Ok(())
    }

    /// Whether the creation of this row was set aside.
    pub fn is_held_back(&self, row: &str) -> Result<bool, StationError> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM held_back WHERE row = ?1")?
            .exists([row])?)
    }

    /// Remembers that the creation of this row was set aside.
    pub fn hold_back(&self, row: &str) -> Result<(), StationError> {
        self.connection
            .execute("INSERT OR IGNORE INTO held_back (row) VALUES (?1)", [row])?;
        Ok(())
    }

    /// Lets a group wait for a row.
    pub fn park(
        &self,
        waits_for: &str,
        device: &str,
        user: &str,
        ops: &[sync::Op],
        now: i64,
    ) -> Result<(), StationError> {
        let Some(first) = ops.first() else {
            return Ok(());
        };
        self.connection.execute(
            "INSERT OR REPLACE INTO parked (id, waits_for, device, user, ops, parked_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![first.id, waits_for, device, user, serde_json::to_string(ops)?, now],
        )?;
        Ok(())
    }

    /// Takes out the groups that waited for a row, or that have waited since before a time.
    pub fn unpark(
        &self,
        waits_for: Option<&str>,
        before: i64,
    ) -> Result<Vec<(String, String, Vec<sync::Op>)>, StationError> {
        let mut statement = self.connection.prepare_cached(
            "DELETE FROM parked WHERE waits_for = ?1 OR parked_at < ?2 RETURNING device, user, ops",
        )?;
        let rows = statement.query_map(params![waits_for.unwrap_or(""), before], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
            ))
        })?;
        rows.map(|row| {
            let (device, user, ops) = row?;
            Ok((device, user, serde_json::from_str(&ops)?))
        })
        .collect()
    }

    fn texts(&self, sql: &str, id: &str) -> Result<Vec<String>, StationError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([id], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The fields as they are sent: what was cleared is left out, its version says when.
fn body_of(row: &Fields) -> Result<String, StationError> {
    if row.values().any(serde_json::Value::is_null) {
        let kept: Fields = row
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        return Ok(serde_json::to_string(&kept)?);
    }
    Ok(serde_json::to_string(row)?)
}
