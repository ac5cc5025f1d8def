//! Every write goes through here: rules, the operation that will travel, the typed rows, in one transaction.

use std::collections::BTreeSet;

use audit::Act;
use chrono::NaiveDate;
use domain::dates::day_of;
use domain::fields::{self, Fields};
use domain::rules::{self, Author};
use domain::{Role, register};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use sync::Base;

use crate::access_log::{Access, Chain};
use crate::error::StoreError;
use crate::project::{self, Drawn};
use crate::state;

/// Kinds whose rows changed; what the window refreshes from.
pub type Changed = BTreeSet<String>;

/// One change of one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// Kind of the row.
    pub kind: String,
    /// The row; none makes a new one.
    pub id: Option<String>,
    /// Touched fields only; `Null` clears.
    pub fields: Fields,
    /// What was on the screen when the form opened; none takes what the store holds now.
    pub base: Option<Base>,
    /// Scope for a new row (`area:…`); rows that exist keep theirs.
    pub scope: Option<String>,
}

impl Edit {
    /// A new row in an area.
    pub fn create(kind: &str, area: &str, fields: Fields) -> Edit {
        Edit {
            kind: kind.to_owned(),
            id: None,
            fields,
            base: None,
            scope: Some(format!("area:{area}")),
        }
    }

    /// A change of a row.
    pub fn change(kind: &str, id: &str, base: Option<Base>, fields: Fields) -> Edit {
        Edit {
            kind: kind.to_owned(),
            id: Some(id.to_owned()),
            fields,
            base,
            scope: None,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Before {
    kind: String,
    id: String,
    fields: Fields,
}

/// An open transaction on the store.
pub struct Write<'c> {
    transaction: Transaction<'c>,
    now: i64,
    action: String,
    drawn: Drawn,
    before: Vec<Before>,
    identity: state::Identity,
    role: Option<Role>,
    stamps: Option<Stamps>,
    chain: Option<Chain>,
    /// Rows whose change stands in the access log already.
    logged: BTreeSet<String>,
    all_as: Option<AllAs>,
}

/// One entry of the access log for all that a transaction changes.
struct AllAs {
    act: Act,
    kind: String,
    record: String,
    purpose: String,
    rows: usize,
}

/// What each new operation is stamped with, read at the first and written back at the end of the transaction.
struct Stamps {
    incarnation: i64,
    next_counter: i64,
    clock_offset: i64,
    hlc: i64,
    epoch: i64,
    scope_version: i64,
}

impl Stamps {
    fn read(connection: &Connection) -> Result<Stamps, StoreError> {
        Ok(Stamps {
            incarnation: state::number(connection, "incarnation")?.max(1),
            next_counter: state::number(connection, "next_counter")?.max(1),
            clock_offset: state::number(connection, "clock_offset")?,
            hlc: state::number(connection, "hlc")?,
            epoch: state::number(connection, "epoch")?,
            scope_version: state::number(connection, "scope_version")?,
        })
    }

    fn write(&self, connection: &Connection) -> Result<(), StoreError> {
        state::set(connection, "next_counter", &self.next_counter.to_string())?;
        state::set(connection, "hlc", &self.hlc.to_string())
    }
}

impl<'c> Write<'c> {
    pub(crate) fn new(transaction: Transaction<'c>, now: i64) -> Result<Write<'c>, StoreError> {
        let identity = state::identity(&transaction)?;
        Ok(Write {
            transaction,
            now,
            action: sync::ids::fresh(),
            drawn: Drawn::default(),
            before: Vec::new(),
            identity,
            role: None,
            stamps: None,
            chain: None,
            logged: BTreeSet::new(),
            all_as: None,
        })
    }

    /// The connection, and what drawing rows leaves behind.
    pub(crate) fn drawing(&mut self) -> (&Connection, &mut Drawn) {
        (&self.transaction, &mut self.drawn)
    }

    fn stamps(&mut self) -> Result<&mut Stamps, StoreError> {
        let stamps = match self.stamps.take() {
            Some(stamps) => stamps,
            None => Stamps::read(&self.transaction)?,
        };
        Ok(self.stamps.insert(stamps))
    }

    /// The connection, for reading what this transaction sees.
    pub fn connection(&self) -> &Connection {
        &self.transaction
    }

    /// Time of this write, ms since 1970.
    pub fn now(&self) -> i64 {
        self.now
    }

    /// Day of this write in China.
    pub fn today(&self) -> NaiveDate {
        day_of(self.now)
    }

    /// Account that writes.
    pub fn user(&self) -> &str {
        &self.identity.user
    }

    /// Ends the group: what follows is an action of its own for sync, in the same transaction.
    pub fn begin_group(&mut self) {
        self.action = sync::ids::fresh();
    }

    /// Kind and id of the rows this transaction made, in order.
    pub fn made(&self) -> Vec<(String, String)> {
        self.before
            .iter()
            .filter(|before| fields::is_deleted(&before.fields))
            .map(|before| (before.kind.clone(), before.id.clone()))
            .collect()
    }

    /// Kind, id and former values of the rows this transaction changed, in order; a row changed twice comes twice.
    pub fn changed_from(&self) -> impl Iterator<Item = (&str, &str, &Fields)> {
        self.before
            .iter()
            .filter(|before| !fields::is_deleted(&before.fields))
            .map(|before| (before.kind.as_str(), before.id.as_str(), &before.fields))
    }

    /// Takes records whose period is over from this laptop until the station is reached, which erases them or sends them again.
    ///
    /// # Errors
    /// What the store says.
    pub fn hide(&mut self, rows: &[String]) -> Result<(), StoreError> {
        crate::erase::hide(self, rows)
    }

    /// This transaction is not offered for taking back.
    pub fn forget_undo(&mut self) {
        self.before.clear();
    }

    /// Token under which what was done so far can be taken back; none if nothing was, or if it is not offered.
    pub fn undo(&self) -> Option<&str> {
        (!self.before.is_empty()).then_some(self.action.as_str())
    }

    /// Says that rows of this kind changed.
    pub fn touch(&mut self, kind: &str) {
        self.drawn.changed.insert(kind.to_owned());
    }

    /// The row as screens see it: the station's copy with waiting edits drawn over it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn row(&self, id: &str) -> Result<Option<Fields>, StoreError> {
        Ok(project::overlaid(&self.transaction, id)?.map(|row| row.fields))
    }

    /// Makes or changes a row: checks the rules, queues the operation, updates what screens read. Returns the row's id.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by a rule, [`StoreError::NotFound`] if the row is not on this laptop.
    pub fn put(&mut self, edit: Edit) -> Result<String, StoreError> {
        rules::check_codes(&edit.kind, &edit.fields)?;
        let fresh = edit.id.is_none();
        let id = edit.id.clone().unwrap_or_else(sync::ids::fresh);
        let before = if fresh {
            None
        } else if revives(&edit.fields) {
            project::overlaid_or_deleted(&self.transaction, &id)?
        } else {
            project::overlaid(&self.transaction, &id)?
        };
        if edit.id.is_some() && before.is_none() && edit.scope.is_none() {
            return Err(StoreError::NotFound);
        }
        self.check_rules(
            &edit.kind,
            before.as_ref().map(|row| &row.fields),
            &edit.fields,
        )?;
        let touched = changed_fields(before.as_ref().map(|row| &row.fields), edit.fields);
        if touched.is_empty() {
            return Ok(id);
        }
        self.remember(
            &edit.kind,
            &id,
            before.as_ref().map(|row| &row.fields),
            &touched,
        );
        let scope = match (&before, edit.scope) {
            (Some(row), _) => row.scope(),
            (None, Some(scope)) => scope,
            (None, None) => "station".to_owned(),
        };
        let act = match (&before, fields::is_deleted(&touched)) {
            (None, _) => Act::Collect,
            (Some(_), true) => Act::Erase,
            (Some(_), false) => Act::Alter,
        };
        self.log_change(&edit.kind, &id, act, &touched)?;
        let base = self.base_for(&id, &touched, edit.base, before.as_ref())?;
        self.queue(&edit.kind, &id, &touched, base, &scope, before.is_none())?;
        if fresh {
            let row = project::Overlaid::made(edit.kind, touched, base, scope);
            project::project_made(&self.transaction, &id, &row, &mut self.drawn)?;
        } else {
            project::project(&self.transaction, &id, &mut self.drawn)?;
        }
        Ok(id)
    }

    /// Whether the rules let a new row through, without making it. The id is that of no row.
    ///
    /// # Errors
    /// [`StoreError::Refused`] as [`Write::put`] would refuse it.
    pub fn check_new(&mut self, edit: &Edit) -> Result<String, StoreError> {
        rules::check_codes(&edit.kind, &edit.fields)?;
        self.check_rules(&edit.kind, None, &edit.fields)?;
        Ok(sync::ids::fresh())
    }

    fn check_rules(
        &mut self,
        kind: &str,
        before: Option<&Fields>,
        change: &Fields,
    ) -> Result<(), StoreError> {
        let author = Author {
            role: self.role()?,
            user: &self.identity.user,
        };
        Ok(rules::check(
            kind,
            before,
            change,
            author,
            day_of(self.now),
        )?)
    }

    /// Takes back the action with this token: each row gets its former values, a row it made is deleted.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] if the action is unknown or was taken back already.
    pub fn take_back(&mut self, action: &str) -> Result<(), StoreError> {
        let changes: String = self
            .transaction
            .query_row(
                "SELECT changes FROM undo WHERE action = ?1",
                [action],
                |row| row.get(0),
            )
            .optional()?
            .ok_or(StoreError::NotFound)?;
        let changes: Vec<Before> = serde_json::from_str(&changes)?;
        self.transaction
            .execute("DELETE FROM undo WHERE action = ?1", [action])?;
        for change in changes.into_iter().rev() {
            self.put(Edit::change(&change.kind, &change.id, None, change.fields))?;
        }
        // Taking back is not itself offered for taking back.
        self.forget_undo();
        Ok(())
    }

    /// One entry in the access log; it commits with this transaction, before anything is shown.
    ///
    /// # Errors
    /// If it cannot be written: then nothing may be shown.
    pub fn log(&mut self, access: &Access<'_>) -> Result<(), StoreError> {
        let mut chain = match self.chain.take() {
            Some(chain) => chain,
            None => Chain::open(&self.transaction, &self.identity.device)?,
        };
        chain.append(&self.transaction, &self.identity.user, self.now, access)?;
        self.chain = Some(chain);
        Ok(())
    }

    /// All that this transaction changes is one access, of a list or the like: one entry with the number of rows instead of one for each.
    pub fn log_all_as(&mut self, act: Act, kind: &str, record: &str, purpose: &str) {
        self.all_as = Some(AllAs {
            act,
            kind: kind.to_owned(),
            record: record.to_owned(),
            purpose: purpose.to_owned(),
            rows: 0,
        });
    }

    /// The change of a row in the access log: once in a transaction, whatever becomes of it within.
    fn log_change(
        &mut self,
        kind: &str,
        record: &str,
        act: Act,
        touched: &Fields,
    ) -> Result<(), StoreError> {
        if let Some(all) = &mut self.all_as {
            all.rows += 1;
            return Ok(());
        }
        if !self.logged.insert(record.to_owned()) {
            return Ok(());
        }
        let names: Vec<&str> = touched.keys().map(String::as_str).collect();
        self.log(&Access {
            act,
            kind,
            record,
            field: &names.join(","),
            purpose: "",
            result: "",
        })
    }

    fn log_all(&mut self) -> Result<(), StoreError> {
        let Some(all) = self.all_as.take().filter(|all| all.rows > 0) else {
            return Ok(());
        };
        self.log(&Access {
            act: all.act,
            kind: &all.kind,
            record: &all.record,
            field: "",
            purpose: &all.purpose,
            result: &all.rows.to_string(),
        })
    }

    pub(crate) fn commit(mut self) -> Result<Changed, StoreError> {
        self.log_all()?;
        if let Some(stamps) = &self.stamps {
            stamps.write(&self.transaction)?;
        }
        self.drawn.write(&self.transaction)?;
        if !self.before.is_empty() {
            self.transaction.execute(
                "INSERT OR REPLACE INTO undo (action, changes, made_at) VALUES (?1, ?2, ?3)",
                params![self.action, serde_json::to_string(&self.before)?, self.now],
            )?;
            self.transaction.execute(
                "DELETE FROM undo WHERE made_at < ?1",
                [self.now - 3_600_000],
            )?;
        }
        self.transaction.commit()?;
        Ok(self.drawn.changed)
    }

    fn role(&mut self) -> Result<Role, StoreError> {
        if let Some(role) = self.role {
            return Ok(role);
        }
        let stored = role_of(&self.transaction, &self.identity)?;
        let role =
            Role::parse(&stored).ok_or_else(|| StoreError::Unreadable(format!("role {stored}")))?;
        self.role = Some(role);
        Ok(role)
    }

    fn remember(&mut self, kind: &str, id: &str, before: Option<&Fields>, touched: &Fields) {
        let mut values = Fields::new();
        match before {
            None => {
                values.insert(fields::DELETED.to_owned(), true.into());
            }
            Some(row) => {
                for name in touched.keys() {
                    let value = row.get(name).cloned().unwrap_or(serde_json::Value::Null);
                    values.insert(name.clone(), value);
                }
            }
        }
        self.before.push(Before {
            kind: kind.to_owned(),
            id: id.to_owned(),
            fields: values,
        });
    }

    /// What the author had on the screen for these fields. A waiting edit of the same field hides the station's value, so its base
    /// goes on counting.
    fn base_for(
        &mut self,
        id: &str,
        touched: &Fields,
        given: Option<Base>,
        before: Option<&project::Overlaid>,
    ) -> Result<Base, StoreError> {
        if before.is_some_and(|row| row.pending > 0) {
            let mut statement = self.transaction.prepare_cached(
                "SELECT fields, base_epoch, base_seq FROM op WHERE row = ?1 AND settled_at = 0 ORDER BY incarnation, counter",
            )?;
            let mut rows = statement.query([id])?;
            while let Some(row) = rows.next()? {
                let waiting: Fields =
                    serde_json::from_str(row.get_ref(0)?.as_str().unwrap_or("{}"))?;
                if waiting.keys().any(|name| touched.contains_key(name)) {
                    return Ok(Base {
                        epoch: row.get(1)?,
                        seq: row.get(2)?,
                    });
                }
            }
        }
        let given = given.filter(|_| !sync::plant::is("base_at_save"));
        Ok(given.or(before.map(|row| row.base)).unwrap_or(Base {
            epoch: self.stamps()?.epoch,
            seq: 0,
        }))
    }

    fn queue(
        &mut self,
        kind: &str,
        id: &str,
        touched: &Fields,
        base: Base,
        scope: &str,
        creates: bool,
    ) -> Result<(), StoreError> {
        let now = self.now;
        let stamps = self.stamps()?;
        let counter = stamps.next_counter;
        stamps.next_counter += 1;
        stamps.hlc = now
            .saturating_add(stamps.clock_offset)
            .max(stamps.hlc.saturating_add(1));
        let (incarnation, hlc, scope_version) =
            (stamps.incarnation, stamps.hlc, stamps.scope_version);
        self.transaction
            .prepare_cached(
                "INSERT INTO op (id, incarnation, counter, row, kind, fields, hlc, base_epoch, base_seq, scope, scope_version,
                                 action, creates, made_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute(params![
                sync::ids::fresh(),
                incarnation,
                counter,
                id,
                kind,
                serde_json::to_string(touched)?,
                hlc,
                base.epoch,
                base.seq,
                scope,
                scope_version,
                self.action,
                creates,
                self.now,
            ])?;
        Ok(())
    }
}

/// The role of the account as the station last said, or as it was at enrolment.
pub(crate) fn role_of(
    connection: &Connection,
    identity: &state::Identity,
) -> Result<String, StoreError> {
    let synced: Option<String> = connection
        .prepare_cached("SELECT role FROM users WHERE id = ?1 AND role <> ''")?
        .query_row([&identity.user], |row| row.get(0))
        .optional()?;
    Ok(synced.unwrap_or_else(|| identity.role.clone()))
}

/// Whether a change takes a deletion back.
fn revives(change: &Fields) -> bool {
    change.contains_key(fields::DELETED) && !fields::is_deleted(change)
}

/// Leaves out what the row holds already: only touched fields travel. Absent and null are the same.
fn changed_fields(before: Option<&Fields>, change: Fields) -> Fields {
    let Some(before) = before else {
        return change
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .collect();
    };
    let absent = serde_json::Value::Null;
    change
        .into_iter()
        .filter(|(name, value)| before.get(name).unwrap_or(&absent) != value)
        .collect()
}

/// Whether a kind is registered; the store keeps rows of unknown kinds but shows none of them.
pub(crate) fn is_registered(kind: &str) -> bool {
    register::kind(kind).is_some()
}
