//! Two records of one person: found inside the push, asked of people as a case, merged by their decision alone (SYNC, finer rules 10
//! and 11). Which record stands for which follows from the cases that people settled, so that two decisions at once still agree.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use domain::fields::{self, DELETED, Fields};
use domain::same_person;
use domain::settlements::OPEN;
use serde_json::{Value, json};

use crate::database::Batch;
use crate::error::StationError;
use crate::scopes::CHIEFS;

/// Kind of the questions whether two records are one person.
pub(crate) const CASES: &str = "duplicate_cases";
/// A number that many share is a mistake of its own: each record is compared with no more than so many.
const MOST: usize = 6;

/// Settles the cases of this batch, finds new ones, and brings the open ones of changed people up to date.
pub(crate) fn find_and_settle(batch: &mut Batch<'_, '_>) -> Result<(), StationError> {
    let mut cases = BTreeSet::new();
    for id in touched(batch, CASES)? {
        let people = pair(batch, &id)?;
        cases.insert(id);
        for person in people.into_iter().flatten() {
            let same = decided_the_same(batch, &person)?;
            stand_for(batch, &same)?;
        }
    }
    let people = touched(batch, "people")?;
    cases.extend(find(batch, &people)?);
    cases
        .iter()
        .try_for_each(|case| bring_up_to_date(batch, case))
}

fn touched(batch: &mut Batch<'_, '_>, kind: &str) -> Result<Vec<String>, StationError> {
    let all: Vec<String> = batch.touched().iter().cloned().collect();
    let mut of_kind = Vec::new();
    for id in all {
        if batch.row(&id)?.is_some_and(|held| held.kind == kind) {
            of_kind.push(id);
        }
    }
    Ok(of_kind)
}

/// The records that count as one person: the standing one and those merged into it.
pub(crate) fn members(batch: &mut Batch<'_, '_>, root: &str) -> Result<Vec<String>, StationError> {
    let mut members = vec![root.to_owned()];
    for child in batch.children(root)? {
        if batch
            .row(&child)?
            .is_some_and(|held| held.kind == "people" && held.text("merged_into") == Some(root))
        {
            members.push(child);
        }
    }
    Ok(members)
}

fn pair(batch: &mut Batch<'_, '_>, case: &str) -> Result<Option<[String; 2]>, StationError> {
    Ok(batch
        .row(case)?
        .and_then(|held| Some([held.text("a")?.to_owned(), held.text("b")?.to_owned()])))
}

fn cases_of(batch: &mut Batch<'_, '_>, person: &str) -> Result<Vec<String>, StationError> {
    let mut cases = Vec::new();
    for child in batch.children(person)? {
        if batch.row(&child)?.is_some_and(|held| held.kind == CASES) {
            cases.push(child);
        }
    }
    Ok(cases)
}

/// All records that people decided to be this person, directly or through others, each with whether a decision says it does not stay.
fn decided_the_same(
    batch: &mut Batch<'_, '_>,
    person: &str,
) -> Result<BTreeMap<String, bool>, StationError> {
    let mut same = BTreeMap::from([(person.to_owned(), false)]);
    let mut todo = VecDeque::from([person.to_owned()]);
    while let Some(next) = todo.pop_front() {
        for case in cases_of(batch, &next)? {
            let Some(stays) = batch
                .row(&case)?
                .filter(|held| held.text("state") == Some("merged"))
                .and_then(|held| held.text("outcome.stays").map(str::to_owned))
            else {
                continue;
            };
            for member in pair(batch, &case)?.into_iter().flatten() {
                let goes = member != stays;
                if !same.contains_key(&member) {
                    todo.push_back(member.clone());
                }
                *same.entry(member).or_insert(false) |= goes;
            }
        }
    }
    Ok(same)
}

/// Points every record at the one that stays: one that no decision merges into another, the smallest of several.
fn stand_for(batch: &mut Batch<'_, '_>, same: &BTreeMap<String, bool>) -> Result<(), StationError> {
    let staying = same.iter().find(|(_, goes)| !**goes).or(same.iter().next());
    let Some(root) = staying.map(|(id, _)| id.clone()) else {
        return Ok(());
    };
    for id in same.keys() {
        let wanted = (*id != root).then_some(root.as_str());
        batch.hlc += 1;
        let hlc = batch.hlc;
        let Some(held) = batch.row(id)?.filter(|held| held.kind == "people") else {
            continue;
        };
        if held.text("merged_into") != wanted {
            held.set_own("merged_into", wanted.map_or(Value::Null, Value::from), hlc);
            let held = held.clone();
            // Put, not only touched: whom it refers to has changed.
            batch.put(id, held);
        }
    }
    Ok(())
}

/// Files people under their keys and opens a case with each other person found there; also the cases they have already.
fn find(batch: &mut Batch<'_, '_>, people: &[String]) -> Result<Vec<String>, StationError> {
    let tx = batch.tx();
    let mut cases = Vec::new();
    let mut new_keys: Vec<(String, String)> = Vec::new();
    for person in people {
        let Some((keys, is_new)) = batch
            .row(person)?
            .map(|held| (same_person::keys(&held.state.fields), held.stored.is_none()))
        else {
            continue;
        };
        let filed = if is_new {
            BTreeSet::new()
        } else {
            cases.extend(cases_of(batch, person)?);
            tx.person_keys(person)?
        };
        for gone in filed.difference(&keys) {
            tx.forget_person_key(person, gone)?;
        }
        let new = keys.difference(&filed);
        new_keys.extend(new.map(|key| (key.clone(), person.clone())));
    }
    let asked: BTreeSet<&str> = new_keys.iter().map(|(key, _)| key.as_str()).collect();
    let asked: Vec<&str> = asked.into_iter().collect();
    let mut under: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (key, person) in tx.people_with_keys(&asked)? {
        under.entry(key).or_default().insert(person);
    }
    tx.add_person_keys(&new_keys)?;
    for (key, person) in new_keys {
        let others = under.entry(key.clone()).or_default();
        let met: Vec<String> = others
            .iter()
            .filter(|other| **other != person)
            .take(MOST)
            .cloned()
            .collect();
        others.insert(person.clone());
        for other in met {
            cases.extend(open(batch, &person, &other, same_person::reason(&key))?);
        }
    }
    Ok(cases)
}

/// The record that stands for a person; none if it is gone.
fn standing(batch: &mut Batch<'_, '_>, person: &str) -> Result<Option<String>, StationError> {
    Ok(batch
        .row(person)?
        .filter(|held| held.kind == "people" && !held.is_deleted())
        .map(|held| held.text("merged_into").unwrap_or(person).to_owned()))
}

/// The case of a pair, made if there is none; none if they are one already or one is gone.
fn open(
    batch: &mut Batch<'_, '_>,
    one: &str,
    other: &str,
    why: &str,
) -> Result<Option<String>, StationError> {
    let (Some(one), Some(other)) = (standing(batch, one)?, standing(batch, other)?) else {
        return Ok(None);
    };
    if one == other {
        return Ok(None);
    }
    let (a, b) = if one < other {
        (one, other)
    } else {
        (other, one)
    };
    let case = domain::ids::derived(&[CASES, &a, &b]);
    if batch.row(&case)?.is_none() {
        let values = json!({"a": a, "b": b, "why": why, "state": OPEN});
        let values: Fields = serde_json::from_value(values)?;
        batch.write_own(CASES, &case, CHIEFS, values)?;
    }
    Ok(Some(case))
}

/// An open case shows both records masked, and goes when they have nothing in common any more; a closed one keeps no copy of anybody.
fn bring_up_to_date(batch: &mut Batch<'_, '_>, case: &str) -> Result<(), StationError> {
    let Some([a, b]) = pair(batch, case)? else {
        return Ok(());
    };
    let is_open = batch
        .row(case)?
        .is_some_and(|held| held.text("state") == Some(OPEN));
    let roots = [standing(batch, &a)?, standing(batch, &b)?];
    let asks = is_open && matches!(&roots, [Some(one), Some(other)] if one != other) && {
        let [one, other] = [all_keys(batch, &a)?, all_keys(batch, &b)?];
        !one.is_disjoint(&other)
    };
    let mut values = Fields::new();
    for (name, person) in [("snapshot_a", &a), ("snapshot_b", &b)] {
        let shown = batch
            .row(person)?
            .filter(|_| asks)
            .map(|held| same_person::masked_snapshot(&held.state.fields));
        values.insert(name.to_owned(), shown.unwrap_or(Value::Null));
    }
    // A settled case is remembered; only a question that nobody need answer goes.
    values.insert(DELETED.to_owned(), (is_open && !asks).into());
    let Some(held) = batch.row(case)? else {
        return Ok(());
    };
    let absent = Value::Null;
    values.retain(|name, value| match name.as_str() {
        DELETED => fields::is_deleted(&held.state.fields) != (*value == Value::Bool(true)),
        _ => held.state.fields.get(name).unwrap_or(&absent) != value,
    });
    if values.is_empty() {
        return Ok(());
    }
    batch.write_own(CASES, case, CHIEFS, values)
}

/// Keys of a person and of the records merged into it.
fn all_keys(batch: &mut Batch<'_, '_>, person: &str) -> Result<BTreeSet<String>, StationError> {
    let mut keys = BTreeSet::new();
    for member in members(batch, person)? {
        if let Some(held) = batch.row(&member)? {
            keys.extend(same_person::keys(&held.state.fields));
        }
    }
    Ok(keys)
}
