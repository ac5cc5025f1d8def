//! A person of another area, asked for at the real station (P17).

use app::lookups::{self, LookupForm, LookupUnmask};
use domain::Role;
use serde_json::json;
use sync::lookup::{Lookup, Unmask, Wanted};
use sync::wire;
use tests::raw::Signed;
use tests::{Laptop, World};

use crate::records;

const MINUTE: i64 = 60_000;
const NUMBER: &str = "330799199001010022";
const PHONE: &str = "13800138000";

/// Two areas with an instructor and an officer each, and somebody who lives in the second.
struct Two {
    world: World,
    first: Laptop,
    officer: Laptop,
    chief: Laptop,
    uninvolved: Laptop,
    person: String,
}

fn two() -> Two {
    let world = World::new();
    let (one, other) = (world.area("青岩刘村"), world.area("下骆宅村"));
    let first = world.laptop(&world.user("王丽", Role::Instructor, &[&one]));
    let uninvolved = world.laptop(&world.user("陈警官", Role::Officer, &[&one]));
    let officer = world.laptop(&world.user("赵警官", Role::Officer, &[&other]));
    let chief = world.laptop(&world.chief);
    let building = records::building(&officer, &other, "7");
    let room = records::room(&officer, &other, &building, "301");
    let person = officer.create(
        "people",
        &other,
        json!({"area": other, "name": "王子涵", "birth": "1990-01-01", "sex": "female", "phone": "+8613800138000",
            "document": {"type": "resident_id", "number": NUMBER}}),
    );
    records::residence(&officer, &other, &person, &room);
    let child = officer.create(
        "people",
        &other,
        json!({"area": other, "name": "周小小", "birth": "2019-05-04", "guardian": person}),
    );
    records::residence(&officer, &other, &child, &room);
    for laptop in [&officer, &first, &uninvolved, &chief] {
        laptop.sync();
    }
    Two {
        world,
        first,
        officer,
        chief,
        uninvolved,
        person,
    }
}

fn why() -> LookupForm {
    LookupForm {
        reason: "lost_child".into(),
        words: "stands at the door and cannot say where they live".into(),
        ..LookupForm::default()
    }
}

fn by_name() -> LookupForm {
    LookupForm {
        name: "王子涵".into(),
        birth: "1990-01-01".into(),
        ..why()
    }
}

fn of_station(world: &World) -> Vec<audit::Entry> {
    let (_, bytes) = station::access_log::save(world.station(), Vec::new()).expect("saved");
    let log = audit::read(bytes.as_slice()).expect("a log");
    let entries = log.entries.iter();
    let entries = entries.map(|bytes| audit::Entry::parse(bytes).expect("an entry"));
    entries
        .filter(|entry| entry.kind == "lookups" && entry.device == audit::STATION)
        .collect()
}

/// Whether any table of a laptop holds this text anywhere.
fn holds(laptop: &Laptop, marker: &str) -> bool {
    let read = laptop.desk.store.read(|connection| {
        let mut tables = connection.prepare(
            "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
        )?;
        let columns: Vec<(String, String)> = tables
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (table, column) in columns {
            let sql = ["SELECT count(*) FROM \"", &table, "\" WHERE instr(\"", &column, "\", ?1) > 0"].concat();
            if connection.query_row(&sql, [marker], |row| row.get::<_, i64>(0))? > 0 {
                return Ok(true);
            }
        }
        Ok::<_, store::StoreError>(false)
    });
    read.expect("read")
}

#[test]
fn somebody_of_another_area_is_told_masked_and_nothing_of_them_stays_on_the_laptop() {
    let two = two();
    let answer = lookups::find(&two.first.desk, &by_name()).expect("found");
    let found = &answer.people[0];
    assert_eq!((answer.people.len(), found.name.as_str()), (1, "王子涵"));
    assert_eq!(found.record, two.person);
    assert_eq!(
        (found.area.as_str(), found.doors[0].room.as_str()),
        ("下骆宅村", "E区7幢3单元301室")
    );
    assert!(answer.left_ms <= 60 * 60_000 && answer.left_ms > 59 * 60_000);
    let said = format!("{answer:?}");
    assert!(!said.contains(PHONE) && !said.contains(NUMBER), "{said}");
    for marker in ["王子涵", PHONE, NUMBER] {
        assert!(!holds(&two.first, marker), "{marker}");
    }
    // By document and by telephone too; the guardian of a child stands after the child.
    let number = LookupForm {
        number: NUMBER.into(),
        ..why()
    };
    assert_eq!(
        lookups::find(&two.first.desk, &number)
            .expect("found")
            .people
            .len(),
        1
    );
    let phone = LookupForm {
        name: "王子涵".into(),
        phone: "138 0013 8000".into(),
        ..why()
    };
    assert_eq!(
        lookups::find(&two.first.desk, &phone)
            .expect("found")
            .people
            .len(),
        1
    );
    let child = LookupForm {
        name: "周小小".into(),
        birth: "2019-05-04".into(),
        ..why()
    };
    let people = lookups::find(&two.first.desk, &child)
        .expect("found")
        .people;
    assert_eq!(people.len(), 2);
    assert_eq!(people[1].guardian_of.as_deref(), Some("周小小"));
}

#[test]
fn the_chief_and_the_officers_of_that_area_are_told_at_once_and_a_chief_signs_it() {
    let two = two();
    lookups::find(&two.first.desk, &by_name()).expect("found");
    for laptop in [&two.first, &two.officer, &two.chief, &two.uninvolved] {
        laptop.sync();
    }
    let told = |laptop: &Laptop| laptop.count("SELECT count(*) FROM lookups");
    assert_eq!(
        (told(&two.chief), told(&two.officer), told(&two.uninvolved)),
        (1, 1, 0)
    );
    let id = two
        .chief
        .text("SELECT id FROM lookups WHERE ?1 = ''", "")
        .expect("a notice");
    let body = two
        .chief
        .text("SELECT body FROM srv WHERE id = ?1", &id)
        .expect("its row");
    assert!(
        !body.contains("王子涵") && body.contains(&two.person),
        "{body}"
    );
    // By name only to who holds the area.
    let row = &lookups::list(&two.officer.desk).expect("a list")[0];
    assert_eq!((row.person.as_str(), row.by.as_str()), ("王子涵", "王丽"));
    assert!(!row.may_check);
    // The notice stands until a chief signs it, whoever changes their program.
    assert_eq!(
        lookups::check(&two.officer.desk, &id).unwrap_err().code,
        "not_allowed"
    );
    lookups::check(&two.chief.desk, &id).expect("signed");
    two.chief.sync();
    two.officer.sync();
    assert!(
        lookups::list(&two.officer.desk).expect("a list")[0]
            .checked
            .is_some()
    );
    // The station's entry names the person by its keyed hash, and who asked.
    let entries = of_station(&two.world);
    assert_eq!(entries.len(), 1);
    assert_eq!(
        (entries[0].field.as_str(), entries[0].result.as_str()),
        ("lookup", "lost_child")
    );
    assert_eq!(entries[0].user, two.first.desk.user);
    assert_eq!(entries[0].object.len(), 32);
    let looks = app::access_log::find(
        &two.officer.desk,
        &app::access_log::AccessWanted {
            record: Some(two.person.clone()),
            ..app::access_log::AccessWanted::default()
        },
    )
    .expect("who looked");
    assert!(
        looks
            .lines
            .iter()
            .any(|line| line.user.as_deref() == Some("王丽"))
    );
}

#[test]
fn whoever_is_not_found_is_answered_and_noted_in_the_same_way() {
    let two = two();
    let nobody = LookupForm {
        name: "查无此人".into(),
        ..by_name()
    };
    let answer = lookups::find(&two.first.desk, &nobody).expect("an answer");
    assert!(answer.people.is_empty() && answer.grant.len() == 32);
    two.chief.sync();
    assert_eq!(
        two.chief
            .count("SELECT count(*) FROM lookups WHERE record = ''"),
        1
    );
    let entries = of_station(&two.world);
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].field, "lookup_nobody");
    assert!(!format!("{entries:?}").contains("查无此人"));
}

#[test]
fn a_number_is_shown_within_the_hour_with_an_entry_of_its_own_and_not_after_it() {
    let two = two();
    let answer = lookups::find(&two.first.desk, &by_name()).expect("found");
    let unmask = LookupUnmask {
        grant: answer.grant.clone(),
        record: two.person.clone(),
        field: "phone".into(),
        purpose: "contact".into(),
    };
    let number = lookups::reveal(&two.first.desk, &unmask).expect("shown");
    assert!(number.ends_with(PHONE));
    let entries = of_station(&two.world);
    let shown = entries.last().expect("an entry");
    assert_eq!(
        (shown.field.as_str(), shown.result.as_str()),
        ("lookup_phone", "contact")
    );
    let mine = two.first.accesses("lookups");
    assert_eq!(
        mine.iter().filter(|entry| entry.field == "phone").count(),
        1
    );
    two.world.clock.advance(59 * MINUTE);
    lookups::reveal(&two.first.desk, &unmask).expect("still");
    two.world.clock.advance(2 * MINUTE);
    let over = lookups::reveal(&two.first.desk, &unmask).unwrap_err();
    assert_eq!(over.code, "lookup_over");
    assert!(!holds(&two.first, PHONE));
}

#[test]
fn a_grant_is_its_laptops_own_and_an_invented_one_opens_nothing() {
    let two = two();
    let answer = lookups::find(&two.first.desk, &by_name()).expect("found");
    let unmask = |grant: &str, record: &str| LookupUnmask {
        grant: grant.into(),
        record: record.into(),
        field: "document".into(),
        purpose: "contact".into(),
    };
    // Somebody else with the right grant, an invented grant, another person under the right grant.
    let stolen = lookups::reveal(&two.uninvolved.desk, &unmask(&answer.grant, &two.person));
    assert_eq!(stolen.unwrap_err().code, "station_refused");
    let invented = lookups::reveal(&two.first.desk, &unmask(&"0".repeat(32), &two.person));
    assert_eq!(invented.unwrap_err().code, "lookup_over");
    let child = two
        .officer
        .text("SELECT id FROM people WHERE name = ?1", "周小小")
        .expect("a child");
    let wider = lookups::reveal(&two.first.desk, &unmask(&answer.grant, &child));
    assert_eq!(wider.unwrap_err().code, "station_refused");
    // Nobody makes the notice that somebody else asked, or unmakes one.
    let forged = two.first.try_put(store::Edit {
        kind: "lookups".into(),
        id: None,
        fields: tests::fields_of(
            json!({"user": two.uninvolved.desk.user, "at": 1, "reason": "fraud", "words": "x"}),
        ),
        base: None,
        scope: Some("chiefs".into()),
    });
    forged.expect_err("only the station makes one");
}

#[test]
fn the_eleventh_within_an_hour_is_refused_and_a_flood_fills_no_log() {
    let two = two();
    for _ in 0..10 {
        lookups::find(&two.first.desk, &by_name()).expect("found");
    }
    for _ in 0..30 {
        let error = lookups::find(&two.first.desk, &by_name()).unwrap_err();
        assert_eq!(error.code, "lookup_limited");
    }
    let entries = of_station(&two.world);
    let limited = entries
        .iter()
        .filter(|entry| entry.field == "lookup_limited");
    assert_eq!((entries.len(), limited.count()), (11, 1));
    // Others are not held up by it, and after the hour it goes on.
    lookups::find(&two.uninvolved.desk, &by_name()).expect("somebody else");
    two.world.clock.advance(61 * MINUTE);
    lookups::find(&two.first.desk, &by_name()).expect("found again");
}

#[test]
fn a_laptop_out_of_service_and_a_role_without_persons_learn_nothing() {
    let two = two();
    let ask = |laptop: &Laptop, number: u8| {
        let asked = Lookup::Find(Wanted {
            number: NUMBER.into(),
            reason: "fraud".into(),
            words: "x".into(),
            ..Wanted::default()
        });
        let signed = Signed::by(laptop);
        let body = wire::encode(&asked).expect("a body");
        let header = signed.header("lookup", &body, two.world.now(), number);
        let url = two.world.url();
        signed
            .post(&url, "lookup", Some(&header), body)
            .expect("an answer")
    };
    for (at, role) in (1..).zip([Role::Administrator, Role::Auditor]) {
        let user = two.world.user(&format!("管理{at}"), role, &[]);
        let laptop = two.world.laptop(&user);
        assert_eq!(ask(&laptop, at).status(), 401, "{role:?}");
    }
    assert_eq!(ask(&two.first, 7).status(), 200);
    two.world
        .act("revoke_laptop", None, None, Some(&device(&two.first)));
    assert_eq!(ask(&two.first, 8).status(), 401);
    let before = of_station(&two.world).len();
    assert!(lookups::find(&two.first.desk, &by_name()).is_err());
    assert_eq!(of_station(&two.world).len(), before);
}

fn device(laptop: &Laptop) -> String {
    let identity = laptop.desk.store.read(store::state::identity);
    identity.expect("an identity").device
}

/// What a changed program may send: parts of things, no reason, a wildcard.
#[test]
fn the_station_itself_refuses_to_browse() {
    let two = two();
    let signed = Signed::by(&two.first);
    let wanted = |name: &str, birth: &str, phone: &str, number: &str, words: &str| Wanted {
        number: number.into(),
        name: name.into(),
        birth: birth.into(),
        phone: phone.into(),
        reason: "fraud".into(),
        words: words.into(),
    };
    let questions = [
        wanted("王子涵", "", "", "", "x"),
        wanted("王", "1990-01-01", "", "", "x"),
        wanted("%", "1990-01-01", "", "", "x"),
        wanted("王子涵", "1990%", "", "", "x"),
        wanted("王子涵", "", "8000", "", "x"),
        wanted("", "1990-01-01", PHONE, "", "x"),
        wanted("", "", "", "0022", "x"),
        wanted("王子涵", "1990-01-01", "", "", " "),
    ];
    for (at, question) in (20..).zip(questions) {
        let body = wire::encode(&Lookup::Find(question.clone())).expect("a body");
        let header = signed.header("lookup", &body, two.world.now(), at);
        let answer = signed.post(&two.world.url(), "lookup", Some(&header), body);
        assert_eq!(answer.expect("an answer").status(), 400, "{question:?}");
    }
    let unmask = Lookup::Reveal(Unmask {
        grant: "0".repeat(32),
        record: two.person.clone(),
        field: "name".into(),
        purpose: "contact".into(),
    });
    let body = wire::encode(&unmask).expect("a body");
    let header = signed.header("lookup", &body, two.world.now(), 40);
    let answer = signed.post(&two.world.url(), "lookup", Some(&header), body);
    assert_eq!(answer.expect("an answer").status(), 400);
    assert!(of_station(&two.world).is_empty());
}
