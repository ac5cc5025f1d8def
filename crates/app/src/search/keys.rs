//! From a typed text to rows, through the index of keys. Each lookup is a range of (kind, key); only a text that no range answers is
//! looked for inside the keys of its kind.

use std::collections::HashSet;

use domain::finding_keys::{Alternative, KeyKind, Lookup, Mixed, Mode, parse_query};
use rusqlite::Connection;
use store::search_keys;

use crate::due;
use crate::error::AppError;

/// Candidates that one lookup may bring before they are compared with the rest of the text.
const CANDIDATES: usize = 2_000;
/// Names read to be compared with a text typed half in letters.
const NAMES: usize = 200;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kinds {
    All,
    People,
}

/// A row and the kind of key under which it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub row: String,
    pub kind: String,
    pub by: KeyKind,
    key: String,
}

/// Rows that a text finds: alternatives in their order, within each the keys equal to the text first.
pub(super) fn find(
    connection: &Connection,
    text: &str,
    kinds: Kinds,
    limit: usize,
) -> Result<Vec<Found>, AppError> {
    let mut query = parse_query(text);
    if kinds == Kinds::People {
        // No person has these keys; a range of them would be read for nothing.
        query.alternatives.retain(|alternative| {
            let no_person = |one: &Lookup| matches!(one.kind, KeyKind::Room | KeyKind::Remark);
            !alternative.all_of.iter().any(no_person)
        });
    }
    // Doors are found by every end of their address; looking inside addresses would read them all.
    query.alternatives.retain(|alternative| {
        let inside_door = |one: &Lookup| one.kind == KeyKind::Room && one.mode == Mode::Contains;
        !alternative.all_of.iter().any(inside_door)
    });
    let (inside, ranges): (Vec<Alternative>, Vec<Alternative>) =
        query.alternatives.into_iter().partition(|alternative| {
            alternative
                .all_of
                .iter()
                .any(|one| one.mode == Mode::Contains)
        });
    let mut search = Search {
        connection,
        kinds,
        limit,
        seen: HashSet::new(),
        found: Vec::new(),
    };
    let (mixed, plain): (Vec<_>, Vec<_>) = ranges
        .into_iter()
        .partition(|alternative| alternative.then.is_some());
    search.ask(&plain)?;
    // The costly ways are gone only while the cheap ones found nothing.
    for alternatives in [mixed, inside] {
        if search.found.is_empty() {
            search.ask(&alternatives)?;
        }
    }
    Ok(search.found)
}

struct Search<'c> {
    connection: &'c Connection,
    kinds: Kinds,
    limit: usize,
    seen: HashSet<String>,
    found: Vec<Found>,
}

impl Search<'_> {
    fn ask(&mut self, alternatives: &[Alternative]) -> Result<(), AppError> {
        for alternative in alternatives {
            let Some((first, rest)) = alternative.all_of.split_first() else {
                continue;
            };
            let narrowed = !rest.is_empty() || alternative.then.is_some();
            let most = if narrowed { CANDIDATES } else { self.limit };
            let mut names = 0;
            for found in self.look_up(first, most)? {
                if self.found.len() >= self.limit {
                    return Ok(());
                }
                let fits = !self.seen.contains(&found.row)
                    && self.has_all(&found.row, rest)?
                    && self.reads_like(&found, alternative.then.as_ref(), &mut names)?;
                if fits {
                    self.seen.insert(found.row.clone());
                    self.found.push(found);
                }
            }
        }
        Ok(())
    }

    /// Rows of one lookup in the order of their keys, which puts an equal key before longer ones.
    fn look_up(&self, lookup: &Lookup, most: usize) -> Result<Vec<Found>, AppError> {
        let only = (self.kinds == Kinds::People).then_some("people");
        let rows = search_keys::look_up(self.connection, lookup, only, due::rows(most))?;
        Ok(rows
            .into_iter()
            .map(|row| Found {
                row: row.row,
                kind: row.kind.to_owned(),
                by: lookup.kind,
                key: row.key,
            })
            .collect())
    }

    /// Whether a row has a key for each of these lookups.
    fn has_all(&self, row: &str, lookups: &[Lookup]) -> Result<bool, AppError> {
        if lookups.is_empty() {
            return Ok(true);
        }
        let keys = search_keys::keys_of(self.connection, row)?;
        Ok(lookups.iter().all(|lookup| {
            keys.iter().any(|(kind, key)| {
                *kind == lookup.kind.to_u8()
                    && match lookup.mode {
                        Mode::Exact => *key == lookup.key,
                        Mode::Prefix => key.starts_with(&lookup.key),
                        Mode::Contains => key.contains(&lookup.key),
                    }
            })
        }))
    }

    /// Whether the name behind a key reads like a text typed half in letters.
    fn reads_like(
        &self,
        found: &Found,
        mixed: Option<&Mixed>,
        names: &mut usize,
    ) -> Result<bool, AppError> {
        let Some(mixed) = mixed else { return Ok(true) };
        if found.by == KeyKind::Name {
            return Ok(mixed.matches(&found.key));
        }
        *names += 1;
        if *names > NAMES {
            return Ok(false);
        }
        let keys = search_keys::keys_of(self.connection, &found.row)?;
        let name = keys
            .into_iter()
            .find(|(kind, _)| *kind == KeyKind::Name.to_u8());
        Ok(name.is_some_and(|(_, name)| mixed.matches(&name)))
    }
}
