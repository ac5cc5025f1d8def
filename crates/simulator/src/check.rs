//! What must hold when everything is at rest.

use std::collections::{BTreeMap, BTreeSet};

use audit::{Check, Fault, Finding, Hash};
use domain::Fields;
use sync::wire::row_hash;

use crate::crashes::finish_round;
use crate::host::told;
use crate::inside::{self, Row};
use crate::template::Template;
use crate::world::World;

/// Checks every promise.
///
/// # Errors
/// The first that is broken, as a sentence.
pub fn everything(world: &mut World) -> Result<(), String> {
    let rows = inside::station_rows(world.host.database()).map_err(told)?;
    station_stamps(world)?;
    for number in 0..world.machines.len() {
        if world.machines[number].revoked {
            continue;
        }
        copies(world, number, &rows).map_err(|broken| format!("laptop {number}: {broken}"))?;
        screens(world, number).map_err(|broken| format!("laptop {number}: {broken}"))?;
    }
    access_log(world)?;
    groups(world, &rows)?;
    erased(world, &rows)?;
    followers(&rows)?;
    put_away(world, &rows)?;
    twins(&rows)?;
    if let Some(first) = world.missing(false)?.first() {
        return Err(format!("lost: {}", world.ledger.tell(*first)));
    }
    for (id, row) in &rows {
        world.trace.add(
            0,
            &format!("{id} {} {:?} {}", row.seq, row.scopes, row.body),
        );
    }
    fresh_edits_win(world)
}

/// The station's access log is whole, and every laptop's entries are in it.
fn access_log(world: &World) -> Result<(), String> {
    let database = world.host.database();
    let log = database.read(|tx| tx.log_entries(0, usize::MAX >> 1));
    let log = log.map_err(told)?;
    let mut check = Check::new(vec![]);
    for entry in &log {
        check.take(entry);
    }
    let clock_is_wrong = |found: &Finding| found.fault == Fault::Backdated;
    for (number, machine) in world.machines.iter().enumerate() {
        if machine.revoked {
            continue;
        }
        let own = machine.store().read(store::log_entries).map_err(told)?;
        let device = machine
            .store()
            .read(store::state::identity)
            .map_err(told)?
            .device;
        let missing = own
            .iter()
            .filter(|bytes| !check.holds(&device, &Hash::of(&[bytes])));
        let missing = missing.count();
        if missing > 0 {
            return Err(format!("laptop {number}: {missing} accesses are in no log"));
        }
    }
    let report = check.report();
    match report.findings.iter().find(|found| !clock_is_wrong(found)) {
        Some(found) => Err(format!("the access log is not whole: {found:?}")),
        None => Ok(()),
    }
}

/// The highest stamp stays near the station's clock, whatever laptops say.
fn station_stamps(world: &World) -> Result<(), String> {
    let (_, head, hlc) = inside::head(world.host.database()).map_err(told)?;
    let most = world.now + sync::merge::CLOCK_TOLERANCE + head * 20 + 100_000;
    if hlc > most {
        return Err(format!(
            "the station's stamp runs ahead by {} ms",
            hlc - world.now
        ));
    }
    Ok(())
}

/// A laptop's copy is exactly the station's rows in the scopes its account has; nothing waits; its sums are those of its rows.
fn copies(world: &World, number: usize, rows: &BTreeMap<String, Row>) -> Result<(), String> {
    let machine = &world.machines[number];
    let store = machine.store();
    let held = inside::held(store).map_err(told)?;
    let user = &Template::get().users[machine.user];
    let mut allowed: BTreeSet<String> = BTreeSet::from(["station".into(), format!("user:{user}")]);
    if machine.user == 0 {
        allowed.insert("chiefs".into());
        allowed.extend(
            Template::get()
                .areas
                .iter()
                .map(|area| format!("area:{area}")),
        );
    } else {
        allowed.extend(inside::assigned(world.host.database(), user).map_err(told)?);
    }
    let names: BTreeSet<String> = held.keys().cloned().collect();
    if names != allowed {
        return Err("holds other scopes than its account has".into());
    }
    let copy = inside::laptop_rows(store).map_err(told)?;
    let wanted: BTreeMap<&String, &Row> = rows
        .iter()
        .filter(|(_, row)| row.scopes.iter().any(|scope| allowed.contains(scope)))
        .collect();
    for (id, row) in &wanted {
        match copy.get(*id) {
            None => return Err(format!("misses {} {id}", row.kind)),
            Some(held)
                if held.seq != row.seq || held.body != row.body || held.scopes != row.scopes =>
            {
                return Err(format!("differs on {} {id}: {held:?} is {row:?}", row.kind));
            }
            Some(_) => {}
        }
    }
    if let Some((id, row)) = copy.iter().find(|(id, _)| !wanted.contains_key(id)) {
        return Err(format!(
            "holds {} {id}, which is not its business",
            row.kind
        ));
    }
    for (scope, (count, sum)) in &held {
        let of_scope = || copy.iter().filter(|(_, row)| row.scopes.contains(scope));
        let summed = of_scope().fold(0i64, |sum, (id, row)| {
            sum.wrapping_add(row_hash(id, row.seq, &row.body))
        });
        if (of_scope().count() as i64, summed) != (*count, *sum) {
            return Err(format!("keeps a wrong sum of {scope}"));
        }
    }
    if inside::own(store)
        .map_err(told)?
        .iter()
        .any(|own| own.waits)
    {
        return Err("an operation waits for ever".into());
    }
    if let Some(problem) = store.check().map_err(told)? {
        return Err(format!("its file is damaged: {problem}"));
    }
    Ok(())
}

/// What screens read is the copy with waiting operations over it.
fn screens(world: &World, number: usize) -> Result<(), String> {
    let machine = &world.machines[number];
    let store = machine.store();
    let [kept, full] = inside::counts(store).map_err(told)?;
    if kept != full {
        return Err(format!("counts {kept:?} in its areas instead of {full:?}"));
    }
    let mut folded: BTreeMap<String, (String, Fields)> = inside::laptop_rows(store)
        .map_err(told)?
        .into_iter()
        .map(|(id, row)| {
            let fields = row.fields();
            (id, (row.kind, fields))
        })
        .collect();
    for own in inside::own(store).map_err(told)? {
        if !own.waits {
            continue;
        }
        match folded.get_mut(&own.row) {
            Some((_, fields)) => domain::fields::overlay(fields, &own.fields),
            None if own.creates => {
                folded.insert(own.row, (own.kind, own.fields));
            }
            None => {}
        }
    }
    for (kind, names) in inside::EDITED {
        let shown = inside::shown(store, kind).map_err(told)?;
        let expected: BTreeSet<String> = folded
            .iter()
            .filter(|(_, (of, fields))| of == kind && !domain::fields::is_deleted(fields))
            .map(|(id, _)| id.clone())
            .collect();
        if shown != expected {
            let odd = shown.symmetric_difference(&expected).next();
            return Err(format!(
                "screens of {kind} disagree with the copy on {odd:?}"
            ));
        }
        for id in shown {
            for name in names {
                let text = inside::typed(store, kind, &id, name).map_err(told)?;
                let wanted = domain::fields::text(&folded[&id].1, name).unwrap_or_default();
                if text.as_deref() != Some(wanted) {
                    return Err(format!(
                        "{kind} {id} shows {text:?} for {name}, not {wanted}"
                    ));
                }
            }
        }
    }
    Ok(())
}

/// Rows that one action made are there together or not at all.
fn groups(world: &World, rows: &BTreeMap<String, Row>) -> Result<(), String> {
    for group in &world.ledger.groups {
        // Of an action that made an erased record the rest stays.
        if group.iter().any(|id| world.ledger.erased.contains(id)) {
            continue;
        }
        let there = group.iter().filter(|id| rows.contains_key(*id)).count();
        if there != 0 && there != group.len() {
            return Err(format!(
                "{there} of {} rows of one action are there",
                group.len()
            ));
        }
    }
    Ok(())
}

/// Who was erased is nowhere: not at the station, in what waits there, on a laptop or in its journal; no late edit and no backup has
/// brought anything back.
fn erased(world: &World, rows: &BTreeMap<String, Row>) -> Result<(), String> {
    let texts = world.ledger.erased_texts();
    let holds = |what: &str, body: &str| -> Result<(), String> {
        let mut found = BTreeSet::new();
        let value = serde_json::from_str(body).unwrap_or_default();
        crate::ledger::texts_in(&value, &mut found);
        match found.intersection(&texts).next() {
            Some(text) => Err(format!("{what} still holds {text} of an erased record")),
            None => Ok(()),
        }
    };
    for id in &world.ledger.erased {
        if rows.get(id).is_some_and(|row| !row.is_erased()) {
            return Err(format!("{id} was erased and is back"));
        }
    }
    for (id, row) in rows {
        holds(&format!("the station's {} {id}", row.kind), &row.body)?;
    }
    for ops in inside::parked(world.host.database()).map_err(told)? {
        holds("what waits at the station", &ops)?;
    }
    for (number, machine) in world.machines.iter().enumerate() {
        if machine.revoked {
            continue;
        }
        for (id, row) in inside::laptop_rows(machine.store()).map_err(told)? {
            holds(&format!("laptop {number}, {} {id},", row.kind), &row.body)?;
        }
        for own in inside::own(machine.store()).map_err(told)? {
            let fields = serde_json::Value::Object(own.fields).to_string();
            holds(&format!("the journal of laptop {number}"), &fields)?;
        }
    }
    Ok(())
}

/// What somebody has worked on since it was put away is everybody's again.
fn put_away(world: &World, rows: &BTreeMap<String, Row>) -> Result<(), String> {
    for (id, row) in rows {
        // A call also moves with its room.
        let own = matches!(row.kind.as_str(), "consultations" | "disputes") && row.is_away();
        let seqs = world.ledger.put_away.get(id);
        if own && !seqs.is_some_and(|seqs| seqs.contains(&row.seq)) {
            return Err(format!("{id} was edited and is still put away"));
        }
    }
    Ok(())
}

/// Everything is where its parent is: derived here a second time, from the rows alone.
fn followers(rows: &BTreeMap<String, Row>) -> Result<(), String> {
    let fields: BTreeMap<&String, Fields> =
        rows.iter().map(|(id, row)| (id, row.fields())).collect();
    let text = |id: &String, name: &str| domain::fields::text(&fields[id], name).map(str::to_owned);
    let scopes_of = |id: Option<String>| -> Option<Vec<String>> {
        rows.get(&id?).map(|row| row.scopes.clone())
    };
    let own = |id: &String| text(id, "area").map(|area| vec![format!("area:{area}")]);
    for (id, row) in rows {
        let expected = match row.kind.as_str() {
            "buildings" | "consultations" | "disputes" => own(id),
            "rooms" => scopes_of(text(id, "building")),
            "residences" | "visits" => scopes_of(text(id, "room")),
            "dispute_parties" => scopes_of(text(id, "dispute")),
            "contacts" => scopes_of(text(id, "room")).or_else(|| own(id)),
            "people" => {
                let stays: BTreeSet<String> = rows
                    .iter()
                    .filter(|(stay, row)| {
                        row.kind == "residences"
                            && text(stay, "person").as_ref() == Some(id)
                            && text(stay, "until").is_none()
                            && !domain::fields::is_deleted(&fields[stay])
                    })
                    .flat_map(|(_, row)| row.scopes.clone())
                    .collect();
                if stays.is_empty() {
                    own(id)
                } else {
                    Some(stays.into_iter().collect())
                }
            }
            "conflicts" => scopes_of(text(id, "row")),
            _ => None,
        };
        let expected = expected.map(|scopes| match row.goes_away() && row.is_away() {
            true => scopes.iter().map(|scope| format!("away:{scope}")).collect(),
            false => scopes,
        });
        if let Some(expected) = expected
            && expected != row.scopes
        {
            return Err(format!(
                "{} {id} is in {:?} and belongs in {expected:?}",
                row.kind, row.scopes
            ));
        }
    }
    Ok(())
}

/// No place is recorded twice.
fn twins(rows: &BTreeMap<String, Row>) -> Result<(), String> {
    let mut places = BTreeSet::new();
    for row in rows.values() {
        let fields = row.fields();
        let alive = !domain::fields::is_deleted(&fields)
            && domain::fields::text(&fields, "merged_into").is_none();
        if row.kind == "buildings" && alive {
            let place = (
                domain::fields::text(&fields, "area").map(str::to_owned),
                domain::places::building_norm(&fields),
            );
            if !places.insert(place.clone()) {
                return Err(format!("{place:?} is recorded twice"));
            }
        }
    }
    Ok(())
}

/// Whoever has the right time and sees what the station holds wins, whatever clocks were wrong before.
fn fresh_edits_win(world: &mut World) -> Result<(), String> {
    let Some(number) = world.machines.iter().position(|machine| !machine.revoked) else {
        return Ok(());
    };
    world.machines[number].clock = 0;
    let people: Vec<String> = inside::shown(world.machines[number].store(), "people")
        .map_err(told)?
        .into_iter()
        .take(3)
        .collect();
    for person in &people {
        let mut change = Fields::new();
        change.insert("phone2".into(), "fresh".into());
        let edit = store::Edit::change("people", person, None, change);
        world.machines[number]
            .store()
            .write(world.now, |write| write.put(edit))
            .map_err(told)?;
    }
    finish_round(&mut world.machines[number], &mut world.host, world.now)?;
    let rows = inside::station_rows(world.host.database()).map_err(told)?;
    for person in people {
        let stands = rows.get(&person).map(Row::fields).unwrap_or_default();
        if domain::fields::text(&stands, "phone2") != Some("fresh") {
            return Err(format!("a fresh edit of {person} did not win"));
        }
    }
    Ok(())
}
