//! Rows, their feeds, digests and references.

use std::collections::{BTreeMap, HashMap};

use domain::fields::{self, Fields};
use sync::merge::RowState;
use sync::wire::{Digest, Leave, Row};

use super::batch::Held;
use super::sql::{Column, Record};
use super::tx::Tx;
use super::versions;
use crate::error::StationError;
use crate::scopes::{self, STATION};

/// One entry of a feed: a row that is in the scope, or one that left it.
#[derive(Debug)]
pub enum Fed {
    /// In the scope.
    Row(Row),
    /// Left it.
    Left(Leave),
}

/// Fields of a kind that refer to rows which decide who receives it.
fn links_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "rooms" => &["building"],
        "residences" => &["room", "person"],
        "declarations" | "visits" => &["room"],
        "contacts" => &["room", "building", "person"],
        "dispute_parties" => &["dispute"],
        "conflicts" => &["row"],
        "people" => &["merged_into"],
        "duplicate_cases" => &["a", "b"],
        _ => &[],
    }
}

/// References of a row that decide who receives it.
pub fn link_targets<'f>(kind: &str, row: &'f Fields) -> impl Iterator<Item = &'f str> {
    links_of(kind)
        .iter()
        .filter_map(|name| fields::text(row, name))
}

/// A row that is to be written.
#[derive(Debug)]
pub struct Filing<'h> {
    /// Its id.
    pub id: &'h str,
    /// Its content.
    pub held: &'h Held,
    /// Its new number.
    pub seq: i64,
}

fn held_of(record: &dyn Record) -> Result<(String, Held), StationError> {
    let scopes: Vec<String> = serde_json::from_str(record.text(3)?)?;
    let kind = record.string(1)?;
    let held = Held {
        away: scopes::goes_away(&kind) && scopes::is_away(&scopes),
        kind,
        claim: record.string(4)?,
        state: RowState {
            fields: serde_json::from_str(record.text(5)?)?,
            versions: versions::unpack(record.text(6)?)?,
        },
        stored: Some((record.int(2)?, scopes.clone(), record.int(7)?)),
        scopes,
    };
    Ok((record.string(0)?, held))
}

impl Tx<'_> {
    /// A row with everything known of it.
    pub fn row(&self, id: &str) -> Result<Option<Held>, StationError> {
        Ok(self.rows(&[id])?.remove(id))
    }

    /// Rows by id; those that do not exist are left out.
    pub fn rows(&self, ids: &[&str]) -> Result<HashMap<String, Held>, StationError> {
        let found = self.query_keys(
            "SELECT id, kind, seq, scopes, claim, body, versions, hash FROM record WHERE station = ?1 AND id = ?2",
            ids,
            held_of,
        )?;
        Ok(found.into_iter().collect())
    }

    /// All rows of a kind that everybody has, of which a station has few; deleted ones are left out.
    pub fn rows_for_all(&self, kind: &str) -> Result<Vec<(String, Fields)>, StationError> {
        self.rows_in(STATION, kind)
    }

    /// All rows of a kind in a scope; deleted ones are left out.
    pub fn rows_in(&self, scope: &str, kind: &str) -> Result<Vec<(String, Fields)>, StationError> {
        let found = self.query(
            "SELECT r.id, r.body FROM feed f JOIN record r ON r.station = f.station AND r.id = f.record
             WHERE f.station = ?1 AND f.scope = ?3 AND r.kind = ?2",
            &[kind.into(), scope.into()],
            |record| {
                let fields: Fields = serde_json::from_str(record.text(1)?)?;
                Ok((record.string(0)?, fields))
            },
        )?;
        Ok(found
            .into_iter()
            .filter(|(_, fields)| !fields::is_deleted(fields))
            .collect())
    }

    /// Ids of rows of a kind in a scope whose content holds this text: a superset, to be looked at one by one. The text has no `%` or `_`.
    pub fn rows_holding(
        &self,
        scope: &str,
        kind: &str,
        text: &str,
    ) -> Result<Vec<String>, StationError> {
        self.texts(
            "SELECT r.id FROM feed f JOIN record r ON r.station = f.station AND r.id = f.record
             WHERE f.station = ?1 AND f.scope = ?2 AND f.gone = 0 AND r.kind = ?3 AND r.body LIKE ?4",
            &[
                scope.into(),
                kind.into(),
                ["%", text, "%"].concat().as_str().into(),
            ],
        )
    }

    /// Up to `most` rows that somebody has or had, in the order of their ids: id, kind, scopes, content.
    pub fn records_after(
        &self,
        after: &str,
        most: usize,
    ) -> Result<Vec<[String; 4]>, StationError> {
        self.query(
            "SELECT id, kind, scopes, body FROM record WHERE station = ?1 AND id > ?2 AND scopes <> '[]' ORDER BY id LIMIT ?3",
            &[after.into(), (most as i64).into()],
            |record| {
                Ok([
                    record.string(0)?,
                    record.string(1)?,
                    record.string(2)?,
                    record.string(3)?,
                ])
            },
        )
    }

    /// Ids of deleted rows whose content may still be there.
    pub fn deleted_rows(&self) -> Result<Vec<String>, StationError> {
        self.texts(
            "SELECT id FROM record WHERE station = ?1 AND scopes <> '[]' AND body LIKE '%\"_deleted\":true%'",
            &[],
        )
    }

    /// Writes rows under their new numbers, with feeds, digests and references.
    pub fn put_rows(&self, rows: &[Filing<'_>]) -> Result<(), StationError> {
        let prepared: Vec<Prepared> = rows.iter().map(prepare).collect::<Result<_, _>>()?;
        self.sql.insert_many(
            "INSERT INTO record (station, id, kind, seq, scopes, claim, body, versions, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (station, id) DO UPDATE SET seq = excluded.seq, scopes = excluded.scopes, body = excluded.body,
             versions = excluded.versions, hash = excluded.hash",
            &[
                Column::Same(self.station),
                Column::Texts(rows.iter().map(|row| row.id).collect()),
                Column::Texts(rows.iter().map(|row| row.held.kind.as_str()).collect()),
                Column::Ints(rows.iter().map(|row| row.seq).collect()),
                Column::Texts(prepared.iter().map(|row| row.scopes.as_str()).collect()),
                Column::Texts(rows.iter().map(|row| row.held.claim.as_str()).collect()),
                Column::Texts(prepared.iter().map(|row| row.body.as_str()).collect()),
                Column::Texts(prepared.iter().map(|row| row.versions.as_str()).collect()),
                Column::Ints(prepared.iter().map(|row| row.hash).collect()),
            ],
        )?;
        self.put_feeds(rows)?;
        self.put_digests(rows, &prepared)?;
        self.put_links(rows)
    }

    fn put_feeds(&self, rows: &[Filing<'_>]) -> Result<(), StationError> {
        let mut entries: Vec<(&str, &str, i64, bool)> = Vec::with_capacity(rows.len());
        for row in rows {
            let scopes = &row.held.scopes;
            entries.extend(
                scopes
                    .iter()
                    .map(|scope| (scope.as_str(), row.id, row.seq, false)),
            );
            if let Some((_, before, _)) = &row.held.stored {
                let left = before
                    .iter()
                    .filter(|scope| !scopes.contains(scope) && !sync::plant::is("no_leave_event"));
                entries.extend(left.map(|scope| (scope.as_str(), row.id, row.seq, true)));
            }
        }
        self.sql.insert_many(
            "INSERT INTO feed (station, scope, record, seq, gone) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (station, scope, record) DO UPDATE SET seq = excluded.seq, gone = excluded.gone",
            &[
                Column::Same(self.station),
                Column::Texts(entries.iter().map(|entry| entry.0).collect()),
                Column::Texts(entries.iter().map(|entry| entry.1).collect()),
                Column::Ints(entries.iter().map(|entry| entry.2).collect()),
                Column::Ints(entries.iter().map(|entry| i64::from(entry.3)).collect()),
            ],
        )
    }

    fn put_digests(&self, rows: &[Filing<'_>], prepared: &[Prepared]) -> Result<(), StationError> {
        let mut changes: BTreeMap<&str, Digest> = BTreeMap::new();
        for (row, prepared) in rows.iter().zip(prepared) {
            if let Some((_, scopes, hash)) = &row.held.stored {
                for scope in scopes {
                    let change = changes.entry(scope).or_default();
                    change.rows -= 1;
                    change.sum = change.sum.wrapping_sub(*hash);
                }
            }
            for scope in &row.held.scopes {
                let change = changes.entry(scope).or_default();
                change.rows += 1;
                change.sum = change.sum.wrapping_add(prepared.hash);
            }
        }
        let scopes: Vec<&str> = changes.keys().copied().collect();
        for (scope, digest) in self.digests(&scopes)? {
            if let Some(change) = changes.get_mut(scope.as_str()) {
                change.rows += digest.rows;
                change.sum = change.sum.wrapping_add(digest.sum);
            }
        }
        self.sql.insert_many(
            "INSERT INTO scope_digest (station, scope, row_count, hash_sum) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (station, scope) DO UPDATE SET row_count = excluded.row_count, hash_sum = excluded.hash_sum",
            &[
                Column::Same(self.station),
                Column::Texts(scopes.clone()),
                Column::Ints(changes.values().map(|digest| digest.rows).collect()),
                Column::Ints(changes.values().map(|digest| digest.sum).collect()),
            ],
        )
    }

    fn put_links(&self, rows: &[Filing<'_>]) -> Result<(), StationError> {
        let known: Vec<&str> = rows
            .iter()
            .filter(|row| row.held.stored.is_some() && !links_of(&row.held.kind).is_empty())
            .map(|row| row.id)
            .collect();
        self.query_keys(
            "DELETE FROM link WHERE station = ?1 AND child = ?2 RETURNING child",
            &known,
            |_| Ok(()),
        )?;
        let mut links: Vec<(&str, &str)> = rows
            .iter()
            .flat_map(|row| {
                link_targets(&row.held.kind, &row.held.state.fields).map(|parent| (parent, row.id))
            })
            .collect();
        links.sort_unstable();
        links.dedup();
        self.sql.insert_many(
            "INSERT INTO link (station, parent, child) VALUES (?1, ?2, ?3) ON CONFLICT (station, parent, child) DO NOTHING",
            &[
                Column::Same(self.station),
                Column::Texts(links.iter().map(|link| link.0).collect()),
                Column::Texts(links.iter().map(|link| link.1).collect()),
            ],
        )
    }

    /// Digests of scopes; those that never held a row are left out.
    pub fn digests(&self, scopes: &[&str]) -> Result<Vec<(String, Digest)>, StationError> {
        self.query_keys(
            "SELECT scope, row_count, hash_sum FROM scope_digest WHERE station = ?1 AND scope = ?2",
            scopes,
            |record| {
                let digest = Digest {
                    rows: record.int(1)?,
                    sum: record.int(2)?,
                };
                Ok((record.string(0)?, digest))
            },
        )
    }

    /// Up to `most` entries of a scope's feed after a number, each with that number.
    pub fn feed_after(
        &self,
        scope: &str,
        after: i64,
        most: usize,
    ) -> Result<Vec<(i64, Fed)>, StationError> {
        self.query(
            "SELECT f.record, f.seq, f.gone, r.kind, r.seq, r.scopes, r.body
             FROM (SELECT record, seq, gone FROM feed WHERE station = ?1 AND scope = ?2 AND seq > ?3 ORDER BY seq LIMIT ?4) f
             JOIN record r ON r.station = ?1 AND r.id = f.record ORDER BY f.seq",
            &[scope.into(), after.into(), (most as i64).into()],
            |record| {
                let (id, seq) = (record.string(0)?, record.int(1)?);
                let entry = if record.int(2)? != 0 {
                    Fed::Left(Leave {
                        id,
                        scope: scope.to_owned(),
                        seq,
                    })
                } else {
                    Fed::Row(Row {
                        id,
                        kind: record.string(3)?,
                        seq: record.int(4)?,
                        scopes: serde_json::from_str(record.text(5)?)?,
                        body: serde_json::value::RawValue::from_string(record.string(6)?)?,
                    })
                };
                Ok((seq, entry))
            },
        )
    }

    /// Whether a scope has anything after a number.
    pub fn has_news(&self, scope: &str, after: i64) -> Result<bool, StationError> {
        Ok(self
            .query_one(
                "SELECT seq FROM feed WHERE station = ?1 AND scope = ?2 AND seq > ?3 ORDER BY seq LIMIT 1",
                &[scope.into(), after.into()],
                |_| Ok(()),
            )?
            .is_some())
    }

    /// Scopes a row is in, or ever was in.
    pub fn scopes_ever(&self, row: &str) -> Result<Vec<String>, StationError> {
        self.texts(
            "SELECT scope FROM feed WHERE station = ?1 AND record = ?2",
            &[row.into()],
        )
    }

    /// Rows that refer to each of these, as (parent, child).
    pub fn children(&self, parents: &[&str]) -> Result<Vec<(String, String)>, StationError> {
        self.query_keys(
            "SELECT parent, child FROM link WHERE station = ?1 AND parent = ?2",
            parents,
            |record| Ok((record.string(0)?, record.string(1)?)),
        )
    }

    /// Rows filed under a place, by id.
    pub fn twins(&self, parent: &str, norm: &str) -> Result<Vec<String>, StationError> {
        self.texts(
            "SELECT record FROM twin WHERE station = ?1 AND parent = ?2 AND norm = ?3 ORDER BY record",
            &[parent.into(), norm.into()],
        )
    }

    /// Files a row under its place, and under no other.
    pub fn put_twin(&self, parent: &str, norm: &str, row: &str) -> Result<(), StationError> {
        self.execute(
            "DELETE FROM twin WHERE station = ?1 AND record = ?2",
            &[row.into()],
        )?;
        self.execute(
            "INSERT INTO twin (station, parent, norm, record) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (station, parent, norm, record) DO NOTHING",
            &[parent.into(), norm.into(), row.into()],
        )?;
        Ok(())
    }
}

struct Prepared {
    body: String,
    versions: String,
    scopes: String,
    hash: i64,
}

fn prepare(row: &Filing<'_>) -> Result<Prepared, StationError> {
    let body = body_of(&row.held.state.fields)?;
    Ok(Prepared {
        versions: versions::pack(&row.held.state.versions, row.seq)?,
        scopes: serde_json::to_string(&row.held.scopes)?,
        hash: sync::wire::row_hash(row.id, row.seq, &body),
        body,
    })
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
