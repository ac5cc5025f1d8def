//! Which people are due, with everything that is theirs: their stays, declarations and contacts.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::dates::day_of;
use domain::retention::{Class, Decided, Person};

use super::survey::{PAGE, Stay, Survey};
use super::{Due, Why};
use crate::database::Tx;
use crate::error::StationError;

/// One person: all records that count as them, and what hangs on any of these.
struct Group<'s> {
    root: &'s str,
    records: Vec<&'s str>,
    stays: Vec<&'s Stay>,
    /// With their stay.
    declarations: Vec<(&'s str, &'s str)>,
    contacts: Vec<&'s str>,
    person: Person,
}

impl Survey {
    /// People whose period is over or who are to be erased; former stays of those who are kept.
    pub(super) fn people_due(
        &self,
        tx: &Tx<'_>,
        today: NaiveDate,
    ) -> Result<Vec<Due>, StationError> {
        let mut groups = self.groups();
        self.find_needed(&mut groups);
        date_those_without_a_stay(tx, &mut groups)?;
        let due = groups
            .values()
            .flat_map(|group| self.due_of(group, today))
            .collect();
        Ok(due)
    }

    /// The record that stands for a person.
    fn root<'s>(&'s self, person: &'s str) -> &'s str {
        let mut met = HashSet::from([person]);
        let mut root = person;
        while let Some(Some(next)) = self.people.get(root)
            && self.people.contains_key(next)
            && met.insert(next)
        {
            root = next;
        }
        root
    }

    fn groups(&self) -> HashMap<&str, Group<'_>> {
        let mut groups: HashMap<&str, Group<'_>> = HashMap::new();
        for id in self.people.keys() {
            let root = self.root(id);
            let group = groups.entry(root).or_insert_with(|| Group {
                root,
                records: vec![],
                stays: vec![],
                declarations: vec![],
                contacts: vec![],
                person: Person {
                    left_on: None,
                    changed_on: NaiveDate::MAX,
                    lives_here: false,
                    needed: false,
                },
            });
            group.records.push(id);
        }
        for stay in &self.stays {
            if let Some(group) = groups.get_mut(self.root(&stay.person)) {
                group.person.lives_here |= stay.until.is_none();
                group.person.left_on = group.person.left_on.max(stay.until);
                group.stays.push(stay);
            }
        }
        for (id, person, stay) in &self.declarations {
            if let Some(group) = groups.get_mut(self.root(person)) {
                group.declarations.push((id, stay));
            }
        }
        for (id, person) in &self.contacts {
            if let Some(group) = groups.get_mut(self.root(person)) {
                group.contacts.push(id);
            }
        }
        groups
    }

    fn find_needed(&self, groups: &mut HashMap<&str, Group<'_>>) {
        let mut needed: HashSet<&str> = self.open.iter().map(|id| self.root(id)).collect();
        for (child, guardian) in &self.guardians {
            let child = groups.get(self.root(child));
            if child.is_some_and(|child| child.person.lives_here) {
                needed.insert(self.root(guardian));
            }
        }
        for (dispute, person) in &self.parties {
            if self.open_disputes.contains(dispute) {
                needed.insert(self.root(person));
            }
        }
        for (contact, person) in &self.contacts {
            if self.landlords.contains(contact) {
                needed.insert(self.root(person));
            }
        }
        for id in needed {
            if let Some(group) = groups.get_mut(id) {
                group.person.needed = true;
            }
        }
    }

    fn due_of(&self, group: &Group<'_>, today: NaiveDate) -> Vec<Due> {
        let decided = group
            .records
            .iter()
            .filter_map(|id| self.decisions.get(*id));
        let decided = decided.copied().reduce(later);
        let over = group
            .person
            .due(&self.periods)
            .is_some_and(|due| due <= today);
        if let Some(why) = self.verdict(decided.as_ref(), over, Class::Departed, today) {
            return vec![self.whole(group, why)];
        }
        let is_held = matches!(decided, Some(Decided::KeptUntil(until)) if until >= today);
        if is_held || group.person.needed {
            return vec![];
        }
        // Somebody who lives here: where they lived before is forgotten too.
        let over = |until| self.periods.due(Class::Departed, until) <= today;
        let former = group
            .stays
            .iter()
            .filter(|stay| stay.until.is_some_and(over));
        former
            .map(|stay| {
                let of_it = group.declarations.iter().filter(|(_, of)| *of == stay.id);
                let mut all = vec![stay.id.clone()];
                all.extend(of_it.map(|(id, _)| (*id).to_owned()));
                self.together(&stay.id, "residences", Why::Period(Class::Departed), all)
            })
            .collect()
    }

    /// A person with everything. Who lets rooms is kept as a landlord; whose contact it was is not known any more.
    fn whole(&self, group: &Group<'_>, why: Why) -> Due {
        let contacts = group.contacts.iter();
        let mine = contacts.filter(|id| !self.landlords.contains(**id));
        let declarations = group.declarations.iter().map(|(id, _)| id);
        let stays = group.stays.iter().map(|stay| stay.id.as_str());
        let records = group.records.iter().chain(declarations).chain(mine);
        let all = records.copied().chain(stays).map(str::to_owned).collect();
        self.together(group.root, "people", why, all)
    }
}

/// Who never had a stay is kept from the last change of the record on.
fn date_those_without_a_stay(
    tx: &Tx<'_>,
    groups: &mut HashMap<&str, Group<'_>>,
) -> Result<(), StationError> {
    let mut undated: Vec<&mut Group<'_>> = groups
        .values_mut()
        .filter(|group| {
            let person = &group.person;
            person.left_on.is_none() && !person.lives_here && !person.needed
        })
        .collect();
    for some in undated.chunks_mut(PAGE) {
        let ids: Vec<&str> = some
            .iter()
            .flat_map(|group| group.records.clone())
            .collect();
        let changed = last_changes(tx, &ids)?;
        for group in some {
            let last = group.records.iter().filter_map(|id| changed.get(*id)).max();
            if let Some(last) = last {
                group.person.changed_on = *last;
            }
        }
    }
    Ok(())
}

/// The day on which each of these was last changed.
fn last_changes(tx: &Tx<'_>, ids: &[&str]) -> Result<HashMap<String, NaiveDate>, StationError> {
    let rows = tx.rows(ids)?;
    let dated = rows.into_iter().filter_map(|(id, held)| {
        let stamps = held.state.versions.values().map(|version| version.hlc);
        Some((id, day_of(stamps.max()?)))
    });
    Ok(dated.collect())
}

/// Of several decisions about one record the erasure stands, or the longest hold.
pub(super) fn later(one: Decided, other: Decided) -> Decided {
    match (one, other) {
        (Decided::KeptUntil(a), Decided::KeptUntil(b)) => Decided::KeptUntil(a.max(b)),
        _ => Decided::Erased,
    }
}
