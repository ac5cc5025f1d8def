//! Replacing an instructor: all areas and what is open in them go to the successor in one act, and nothing is lost on the way.

use app::staff_acts::{self, StationAct};
use app::{AppError, handover, today};
use domain::Role;
use serde_json::json;
use tests::Laptop;

use crate::records::Village;

const DAY: i64 = 86_400_000;

/// The chief hands everything over in the window of a laptop.
fn replace(
    chief: &Laptop,
    leaving: &str,
    successor: &str,
    from: Option<&str>,
) -> Result<(), AppError> {
    let act = StationAct {
        act: "replace".into(),
        user: Some(leaving.to_owned()),
        successor: Some(successor.to_owned()),
        from: from.map(str::to_owned),
        ..StationAct::default()
    };
    staff_acts::act(&chief.desk, &act).map(|_| ())
}

fn holds(laptop: &Laptop, area: &str) -> bool {
    let sql = "SELECT 1 || '' FROM scope WHERE name = 'area:' || ?1 AND held = 1";
    laptop.text(sql, area).is_some()
}

fn consult(laptop: &Laptop, area: &str, by: &str) -> String {
    let now = laptop.desk.now();
    laptop.create(
        "consultations",
        area,
        json!({"area": area, "kind": "help", "text": "孩子走失", "status": "open", "at": now, "by": by}),
    )
}

#[test]
fn open_work_goes_to_the_successor_in_the_same_round_and_unsent_work_of_who_leaves_still_arrives() {
    let village = Village::new();
    let world = &village.world;
    let person = village.tenant();
    let successor = world.user("赵敏", Role::Instructor, &[]);
    let hers = world.laptop(&successor);
    let chief = world.laptop(&world.chief);
    consult(&village.hers, &village.area, &village.instructor);
    village.hers.sync();
    // Then she is offline, and writes on.
    let late = consult(&village.hers, &village.area, &village.instructor);
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));

    replace(&chief, &village.instructor, &successor, None).expect("handed over");
    let round = hers.sync();
    assert!(round.pulled > 0 && holds(&hers, &village.area));
    let today = today::get(&hers.desk, None).expect("today");
    let told = |what: &str| {
        let items = today.groups.iter().flat_map(|group| &group.items);
        items
            .chain(&today.arrived)
            .filter(|item| item.what == what)
            .count()
    };
    assert_eq!((told("consultation_open"), told("handed_over")), (1, 1));
    let page = handover::page(&hers.desk, &village.instructor).expect("a page");
    assert!(page.standing.contains("赵敏"), "{}", page.standing);
    let chiefs = handover::page(&chief.desk, &village.instructor).expect("the chief's");
    assert_eq!(chiefs.areas, page.areas);

    // What was written before she knew is taken, what she holds goes, and her successor has it.
    let round = village.hers.sync();
    assert_eq!((round.pushed, round.quarantined), (2, 0));
    assert!(!holds(&village.hers, &village.area));
    assert_eq!(village.hers.count("SELECT count(*) FROM people"), 0);
    assert_eq!(village.hers.count("SELECT count(*) FROM consultations"), 0);
    hers.sync();
    assert_eq!(
        village.phone_on(&hers, &person).as_deref(),
        Some("+8613900000001")
    );
    let status = "SELECT status FROM consultations WHERE id = ?1";
    assert_eq!(hers.text(status, &late).as_deref(), Some("open"));
    // Who was responsible until when is kept.
    let until = "SELECT to_day FROM assignments WHERE user = ?1";
    assert_eq!(
        chief.text(until, &village.instructor).as_deref(),
        Some("2026-11-19")
    );
}

#[test]
fn areas_change_hands_on_the_day_that_was_named_and_what_was_before_is_not_rewritten() {
    let village = Village::new();
    let world = &village.world;
    let successor = world.user("赵敏", Role::Instructor, &[]);
    let hers = world.laptop(&successor);
    let chief = world.laptop(&world.chief);
    let leaving = &village.instructor;
    replace(&chief, leaving, &successor, Some("2026-11-23")).expect("handed over");
    village.hers.sync();
    hers.sync();
    assert!(holds(&village.hers, &village.area) && !holds(&hers, &village.area));
    let users = app::staff::page(&chief.desk).expect("a page").users;
    let coming = users.iter().find(|user| user.id == successor);
    assert_eq!(coming.expect("her").coming[0].from, "2026-11-23");
    world.clock.advance(2 * DAY);
    hers.sync();
    assert!(!holds(&hers, &village.area));
    world.clock.advance(DAY);
    village.hers.sync();
    hers.sync();
    assert!(!holds(&village.hers, &village.area) && holds(&hers, &village.area));
    // She comes back: three terms stand one after the other.
    world.clock.advance(10 * DAY);
    chief.sync();
    replace(&chief, &successor, leaving, None).expect("handed back");
    village.hers.sync();
    assert!(holds(&village.hers, &village.area));
    let terms = "SELECT group_concat(from_day || '/' || to_day, ' ') FROM
                 (SELECT from_day, to_day FROM assignments WHERE area = ?1 AND user <> 'x' ORDER BY from_day, to_day)";
    let terms = chief.text(terms, &village.area).expect("terms");
    for term in [
        "2026-11-20/2026-11-22",
        "2026-11-23/2026-12-02",
        "2026-12-03/",
    ] {
        assert!(terms.contains(term), "{terms}");
    }
}

#[test]
fn only_the_chief_hands_over_to_somebody_of_the_same_role_and_all_areas_or_none() {
    let village = Village::new();
    let world = &village.world;
    let other = world.area("塘下洋村");
    station::staff::assign(
        &world.station().database,
        &village.instructor,
        &other,
        world.now(),
    )
    .expect("a second area");
    let successor = world.user("赵敏", Role::Instructor, &[]);
    let officer = world.user("孙警官", Role::Officer, &[]);
    let chief = world.laptop(&world.chief);
    let leaving = village.instructor.as_str();
    let code = |by: &Laptop, from: &str, to: &str, day: Option<&str>| {
        replace(by, from, to, day).err().map(|error| error.code)
    };
    let refused = Some("station_unreadable".to_owned());
    assert_eq!(code(&chief, leaving, &officer, None), refused);
    assert_eq!(code(&chief, leaving, leaving, None), refused);
    for day in ["2026-11-19", "2027-11-19", "soon"] {
        let told = code(&chief, leaving, &successor, Some(day));
        assert_eq!(told.as_deref(), Some("handover_day"));
        let act = station::staff::Act {
            act: "replace".into(),
            user: Some(leaving.to_owned()),
            successor: Some(successor.clone()),
            from: Some(day.to_owned()),
            ..station::staff::Act::default()
        };
        let caller = station::staff::Caller {
            device: String::new(),
            user: world.chief.clone(),
            role: Role::Chief,
            revoked: false,
        };
        let database = &world.station().database;
        assert!(station::staff::act(database, &caller, &act, world.now()).is_err());
    }
    assert_eq!(code(&chief, &successor, leaving, None), refused);
    let not_hers = code(&village.hers, leaving, &successor, None);
    assert_eq!(not_hers.as_deref(), Some("not_allowed"));
    village.hers.sync();
    assert!(holds(&village.hers, &village.area) && holds(&village.hers, &other));

    assert_eq!(code(&chief, leaving, &successor, None), None);
    village.hers.sync();
    let hers = world.laptop(&successor);
    for area in [&village.area, &other] {
        assert!(!holds(&village.hers, area) && holds(&hers, area));
    }
    // Who asked for it, of whom and to whom, stands in the station's log.
    let (_, bytes) = station::access_log::save(world.station(), Vec::new()).expect("saved");
    let log = audit::read(bytes.as_slice()).expect("a log");
    let entries = log.entries.iter();
    let mut entries = entries.map(|bytes| audit::Entry::parse(bytes).expect("an entry"));
    let asked = entries.find(|entry| entry.field == "replace" && entry.result == successor);
    assert!(asked.is_some_and(|entry| entry.user == world.chief));
}
