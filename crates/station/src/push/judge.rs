//! Judging one operation: whether its author may say this of that row, and whom it brings along.

use domain::fields;
use domain::rules::{self, Author};
use sync::Op;

use super::{NOT_HELD, Origin, Refused, Taking};
use crate::database::{Held, link_targets};
use crate::error::StationError;
use crate::scopes::{at_home, derive};
use crate::{staff, targets};

impl Taking<'_, '_, '_> {
    /// Whether its row was erased, or it is about somebody who was: a laptop that did not know must not bring them back.
    pub(super) fn is_forgotten(&mut self, op: &Op) -> Result<bool, StationError> {
        if self
            .batch
            .row(&op.row)?
            .is_some_and(|held| held.is_forgotten())
        {
            return Ok(true);
        }
        let theirs = matches!(op.kind.as_str(), "residences" | "declarations" | "contacts");
        let person = fields::text(&op.fields, "person").filter(|_| theirs);
        match person {
            Some(person) => Ok(self
                .batch
                .row(person)?
                .is_some_and(|held| held.is_forgotten())),
            None => Ok(false),
        }
    }

    /// The operation without the names of those who were erased meanwhile; none if it names nobody of them. What was done is a record with
    /// a period of its own, as those that were there before the erasure.
    pub(super) fn without_erased(&mut self, op: &Op) -> Result<Option<Op>, StationError> {
        let mut without: Option<Op> = None;
        for (field, record) in targets::named(&op.kind, &op.fields) {
            if self
                .batch
                .row(record)?
                .is_some_and(|held| held.is_forgotten())
            {
                let without = without.get_or_insert_with(|| op.clone());
                without.fields.remove(field);
            }
        }
        Ok(without)
    }

    /// That the author held the row's area when the edit was made, and the same rules as on the laptop. Where the row is comes first: the
    /// rules compare with what stands in it.
    pub(super) fn check(
        &mut self,
        op: &Op,
        author: &Origin<'_>,
        held: &Held,
        is_new: bool,
    ) -> Result<(), Refused> {
        let role = self
            .batch
            .active_role(author.user)?
            .ok_or_else(|| Refused::Quarantine("account_closed".into()))?;
        if !is_new {
            self.check_where(op, author, held)?;
        }
        if held.kind != op.kind {
            return Err(Refused::Quarantine("wrong_kind".into()));
        }
        let before = (!is_new).then_some(&held.state.fields);
        let by = Author {
            role,
            user: author.user,
        };
        let refused = |refusal: rules::Refusal| Refused::Quarantine(refusal.code.to_owned());
        rules::check(&op.kind, before, &op.fields, by, staff::day_of(self.now)).map_err(refused)?;
        targets::check_fields(&op.kind, &op.fields)
            .map_err(|reason| Refused::Quarantine(reason.to_owned()))?;
        if is_new {
            rules::check_name(&op.kind, &op.row, &op.fields).map_err(refused)?;
        }
        Ok(())
    }

    /// That the author may edit rows where this one is, or has been.
    fn check_where(&mut self, op: &Op, author: &Origin<'_>, held: &Held) -> Result<(), Refused> {
        match self.check_scope(op, author, &at_home(&held.scopes)) {
            Err(Refused::Quarantine(_)) => {
                // Edits of this push may have moved the row, and a restored station has forgotten where it had been.
                let mut scopes = at_home(&derive(self.batch, &op.row)?);
                scopes.extend(self.batch.tx().scopes_ever(&op.row)?);
                self.check_scope(op, author, &scopes)
            }
            decided => decided,
        }
    }

    pub(super) fn check_scope(
        &mut self,
        op: &Op,
        author: &Origin<'_>,
        scopes: &[String],
    ) -> Result<(), Refused> {
        if self.batch.held_any(author.user, scopes, op.scope_version)? {
            Ok(())
        } else {
            Err(Refused::Quarantine(NOT_HELD.into()))
        }
    }

    /// Whoever says that a person lives somewhere hands that person's record to whoever has the room: they must have it themselves. Whoever
    /// says that two records are one person must have been asked.
    pub(super) fn check_targets(&mut self, op: &Op, author: &Origin<'_>) -> Result<(), Refused> {
        if let Some(case) = targets::merged_by(op) {
            return match self.batch.row(&case)?.cloned() {
                Some(asked) => self.check_where_it_is(op, author, &case, &asked.scopes),
                None => Err(Refused::Park(case)),
            };
        }
        let Some(person) = targets::brought_along(&op.kind, &op.fields) else {
            return Ok(());
        };
        match self.batch.row(person)?.cloned() {
            Some(held) if held.kind == "people" => {
                self.check_where_it_is(op, author, person, &held.scopes)
            }
            // It may still come.
            _ => Ok(()),
        }
    }

    /// That the author may edit rows where this other one is, or has been.
    fn check_where_it_is(
        &mut self,
        op: &Op,
        author: &Origin<'_>,
        row: &str,
        scopes: &[String],
    ) -> Result<(), Refused> {
        match self.check_scope(op, author, &at_home(scopes)) {
            Err(Refused::Quarantine(_)) => {
                let ever = self.batch.tx().scopes_ever(row)?;
                self.check_scope(op, author, &ever)
            }
            decided => decided,
        }
    }

    /// Whether a row is here that was never where its author had anything.
    fn is_strange(&mut self, row: &str, author: &Origin<'_>) -> Result<bool, StationError> {
        let Some(held) = self.batch.row(row)?.filter(|held| held.stored.is_some()) else {
            return Ok(false);
        };
        let mut scopes = held.scopes.clone();
        scopes.extend(self.batch.tx().scopes_ever(row)?);
        Ok(!self.batch.ever_held_any(author.user, &scopes)?)
    }

    /// Whether any of these operations acts on such a row, or points at one.
    pub(super) fn names_strange(
        &mut self,
        ops: &[Op],
        author: &Origin<'_>,
    ) -> Result<bool, StationError> {
        for op in ops {
            let targets = link_targets(&op.kind, &op.fields);
            for row in targets.chain([op.row.as_str()]) {
                if self.is_strange(row, author)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

/// Whether the names in an operation are names: databases keep no NUL, and nothing else needs long ones.
pub(super) fn is_well_formed(op: &Op) -> bool {
    const LONGEST: usize = 100;
    let is_name =
        |text: &str| !text.is_empty() && text.len() <= LONGEST && !text.contains(char::is_control);
    [&op.id, &op.row, &op.kind, &op.scope]
        .into_iter()
        .all(|text| is_name(text))
        && op.group.as_deref().is_none_or(is_name)
        && op.fields.keys().all(|name| is_name(name))
}
