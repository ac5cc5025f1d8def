//! The rows a push touches, held in memory until they are filed together under their sequence numbers.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use domain::Role;
use domain::fields::{self, Fields};
use serde_json::Value;
use sync::merge::{RowState, Version};

use super::accounts::Grant;
use super::rows::{Filing, link_targets};
use super::tx::Tx;
use crate::error::StationError;
use crate::{duplicates, scopes, targets};

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
    /// Whether it was put away: the station alone holds it. Its scopes say so when it is stored.
    pub away: bool,
    /// Sequence number, scopes and hash as stored; none for a new row.
    pub stored: Option<(i64, Vec<String>, i64)>,
}

/// What was filed.
#[derive(Debug)]
pub struct Filed {
    /// The last number given out.
    pub seq: i64,
    /// Accounts whose scopes may have changed.
    pub accounts: BTreeSet<String>,
    /// Whether an area was made or changed, which concerns every account.
    pub areas: bool,
}

/// Rows under work, and what was looked up about them.
#[derive(Debug)]
pub struct Batch<'t, 'c> {
    tx: &'t Tx<'c>,
    rows: HashMap<String, Option<Held>>,
    touched: BTreeSet<String>,
    children: HashMap<String, BTreeSet<String>>,
    new_links: HashMap<String, BTreeSet<String>>,
    not_held_back: HashSet<String>,
    grants: HashMap<String, Vec<Grant>>,
    roles: HashMap<String, Option<Role>>,
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
            children: HashMap::new(),
            new_links: HashMap::new(),
            not_held_back: HashSet::new(),
            grants: HashMap::new(),
            roles: HashMap::new(),
            hlc,
        }
    }

    /// The transaction below.
    pub fn tx(&self) -> &'t Tx<'c> {
        self.tx
    }

    /// Looks up at once what these operations will ask for one by one.
    pub fn foresee(&mut self, ops: &[sync::Op]) -> Result<(), StationError> {
        let own: BTreeSet<&str> = ops.iter().map(|op| op.row.as_str()).collect();
        let parents = ops.iter().flat_map(|op| link_targets(&op.kind, &op.fields));
        let named = ops
            .iter()
            .flat_map(|op| targets::named(&op.kind, &op.fields));
        let named = named.map(|(_, record)| record);
        let ids: BTreeSet<&str> = own.iter().copied().chain(parents).chain(named).collect();
        let ids: Vec<&str> = ids
            .into_iter()
            .filter(|id| !self.rows.contains_key(*id))
            .collect();
        let mut found = self.tx.rows(&ids)?;
        for id in ids {
            self.rows.insert(id.to_owned(), found.remove(id));
        }
        let own: Vec<&str> = own.into_iter().collect();
        for id in &own {
            self.children.entry((*id).to_owned()).or_default();
        }
        for (parent, child) in self.tx.children(&own)? {
            self.children.entry(parent).or_default().insert(child);
        }
        let held_back: HashSet<String> = self.tx.held_back(&own)?.into_iter().collect();
        let free = own.into_iter().filter(|id| !held_back.contains(*id));
        self.not_held_back.extend(free.map(str::to_owned));
        Ok(())
    }

    /// Looks up rows at once that will be asked for one by one, with what refers to them.
    pub fn foresee_rows<'i>(
        &mut self,
        ids: impl Iterator<Item = &'i str>,
    ) -> Result<(), StationError> {
        let ids: Vec<&str> = ids.filter(|id| !self.rows.contains_key(*id)).collect();
        let mut found = self.tx.rows(&ids)?;
        for id in &ids {
            self.rows.insert((*id).to_owned(), found.remove(*id));
            self.children.entry((*id).to_owned()).or_default();
        }
        for (parent, child) in self.tx.children(&ids)? {
            self.children.entry(parent).or_default().insert(child);
        }
        Ok(())
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
            let children = self.new_links.entry(parent.to_owned()).or_default();
            children.insert(id.to_owned());
        }
        if held.kind == "users" {
            self.roles.remove(id);
        }
        self.rows.insert(id.to_owned(), Some(held));
        self.touch(id);
    }

    /// Marks a row for filing: its readers are sent it again.
    pub fn touch(&mut self, id: &str) {
        if !self.touched.contains(id) {
            self.touched.insert(id.to_owned());
        }
    }

    /// A row that somebody works on, or that a new row belongs to, goes to everybody again if it was put away.
    pub fn recall(&mut self, id: &str) -> Result<(), StationError> {
        let Some(held) = self.row(id)? else {
            return Ok(());
        };
        if !scopes::is_away(&held.scopes) {
            return Ok(());
        }
        if held.away {
            held.away = false;
            self.touch(id);
            return Ok(());
        }
        // It went with the row it belongs to.
        let parents: Vec<String> = link_targets(&held.kind, &held.state.fields)
            .map(str::to_owned)
            .collect();
        parents.iter().try_for_each(|parent| self.recall(parent))
    }

    /// Rows marked so far.
    pub fn touched(&self) -> &BTreeSet<String> {
        &self.touched
    }

    /// Rows as they are now, for going back to if a group is refused.
    pub fn remember(&self, ids: &[&str]) -> Vec<(String, Option<Option<Held>>, bool)> {
        ids.iter()
            .map(|id| {
                (
                    (*id).to_owned(),
                    self.rows.get(*id).cloned(),
                    self.touched.contains(*id),
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
    pub fn children(&mut self, parent: &str) -> Result<Vec<String>, StationError> {
        if !self.children.contains_key(parent) {
            let stored = self
                .tx
                .children(&[parent])?
                .into_iter()
                .map(|(_, child)| child);
            self.children.insert(parent.to_owned(), stored.collect());
        }
        let stored = self.children.get(parent).into_iter().flatten();
        let new = self.new_links.get(parent).into_iter().flatten();
        let both: BTreeSet<&String> = stored.chain(new).collect();
        Ok(both.into_iter().cloned().collect())
    }

    /// Whether the creation of this row was set aside.
    pub fn is_held_back(&self, row: &str) -> Result<bool, StationError> {
        Ok(!self.not_held_back.contains(row) && !self.tx.held_back(&[row])?.is_empty())
    }

    /// Remembers that the creation of this row was set aside.
    pub fn hold_back(&mut self, row: &str) -> Result<(), StationError> {
        self.not_held_back.remove(row);
        self.tx.hold_back(row)
    }

    /// Role of an account that is open; none for a closed or unknown one.
    pub fn active_role(&mut self, account: &str) -> Result<Option<Role>, StationError> {
        if let Some(role) = self.roles.get(account) {
            return Ok(*role);
        }
        let role = self.row(account)?.and_then(|held| held.active_role());
        self.roles.insert(account.to_owned(), role);
        Ok(role)
    }

    /// Whether the account held any of these scopes at that version of its scopes, or holds it now. Whether an area was held is decided by
    /// the version the edit was made under, never by a clock.
    pub fn held_any(
        &mut self,
        account: &str,
        scopes: &[String],
        version: i64,
    ) -> Result<bool, StationError> {
        let mut fitting = self
            .grants(account)?
            .iter()
            .filter(|grant| grant.to == 0 || (grant.from <= version && version < grant.to));
        Ok(fitting.any(|grant| scopes.contains(&grant.scope)))
    }

    /// Whether the account holds any of these scopes, or ever held it.
    pub fn ever_held_any(
        &mut self,
        account: &str,
        scopes: &[String],
    ) -> Result<bool, StationError> {
        let mut grants = self.grants(account)?.iter();
        Ok(grants.any(|grant| scopes.contains(&grant.scope)))
    }

    fn grants(&mut self, account: &str) -> Result<&[Grant], StationError> {
        if !self.grants.contains_key(account) {
            let grants = self.tx.grants(account)?;
            self.grants.insert(account.to_owned(), grants);
        }
        Ok(self.grants.get(account).map_or(&[], Vec::as_slice))
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

    /// Files everything: twins, scopes with their cascade, numbers from `seq` on.
    pub fn file(mut self, seq: i64) -> Result<Filed, StationError> {
        scopes::merge_twins(&mut self)?;
        duplicates::find_and_settle(&mut self)?;
        self.cascade_scopes()?;
        let mut filed = Filed {
            seq,
            accounts: BTreeSet::new(),
            areas: false,
        };
        let mut filing = Vec::with_capacity(self.touched.len());
        for id in &self.touched {
            let Some(Some(held)) = self.rows.get(id) else {
                continue;
            };
            filed.seq += 1;
            filing.push(Filing {
                id,
                held,
                seq: filed.seq,
            });
            match held.kind.as_str() {
                "users" => filed.accounts.extend([id.clone()]),
                "assignments" => filed.accounts.extend(held.text("user").map(str::to_owned)),
                "areas" => filed.areas = true,
                _ => {}
            }
        }
        self.tx.put_rows(&filing)?;
        Ok(filed)
    }

    /// Scopes of touched rows, and of all rows whose scopes follow from theirs.
    fn cascade_scopes(&mut self) -> Result<(), StationError> {
        let mut todo: VecDeque<String> = self.touched.iter().cloned().collect();
        let mut met = HashSet::new();
        for id in &self.touched {
            if let Some(Some(held)) = self.rows.get(id)
                && held.kind == "people"
                && held.stored.is_some()
            {
                // Whom the person was merged into until now loses their areas.
                todo.extend(self.tx.parents(id)?);
            }
        }
        let mut queued: HashSet<String> = todo.iter().cloned().collect();
        while let Some(id) = todo.pop_front() {
            queued.remove(&id);
            let scopes = scopes::derive(self, &id)?;
            let Some(held) = self.row(&id)? else { continue };
            let moved = held.scopes != scopes;
            // A row that arrives only now may have children here already: they came before it.
            let new =
                held.stored.is_none() && met.insert(id.clone()) && !sync::plant::is("orphans_left");
            let decides = match held.kind.as_str() {
                "residences" => held.text("person"),
                "people" => held.text("merged_into"),
                _ => None,
            }
            .map(str::to_owned);
            if moved {
                held.scopes = scopes;
                self.touch(&id);
            }
            let follow = moved && !sync::plant::is("children_not_followed");
            let children = if follow || new {
                self.children(&id)?
            } else {
                vec![]
            };
            // A stay that begins, ends or moves changes where its person belongs, and a merged person's areas are the standing one's too.
            for next in children.into_iter().chain(decides) {
                if queued.insert(next.clone()) {
                    todo.push_back(next);
                }
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

    /// Whether its deletion is so long ago that its content was forgotten; it never lives again.
    pub fn is_forgotten(&self) -> bool {
        self.is_deleted() && self.stored.is_some() && self.scopes.is_empty()
    }

    /// Whether it was deleted before a time, ms, and its content is still there.
    pub fn deleted_before(&self, time: i64) -> bool {
        let deleted = self.state.versions.get(fields::DELETED);
        self.is_deleted()
            && !self.is_forgotten()
            && deleted.is_some_and(|version| version.hlc < time)
    }

    /// Text at a path.
    pub fn text(&self, path: &str) -> Option<&str> {
        fields::text(&self.state.fields, path)
    }

    /// Its role, if this is an account that is open.
    pub fn active_role(&self) -> Option<Role> {
        (self.kind == "users" && fields::flag(&self.state.fields, "active"))
            .then(|| self.text("role").and_then(Role::parse))
            .flatten()
    }

    /// Sets a value as the station.
    pub fn set_own(&mut self, name: &str, value: Value, hlc: i64) {
        self.state.fields.insert(name.to_owned(), value);
        self.state
            .versions
            .insert(name.to_owned(), own_version(hlc));
    }
}
