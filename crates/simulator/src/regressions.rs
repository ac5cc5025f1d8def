//! What the simulator found once, each in its shortest form.

use serde_json::json;
use station::staff::{self, Caller};
use store::Edit;
use sync::engine::{Action, Event};
use sync::wire::{Push, Pushed};
use tempfile::TempDir;

use crate::crashes::{finish_round, save};
use crate::host::Host;
use crate::inside;
use crate::machine::{Machine, Step};
use crate::template::{self, KEY, MORNING, Template};

const YEARS_73: i64 = 73 * 365 * 86_400_000;

/// A station and two laptops of accounts that share an area, each synced once.
fn station_and_laptops() -> (TempDir, Host, Machine, Machine) {
    let template = Template::get();
    let folder = template::scratch().unwrap();
    template.station(&folder.path().join("station.db")).unwrap();
    let mut host = Host::open(folder.path()).unwrap();
    let mut open = |number: usize| {
        let (user, identity) = &template.laptops[number];
        let home = folder.path().join(format!("laptop-{number}"));
        template.laptop(number, KEY, &home).unwrap();
        let mut machine = Machine::open(&home, KEY, *user, identity).unwrap();
        finish_round(&mut machine, &mut host, MORNING).unwrap();
        machine
    };
    let (hers, his) = (open(0), open(1));
    (folder, host, hers, his)
}

fn epoch(host: &Host) -> i64 {
    inside::head(host.database()).unwrap().0
}

fn has(host: &Host, row: &str) -> bool {
    inside::station_rows(host.database())
        .unwrap()
        .contains_key(row)
}

#[test]
fn a_clock_that_was_years_ahead_does_not_silence_the_timer() {
    let (_folder, mut host, mut hers, _) = station_and_laptops();
    hers.clock = YEARS_73;
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    hers.clock = 0;
    let step = hers.step(Event::Tick, MORNING + 120_000, None).unwrap();
    assert!(matches!(step, Step::Do(Action::Send(_))), "{step:?}");
}

#[test]
fn the_journal_outlives_a_clock_that_is_years_ahead_for_a_while() {
    let (_folder, mut host, mut hers, _) = station_and_laptops();
    let row = save(hers.store(), "kept").unwrap();
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    hers.clock = YEARS_73;
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    let own = inside::own(hers.store()).unwrap();
    assert!(own.iter().any(|own| own.row == row && !own.waits));
}

#[test]
fn two_histories_never_have_one_name() {
    let (_folder, mut host, _, _) = station_and_laptops();
    host.back_up().unwrap();
    host.restore(0, false, MORNING).unwrap();
    let first = epoch(&host);
    host.restore(0, false, MORNING).unwrap();
    assert_ne!(epoch(&host), first);
}

#[test]
fn a_station_restored_by_hand_notices_before_it_takes_anything() {
    let (_folder, mut host, mut hers, mut his) = station_and_laptops();
    host.back_up().unwrap();
    save(his.store(), "his").unwrap();
    finish_round(&mut his, &mut host, MORNING).unwrap();
    let row = save(hers.store(), "hers").unwrap();
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    let before = epoch(&host);
    host.restore(0, true, MORNING).unwrap();
    assert_eq!(epoch(&host), before);
    let (head, token) = hers
        .store()
        .read(|connection| -> Result<_, store::StoreError> {
            Ok((
                store::state::number(connection, "head")?,
                store::state::text(connection, "head_token")?,
            ))
        })
        .unwrap();
    let push: Push = serde_json::from_value(json!({
        "incarnation": 1, "epoch": before, "after": {"counter": 0, "op": ""}, "ops": [],
        "head": head, "token": token,
    }))
    .unwrap();
    let answered = station::asked::push(host.database(), &caller(0), &push, MORNING).unwrap();
    assert_eq!(answered, Pushed::Again);
    assert_ne!(epoch(&host), before);
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    assert!(has(&host, &row));
}

#[test]
fn what_a_restored_station_has_lost_costs_no_second_reading() {
    let (_folder, mut host, mut hers, mut his) = station_and_laptops();
    host.back_up().unwrap();
    save(his.store(), "his").unwrap();
    finish_round(&mut his, &mut host, MORNING).unwrap();
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    host.restore(0, false, MORNING).unwrap();
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    assert_eq!(hers.reread, 0);
    assert!(
        !inside::shown(hers.store(), "consultations")
            .unwrap()
            .iter()
            .any(|_| true)
    );
}

#[test]
fn a_twin_gives_a_restored_station_what_it_handed_in_itself() {
    let (_folder, mut host, mut hers, _) = station_and_laptops();
    host.back_up().unwrap();
    save(hers.store(), "both").unwrap();
    let mut twin = hers.twin(9).unwrap();
    let row = save(twin.store(), "of the twin").unwrap();
    finish_round(&mut twin, &mut host, MORNING).unwrap();
    host.restore(0, false, MORNING).unwrap();
    for _ in 0..3 {
        save(hers.store(), "of the first").unwrap();
    }
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    assert!(!has(&host, &row));
    finish_round(&mut twin, &mut host, MORNING).unwrap();
    assert!(has(&host, &row));
}

#[test]
fn a_row_that_comes_after_its_children_takes_them_along() {
    let (_folder, host, _, _) = station_and_laptops();
    let template = Template::get();
    let (user, _) = &template.laptops[0];
    let id = |name: &str| domain::ids::derived(&[name]);
    let claim = format!("area:{}", template.areas[0]);
    let op = |counter: i64, kind: &str, fields: serde_json::Value| {
        json!({
            "id": id(&format!("op{counter}")), "counter": counter, "row": id(kind), "kind": kind, "fields": fields,
            "hlc": MORNING, "base": {"epoch": 1, "seq": 0}, "scope": claim, "scope_version": 2, "create": true,
        })
    };
    let hand_in = |after: serde_json::Value, ops: Vec<serde_json::Value>| {
        let push = json!({"incarnation": 1, "epoch": epoch(&host), "after": after, "ops": ops});
        let push: Push = serde_json::from_value(push).unwrap();
        let taken = station::asked::push(host.database(), &caller(0), &push, MORNING).unwrap();
        assert!(
            matches!(taken, Pushed::Taken { quarantined: 0, .. }),
            "{taken:?}"
        );
    };
    let by = &template.users[*user];
    let visit = json!({"room": id("rooms"), "result": "done", "at": MORNING, "by": by});
    hand_in(
        json!({"counter": 0, "op": ""}),
        vec![op(1, "visits", visit)],
    );
    // The room is in another area than the visit's author said.
    let building = json!({"area": template.areas[1], "address": {"number": "7"}, "kind": "house"});
    let room = json!({"building": id("buildings"), "place": {"label": "101"}});
    let mut there = op(2, "buildings", building);
    there["scope"] = format!("area:{}", template.areas[1]).into();
    let mut below = op(3, "rooms", room);
    below["scope"] = there["scope"].clone();
    hand_in(json!({"counter": 1, "op": id("op1")}), vec![there, below]);
    let rows = inside::station_rows(host.database()).unwrap();
    assert_eq!(rows[&id("visits")].scopes, rows[&id("rooms")].scopes);
    assert_eq!(
        rows[&id("rooms")].scopes,
        [format!("area:{}", template.areas[1])]
    );
}

/// Makes a contact in an area, or changes one; its id.
fn contact(machine: &Machine, id: Option<&str>, fields: serde_json::Value) -> String {
    let area = fields["area"].as_str().unwrap_or_default().to_owned();
    let fields = serde_json::from_value(fields).unwrap();
    let edit = match id {
        Some(id) => Edit::change("contacts", id, None, fields),
        None => Edit::create("contacts", &area, fields),
    };
    let written = machine.store().write(MORNING, |write| write.put(edit));
    written.unwrap().0
}

/// Name and area of a contact at the station, of whose edits none was set aside.
fn taken(host: &Host, id: &str) -> (String, String) {
    let rows = inside::station_rows(host.database()).unwrap();
    let aside: Vec<_> = rows
        .values()
        .filter(|row| row.kind == "quarantined")
        .collect();
    assert!(aside.is_empty(), "{aside:?}");
    let fields = rows[id].fields();
    let text = |name: &str| domain::fields::text(&fields, name).unwrap().to_owned();
    (text("name"), text("area"))
}

#[test]
fn an_edit_that_waited_for_its_row_is_taken_where_the_row_has_moved_to() {
    let (_folder, mut host, mut hers, mut his) = station_and_laptops();
    let areas = &Template::get().areas;
    host.back_up().unwrap();
    let row = contact(&hers, None, json!({"area": areas[1], "name": "first"}));
    contact(&hers, Some(&row), json!({"area": areas[0]}));
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    finish_round(&mut his, &mut host, MORNING).unwrap();
    contact(&his, Some(&row), json!({"name": "second"}));
    host.restore(0, false, MORNING).unwrap();
    // He never held the area in which the row begins.
    finish_round(&mut his, &mut host, MORNING).unwrap();
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    assert_eq!(taken(&host, &row), ("second".into(), areas[0].clone()));
}

#[test]
fn an_edit_that_waited_for_its_row_is_taken_where_the_row_came_from() {
    let (_folder, mut host, mut hers, mut his) = station_and_laptops();
    let areas = &Template::get().areas;
    host.back_up().unwrap();
    let row = contact(&hers, None, json!({"area": areas[0], "name": "first"}));
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    finish_round(&mut his, &mut host, MORNING).unwrap();
    contact(&his, Some(&row), json!({"name": "second"}));
    finish_round(&mut his, &mut host, MORNING).unwrap();
    contact(&hers, Some(&row), json!({"area": areas[1]}));
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    host.restore(0, false, MORNING).unwrap();
    // He never held the area in which the row ends.
    finish_round(&mut his, &mut host, MORNING).unwrap();
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    assert_eq!(taken(&host, &row), ("second".into(), areas[1].clone()));
}

#[test]
fn a_restored_station_takes_a_move_and_what_was_edited_in_the_new_area_from_one_hand() {
    let (_folder, mut host, mut hers, _) = station_and_laptops();
    let template = Template::get();
    let areas = &template.areas;
    let row = contact(&hers, None, json!({"area": areas[1], "name": "first"}));
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    contact(&hers, Some(&row), json!({"area": areas[0]}));
    let (user, _) = template.laptops[0];
    let act = staff::Act {
        act: "unassign".into(),
        user: Some(template.users[user].clone()),
        area: Some(areas[1].clone()),
        ..staff::Act::default()
    };
    let chief = Caller {
        role: domain::Role::Chief,
        ..caller(3)
    };
    staff::act(host.database(), &chief, &act, MORNING).unwrap();
    host.back_up().unwrap();
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    contact(&hers, Some(&row), json!({"name": "second"}));
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    assert_eq!(taken(&host, &row), ("second".into(), areas[0].clone()));
    host.restore(0, false, MORNING).unwrap();
    finish_round(&mut hers, &mut host, MORNING).unwrap();
    assert_eq!(taken(&host, &row), ("second".into(), areas[0].clone()));
}

fn caller(laptop: usize) -> Caller {
    let (user, identity) = &Template::get().laptops[laptop];
    Caller {
        device: identity.device.clone(),
        user: Template::get().users[*user].clone(),
        role: domain::Role::Officer,
        revoked: false,
    }
}
