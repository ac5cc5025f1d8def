//! The rows a push touches, held in memory until they are filed together under their sequence numbers.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use domain::fields::{self, Fields};
use serde_json::Value;
use sync::merge::{RowState, Version};

use super::rows::{Tx, link_targets};
use crate::error::StationError;
use crate::scopes;

/// A row and what is stored of it.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// Its kind.
    pub kind: String,
    /// Scope its author named.
    pub claim: String,
    /// Values and versions.
    pub state: RowState,
    /// Who receives it.
    pub scopes: Vec<String>,
    /// Sequence number, scopes and hash as stored; none for a new row.
    pub stored: Option<(i64, Vec<String>, i64)>,
}

/// Rows under work.
#[derive(Debug)]
pub struct Batch<'t, 'c> {
    tx: &'t Tx<'c>,
    rows: HashMap<String, Option<Held>>,
    touched: BTreeSet<String>,
    new_links: BTreeMap<String, BTreeSet<String>>,
    /// Highest stamp in use, ms.
    pub hlc: i64,
}

impl<'t, 'c> Batch<'t, 'c> {
    /// An empty batch over a transaction.
    pub fn new(tx: &'t Tx<'c>, hlc: i64) -> Batch<'t, 'c> {
        Batch {
            tx,
            rows: HashMap::new(),
            touched: BTreeSet::new(),
            new_links: BTreeMap::new(),
            hlc,
        }
    }

    /// The transaction below.
    pub fn tx(&self) -> &'t Tx<'c> {
        self.tx
    }

    /// A row, if it exists.
    pub fn row(&mut self, id: &str) -> Result<Option<&mut Held>, StationError> {
        if !self.rows.contains_key(id) {
            let loaded = self.tx.row(id)?;
            self.rows.insert(id.to_owned(), loaded);
        }
        Ok(self.rows.get_mut(id).and_then(Option::as_mut))
    }

    /// Puts a row in place, new or changed, and marks it for filing.
    pub fn put(&mut self, id: &str, held: Held) {
        for parent in link_targets(&held.kind, &held.state.fields) {
            self.new_links
                .entry(parent)
                .or_default()
                .insert(id.to_owned());
        }
        self.rows.insert(id.to_owned(), Some(held));
        self.touch(id);
    }

    /// Marks a row for filing: its readers are sent it again.
    pub fn touch(&mut self, id: &str) {
        self.touched.insert(id.to_owned());
    }

    /// Rows marked so far.
    pub fn touched(&self) -> &BTreeSet<String> {
        &self.touched
    }

    /// Rows as they are now, for going back to if a group is refused.
    pub fn remember(&self, ids: &[String]) -> Vec<(String, Option<Option<Held>>, bool)> {
        ids.iter()
            .map(|id| {
                (
                    id.clone(),
                    self.rows.get(id).cloned(),
                    self.touched.contains(id),
                )
            })
            .collect()
    }

    /// Goes back to remembered rows.
    pub fn restore(&mut self, remembered: Vec<(String, Option<Option<Held>>, bool)>) {
        for (id, held, touched) in remembered {
            match held {
                Some(held) => self.rows.insert(id.clone(), held),
                None => self.rows.remove(&id),
            };
            if !touched {
                self.touched.remove(&id);
            }
        }
    }

    /// Rows that refer to this one, stored or in this batch.
    pub fn children(&self, parent: &str) -> Result<Vec<String>, StationError> {
        let mut children: BTreeSet<String> = self.tx.children(parent)?.into_iter().collect();
        if let Some(new) = self.new_links.get(parent) {
            children.extend(new.iter().cloned());
        }
        Ok(children.into_iter().collect())
    }

    /// A row that the station itself writes.
    pub fn write_own(
        &mut self,
        kind: &str,
        id: &str,
        claim: &str,
        values: Fields,
    ) -> Result<(), StationError> {
        let mut held = self.row(id)?.cloned().unwrap_or_else(|| Held {
            kind: kind.to_owned(),
            claim: claim.to_owned(),
            ..Held::default()
        });
        self.hlc += 1;
        for (name, value) in values {
            if held.state.fields.get(&name) != Some(&value) {
                held.state
                    .versions
                    .insert(name.clone(), own_version(self.hlc));
                held.state.fields.insert(name, value);
            }
        }
        self.put(id, held);
        Ok(())
    }

    /// Files everything: twins, scopes with their cascade, numbers. Returns the last number given out and how many rows were filed.
    pub fn file(mut self, seq: i64) -> Result<(i64, Vec<String>), StationError> {
        scopes::merge_twins(&mut self)?;
        self.cascade_scopes()?;
        let mut next = seq;
        let touched: Vec<String> = self.touched.iter().cloned().collect();
        for id in &touched {
            let Some(Some(held)) = self.rows.get_mut(id) else {
                continue;
            };
            next += 1;
            for version in held.state.versions.values_mut() {
                version.seq.get_or_insert(next);
            }
            self.tx.put_row(id, held, next)?;
        }
        Ok((next, touched))
    }

    /// Scopes of touched rows, and of all rows whose scopes follow from theirs.
    fn cascade_scopes(&mut self) -> Result<(), StationError> {
        let mut todo: VecDeque<String> = self.touched.iter().cloned().collect();
        let mut arrived = BTreeSet::new();
        while let Some(id) = todo.pop_front() {
            let scopes = scopes::derive(self, &id)?;
            let Some(held) = self.row(&id)? else { continue };
            // A row that arrives only now may have children here already: they came before it.
            let moved = held.scopes != scopes
                || (held.stored.is_none()
                    && arrived.insert(id.clone())
                    && !sync::plant::is("orphans_left"));
            let (kind, person) = (
                held.kind.clone(),
                fields::text(&held.state.fields, "person").map(str::to_owned),
            );
            held.scopes = scopes;
            if moved {
                self.touch(&id);
                if !sync::plant::is("children_not_followed") {
                    todo.extend(self.children(&id)?);
                }
            }
            // A stay that begins, ends or moves changes where its person belongs.
            if let ("residences", Some(person)) = (kind.as_str(), person)
                && !todo.contains(&person)
            {
                todo.push_back(person);
            }
        }
        Ok(())
    }
}

/// Version of a value that the station wrote.
pub(crate) fn own_version(hlc: i64) -> Version {
    Version {
        hlc,
        device: String::new(),
        counter: 0,
        seq: None,
        user: String::new(),
    }
}

impl Held {
    /// Whether the row counts as deleted.
    pub fn is_deleted(&self) -> bool {
        fields::is_deleted(&self.state.fields)
    }

    /// Text at a path.
    pub fn text(&self, path: &str) -> Option<&str> {
        fields::text(&self.state.fields, path)
    }

    /// Sets a value as the station.
    pub fn set_own(&mut self, name: &str, value: Value, hlc: i64) {
        self.state.fields.insert(name.to_owned(), value);
        self.state
            .versions
            .insert(name.to_owned(), own_version(hlc));
    }
}
