//! The access log, as far as a caller may hand in or read it.

use audit::Act;
use data_encoding::HEXLOWER;
use domain::fields;
use domain::{Act as Permission, Role};
use serde_json::json;
use sync::courier::SecretKeys;
use sync::wire::{FIND_RECORDS, LogFind, LogFound, LogPush, Logged};

use super::Scoped;
use crate::access_log::{self, Own};
use crate::database::LogWanted;
use crate::error::StationError;
use crate::scopes::at_home;

/// Entries on a page of the log.
const LINES: usize = 100;
/// Fewest digits of a record's tag by which it is looked for.
const TAG_DIGITS: usize = 8;

impl Scoped<'_, '_> {
    /// Takes entries of the caller's own log.
    ///
    /// # Errors
    /// As [`access_log::take`].
    pub fn take_log(&self, push: &LogPush, keys: &SecretKeys) -> Result<Logged, StationError> {
        access_log::take(self.tx, &self.caller.device, push, keys, self.now)
    }

    /// What stands in the log. An auditor, who has no records, may ask for anything by its tag; officers for what was done with records of
    /// their scopes, instructors for what they did with these themselves. Of a record that is another area's, deleted, erased or was never
    /// there nothing is told, as of one that nobody looked at. That it was asked stands in the log before it is answered.
    ///
    /// # Errors
    /// [`StationError::NotAuthorised`] if the role may not; [`StationError::BadRequest`] for a tag that is none.
    pub fn find_log(&self, asked: &LogFind) -> Result<LogFound, StationError> {
        let role = self.caller.role;
        let objects = match role.may(Permission::ReadLog) {
            true => by_tag(asked)?,
            false => self.by_record(asked)?,
        };
        let account = match role {
            Role::Instructor => Some(self.caller.user.clone()),
            _ => asked.account.clone(),
        };
        let mut filter =
            json!({"account": account, "act": asked.act, "from": asked.from, "until": asked.until});
        if asked.records.len() > 1 {
            filter["records"] = json!(asked.records.len());
        }
        let first = objects.first().cloned().flatten().unwrap_or_default();
        let own = Own {
            act: Act::Consult,
            account: &self.caller.user,
            kind: "log",
            object: &first,
            field: &filter.to_string(),
            result: "",
        };
        access_log::note(self.tx, &own, self.now)?;
        let mut entries = Vec::new();
        for object in objects {
            entries.extend(self.tx.find_log_entries(&LogWanted {
                object,
                account: account.clone(),
                act: asked.act.clone(),
                bookkeeping: asked.act.is_some(),
                from: asked.from.unwrap_or(i64::MIN),
                until: asked.until.unwrap_or(i64::MAX),
                before: asked.before.map_or(i64::MAX, |place| place - 1),
                most: LINES as i64 + 1,
            })?);
        }
        entries.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
        let more = entries.len() > LINES;
        entries.truncate(LINES);
        let entries = entries.into_iter().map(|(place, entry)| (place + 1, entry));
        Ok(LogFound {
            entries: entries.collect(),
            more,
        })
    }

    /// Tags of the records asked for that are in the caller's scopes.
    fn by_record(&self, asked: &LogFind) -> Result<Vec<Option<String>>, StationError> {
        let by_tag = asked.object.as_deref().is_some_and(|tag| !tag.is_empty());
        if !self.caller.role.may(Permission::ReadAccesses)
            || by_tag
            || !(1..=FIND_RECORDS).contains(&asked.records.len())
        {
            return Err(StationError::NotAuthorised);
        }
        let (_, scopes) = self.scopes()?;
        let ids: Vec<&str> = asked.records.iter().map(String::as_str).collect();
        let mut rows = self.tx.rows(&ids)?;
        rows.retain(|_, held| {
            !fields::is_deleted(&held.state.fields)
                && at_home(&held.scopes)
                    .iter()
                    .any(|scope| scopes.contains(scope))
        });
        if ids.iter().any(|id| !rows.contains_key(*id)) {
            self.overstep();
        }
        let key = self.tx.log_key(self.now)?;
        let key = HEXLOWER.decode(key.as_bytes());
        let key = key.map_err(|_| StationError::Damaged("access log".into()))?;
        let mut tags: Vec<Option<String>> =
            rows.keys().map(|id| Some(audit::tag(&key, id))).collect();
        tags.sort();
        Ok(tags)
    }
}

/// A tag or the beginning of one, or everything.
fn by_tag(asked: &LogFind) -> Result<Vec<Option<String>>, StationError> {
    let tag = asked.object.as_deref().map(str::trim).unwrap_or_default();
    let is_hex = tag.bytes().all(|digit| digit.is_ascii_hexdigit());
    if !is_hex || (1..TAG_DIGITS).contains(&tag.len()) || !asked.records.is_empty() {
        return Err(StationError::BadRequest("tag"));
    }
    Ok(vec![(!tag.is_empty()).then(|| tag.to_owned())])
}
