//! What is over and old is held by the station alone, and asked for (P16).

use std::collections::BTreeSet;

use app::older::{self, OlderAnswer, OlderForm};
use app::people::{self, Opening};
use app::reports::{self, ReportWanted};
use chrono::{Datelike, Days, Months, NaiveDate};
use domain::retention::{DECISIONS, HELD_MONTHS};
use domain::{Role, ids};
use serde_json::json;
use store::Edit;
use tests::{Laptop, World, fields_of};

use crate::records::Village;

const DAY: i64 = 86_400_000;
/// Something that is in no other record.
const MARKER: &str = "陈年旧事问过一次";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// Noon in China.
fn noon(day: NaiveDate) -> i64 {
    let noon = day.and_hms_opt(4, 0, 0).expect("a time");
    noon.and_utc().timestamp_millis()
}

struct Old {
    village: Village,
    chief: Laptop,
    person: String,
    visit: String,
    consultation: String,
    dispute: String,
    party: String,
    /// Of a month that nobody closes.
    open_month: String,
}

/// Records of October 2026, which the chief closed, and one of November, which nobody does; all on three laptops.
fn old(world: World) -> Old {
    let mut village = Village::of(world);
    let person = village.tenant();
    let (hers, area, user) = (&village.hers, &village.area, &village.instructor);
    hers.change(
        "residences",
        &hers
            .text("SELECT id FROM residences WHERE person = ?1", &person)
            .expect("a stay"),
        json!({"since": "2026-09-01"}),
    );
    let at = noon(day("2026-10-10"));
    let visit = hers.create(
        "visits",
        area,
        json!({"room": village.room, "result": "done", "note": "旧走访", "at": at, "by": user}),
    );
    let consult = |at: i64, text: &str| {
        let row = json!({"area": area, "kind": "help", "person": person, "text": text, "answer": "已答复",
            "status": "answered", "at": at, "by": user});
        hers.create("consultations", area, row)
    };
    let consultation = consult(at, MARKER);
    let open_month = consult(noon(day("2026-11-10")), "十一月的事");
    let dispute = hers.create(
        "disputes",
        area,
        json!({"area": area, "kind": "family", "course": "口角", "place": "楼下", "at": at, "by": user, "status": "settled",
            "result": {"outcome": "oral", "text": "和好", "at": noon(day("2026-10-20")), "by": user}}),
    );
    let party = hers.create(
        "dispute_parties",
        area,
        json!({"dispute": dispute, "person": person, "name": "王子涵", "phone": "+8613800138000", "side": "applicant"}),
    );
    hers.sync();
    village.his.sync();
    let chief = village.world.laptop(&village.world.chief).without_lease();
    reports::close_month(&chief.desk, "2026-10").expect("closed");
    chief.sync();
    village.hers = village.hers.without_lease();
    village.his = village.his.without_lease();
    for laptop in [&village.hers, &village.his] {
        laptop.sync();
    }
    Old {
        village,
        chief,
        person,
        visit,
        consultation,
        dispute,
        party,
        open_month,
    }
}

impl Old {
    /// The day on which all of it is old enough, and a morning later the first that is looked at.
    fn later(&self) {
        let until = day("2026-10-20") + Months::new(HELD_MONTHS);
        self.village
            .world
            .clock
            .advance(noon(until) - self.village.world.now());
    }

    fn put_away(&self) -> usize {
        self.village.world.station().put_away().expect("put away")
    }

    fn laptops(&self) -> [&Laptop; 3] {
        [&self.village.hers, &self.village.his, &self.chief]
    }

    fn sync(&self) {
        for laptop in self.laptops() {
            let round = laptop.sync();
            assert!(round.reread.is_empty(), "both sides count the same rows");
        }
    }
}

fn holds(laptop: &Laptop, kind: &str, id: &str) -> bool {
    let sql = ["SELECT id FROM ", kind, " WHERE id = ?1"].concat();
    let is_typed = laptop.text(&sql, id).is_some();
    assert_eq!(
        is_typed,
        laptop
            .text("SELECT id FROM srv WHERE id = ?1", id)
            .is_some()
    );
    is_typed
}

fn ask(laptop: &Laptop, kind: &str, id: Option<&str>, month: Option<&str>) -> OlderAnswer {
    let form = OlderForm {
        kind: kind.into(),
        id: id.map(str::to_owned),
        month: month.map(str::to_owned),
    };
    older::ask(&laptop.desk, &form).expect("an answer")
}

fn told(answer: &OlderAnswer) -> BTreeSet<&str> {
    answer.lines.iter().map(|line| line.id.as_str()).collect()
}

#[test]
fn what_is_over_old_and_closed_leaves_every_laptop_and_comes_to_no_new_one() {
    let old = old(World::new());
    let closed = [
        ("visits", &old.visit),
        ("consultations", &old.consultation),
        ("disputes", &old.dispute),
        ("dispute_parties", &old.party),
    ];
    old.village.world.clock.advance(300 * DAY);
    assert_eq!(old.put_away(), 0, "not before");
    old.later();
    assert_eq!(old.put_away(), 3);
    assert_eq!(old.put_away(), 0);
    old.sync();
    let anew = old.village.world.laptop(&old.village.instructor);
    for laptop in old.laptops().into_iter().chain([&anew]) {
        for (kind, id) in closed {
            assert!(!holds(laptop, kind, id), "{kind}");
        }
        assert!(holds(laptop, "consultations", &old.open_month));
        assert!(
            laptop
                .text("SELECT id FROM people WHERE id = ?1", &old.person)
                .is_some()
        );
        let round = laptop.sync();
        assert!(round.reread.is_empty());
    }
    // The station still has it, also when a backup is put back.
    let held = old
        .village
        .world
        .station()
        .database
        .read(|tx| tx.row(&old.consultation));
    assert_eq!(held.unwrap().expect("kept").text("text"), Some(MARKER));
}

#[test]
fn a_station_put_back_from_a_backup_still_holds_alone_what_it_put_away() {
    let mut old = old(World::in_a_file());
    old.later();
    old.put_away();
    old.sync();
    let backup = old.village.world.backup("later");
    old.village.world.restore(&backup);
    for _ in 0..2 {
        for laptop in old.laptops() {
            laptop.sync();
        }
    }
    for laptop in old.laptops() {
        assert!(!holds(laptop, "consultations", &old.consultation));
    }
    let anew = old.village.world.laptop(&old.village.instructor);
    assert!(!holds(&anew, "disputes", &old.dispute));
    assert_eq!(old.put_away(), 0);
}

#[test]
fn reports_say_the_same_before_and_after() {
    let old = old(World::new());
    old.later();
    let figures = |laptop: &Laptop| {
        let read = |period: &str| {
            let wanted = ReportWanted {
                period: period.to_owned(),
                areas: vec![],
            };
            let report = reports::report(&laptop.desk, &wanted).expect("a report");
            let figures = report.figures.iter();
            let figures: Vec<_> = figures.map(|one| (one.code.clone(), one.now)).collect();
            (figures, report.corrections)
        };
        ["2026-10", "2026-11", "2026-Q4", "2026-11-01/2026-11-30"].map(read)
    };
    old.sync();
    let before = old.laptops().map(figures);
    let consulted = before[0][0]
        .0
        .iter()
        .find(|(code, _)| code == "consultations");
    assert_eq!(
        consulted.and_then(|(_, now)| *now),
        Some(1),
        "there is something to lose"
    );
    assert_eq!(old.put_away(), 3);
    old.sync();
    assert_eq!(old.laptops().map(figures), before);
    // Of days whose records are gone nothing is told, and not a nought.
    let wanted = ReportWanted {
        period: "2026-10-05/2026-10-15".into(),
        areas: vec![],
    };
    let report = reports::report(&old.chief.desk, &wanted).expect("a report");
    let consulted = report
        .figures
        .iter()
        .find(|one| one.code == "consultations");
    assert_eq!(consulted.expect("a figure").now, None);
}

#[test]
fn a_late_edit_brings_a_record_back_to_everybody_until_it_is_old_again() {
    let old = old(World::new());
    old.later();
    let his = &old.village.his;
    assert_eq!(old.put_away(), 3);
    // His laptop has not heard of it.
    his.change(
        "consultations",
        &old.consultation,
        json!({"answer": "更正"}),
    );
    let party = his.create(
        "dispute_parties",
        &old.village.area,
        json!({"dispute": old.dispute, "name": "后来的人", "side": "respondent"}),
    );
    assert_eq!(his.sync().quarantined, 0);
    old.sync();
    for laptop in old.laptops() {
        let answer = laptop.text(
            "SELECT answer FROM consultations WHERE id = ?1",
            &old.consultation,
        );
        assert_eq!(answer.as_deref(), Some("更正"));
        for (kind, id) in [
            ("disputes", &old.dispute),
            ("dispute_parties", &old.party),
            ("dispute_parties", &party),
        ] {
            assert!(holds(laptop, kind, id), "{kind}");
        }
        assert!(!holds(laptop, "visits", &old.visit));
    }
    // Whoever worked on it finds it for a while; the dispute itself nobody changed.
    assert_eq!(old.put_away(), 1);
    old.village.world.clock.advance(91 * DAY);
    assert_eq!(old.put_away(), 1);
    old.sync();
    for laptop in old.laptops() {
        assert!(!holds(laptop, "consultations", &old.consultation));
        assert!(!holds(laptop, "dispute_parties", &party));
    }
}

#[test]
fn what_waits_for_a_person_stays_or_comes_back_and_is_erased_in_its_time() {
    let old = old(World::new());
    old.later();
    let world = &old.village.world;
    let decide = |record: &str, kind: &str, choice: &str| {
        let row = json!({"area": old.village.area, "record": record, "kind": kind, "choice": choice, "reason": "诉讼中",
            "until": if choice == "keep" { json!("2028-06-30") } else { json!(null) }, "by": old.village.his.desk.user, "at": world.now()});
        old.village.his.create(DECISIONS, &old.village.area, row)
    };
    let hold = decide(&old.consultation, "consultations", "keep");
    old.village.his.sync();
    assert_eq!(old.put_away(), 2, "what somebody asks to keep is looked at");
    old.sync();
    assert!(holds(&old.chief, "consultations", &old.consultation));
    let confirm = |id: &str| {
        old.chief.change(
            DECISIONS,
            id,
            json!({"second": {"by": world.chief, "at": world.now()}}),
        );
        old.chief.sync();
    };
    confirm(&hold);
    assert_eq!(old.put_away(), 0);
    // Of what was put away a decision is heard all the same.
    let erasure = decide(&old.dispute, "disputes", "erase");
    old.village.his.sync();
    assert_eq!(old.put_away(), 1, "the second person sees what it is about");
    old.sync();
    assert!(holds(&old.chief, "disputes", &old.dispute));
    confirm(&erasure);
    world.station().forget().unwrap();
    let held = world.station().database.read(|tx| tx.row(&old.dispute));
    assert!(held.unwrap().expect("its name").is_forgotten());
    // Nobody looks at calls: this one is erased where it is.
    world.clock.advance(320 * DAY);
    world.station().forget().unwrap();
    let held = world.station().database.read(|tx| tx.row(&old.visit));
    assert!(held.unwrap().expect("its name").is_forgotten());
    old.sync();
}

#[test]
fn people_look_at_what_is_put_away_for_its_last_thirty_days() {
    let old = old(World::new());
    old.later();
    old.put_away();
    old.sync();
    // Two years after the consultation, less thirty days.
    let day = day("2028-10-10") - Days::new(30);
    old.village
        .world
        .clock
        .advance(noon(day) - old.village.world.now());
    assert_eq!(old.put_away(), 1);
    old.sync();
    let page = app::retention::page(&old.chief.desk).expect("a page");
    assert!(page.review.iter().any(|row| row.id == old.consultation));
    assert!(page.review.iter().all(|row| row.id != old.visit));
}

#[test]
fn what_was_put_away_is_asked_for_on_record_and_kept_nowhere() {
    let old = old(World::new());
    let world = &old.village.world;
    let other = world.area("下骆宅村");
    let stranger = world
        .laptop(&world.user("赵警官", Role::Officer, &[&other]))
        .without_lease();
    old.later();
    old.put_away();
    old.sync();
    stranger.sync();
    let hers = &old.village.hers;
    let why = Opening {
        purpose: Some("contact".into()),
        ..Opening::default()
    };
    people::page(&hers.desk, &old.person, &why).expect("opened");
    let around = ask(hers, "people", Some(&old.person), None);
    assert_eq!(
        told(&around),
        BTreeSet::from([old.visit.as_str(), &old.consultation, &old.dispute])
    );
    let said = format!("{around:?}");
    assert!(
        said.contains(MARKER) && said.contains("已答复") && said.contains("王丽"),
        "{said}"
    );
    assert!(!said.contains("138001"), "no number is in it");
    assert_eq!(
        told(&ask(hers, "rooms", Some(&old.village.room), None)),
        [old.visit.as_str()].into()
    );
    let month = |laptop: &Laptop, area: Option<&str>, month: &str| {
        ask(laptop, "disputes", area, Some(month)).lines.len()
    };
    assert_eq!(month(hers, None, "2026-10"), 1);
    assert_eq!(month(&old.chief, Some(&old.village.area), "2026-10"), 1);
    assert_eq!(month(hers, None, "2026-09"), 0);
    assert_eq!(month(&old.chief, Some(&other), "2026-10"), 0);
    // Another area's month is answered like an empty one.
    assert_eq!(month(&stranger, Some(&old.village.area), "2026-10"), 0);
    assert_eq!(month(&stranger, None, "2026-10"), 0);
    // Nothing of the answer is on the laptop.
    let kept = hers.count("SELECT count(*) FROM srv WHERE instr(body, '陈年旧事') > 0");
    assert_eq!(kept, 0);
    let (_, bytes) = station::access_log::save(world.station(), Vec::new()).expect("saved");
    let log = audit::read(bytes.as_slice()).expect("a log");
    let entries = log
        .entries
        .iter()
        .map(|bytes| audit::Entry::parse(bytes).expect("an entry"));
    let asked =
        entries.filter(|entry| entry.device == audit::STATION && entry.field.starts_with("older_"));
    let fields: Vec<String> = asked.map(|entry| entry.field).collect();
    assert_eq!(
        fields
            .iter()
            .filter(|field| *field == "older_person")
            .count(),
        1
    );
    assert_eq!(
        fields.iter().filter(|field| *field == "older_room").count(),
        1
    );
    assert_eq!(
        fields
            .iter()
            .filter(|field| *field == "older_month")
            .count(),
        6
    );
}

#[test]
fn nothing_is_told_of_what_is_anothers_or_was_never_there() {
    let old = old(World::new());
    let world = &old.village.world;
    let other = world.area("下骆宅村");
    let stranger = world.laptop(&world.user("赵警官", Role::Officer, &[&other]));
    old.later();
    old.put_away();
    let signed = tests::raw::Signed::by(&stranger);
    for (number, record) in [
        &old.person,
        &old.village.room,
        "01900000-0000-7000-8000-00000000ffff",
    ]
    .into_iter()
    .enumerate()
    {
        for (kind, asked) in [
            ("person", sync::older::Older::Person(record.to_owned())),
            ("room", sync::older::Older::Room(record.to_owned())),
        ] {
            let body = sync::wire::encode(&asked).expect("a message");
            let nonce = u8::try_from(number * 2 + usize::from(kind == "room")).expect("few");
            let header = signed.header("older", &body, world.now(), nonce);
            let answer = signed
                .post(&world.url(), "older", Some(&header), body)
                .expect("an answer");
            assert_eq!(answer.status(), 200);
            let found: sync::older::OlderFound =
                sync::wire::decode(&answer.bytes().expect("a body")).expect("a message");
            assert_eq!(found, sync::older::OlderFound::default());
        }
    }
}

/// Numbers that follow from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

struct Made {
    kind: &'static str,
    id: String,
    at: NaiveDate,
    /// Day from which it is kept; none while it is open.
    over: Option<NaiveDate>,
}

fn make(laptop: &Laptop, village: &Village, dice: &mut Dice) -> Made {
    let at = day("2026-01-01") + Days::new(dice.below(318));
    let (area, user) = (&village.area, &village.instructor);
    let (kind, over, row) = match dice.below(3) {
        0 => (
            "visits",
            Some(at),
            json!({"room": village.room, "result": "done", "at": noon(at), "by": user}),
        ),
        1 => {
            let is_open = dice.below(3) == 0;
            let status = if is_open { "open" } else { "answered" };
            (
                "consultations",
                (!is_open).then_some(at),
                json!({"area": area, "kind": "help", "text": "问", "status": status, "at": noon(at), "by": user}),
            )
        }
        _ => {
            let end = (at + Days::new(dice.below(90))).min(day("2026-11-15"));
            let is_open = dice.below(3) == 0;
            let mut row = json!({"area": area, "kind": "family", "course": "口角", "at": noon(at), "by": user, "status": "open"});
            if !is_open {
                row["status"] = json!("settled");
                row["result"] =
                    json!({"outcome": "oral", "text": "和好", "at": noon(end), "by": user});
            }
            ("disputes", (!is_open).then_some(end), row)
        }
    };
    let id = laptop.create(kind, area, row);
    Made { kind, id, at, over }
}

/// The rule in its own words: whether laptops hold it.
fn is_on_laptops(made: &Made, today: NaiveDate, closed: &BTreeSet<u32>, is_held: bool) -> bool {
    let Some(over) = made.over else {
        return true;
    };
    if is_held {
        return true;
    }
    let erased = over + Months::new(if made.kind == "disputes" { 36 } else { 24 });
    if erased <= today {
        return false;
    }
    let is_counted_here = [made.at, over]
        .iter()
        .any(|day| !closed.contains(&day.month()));
    let is_looked_at = made.kind != "visits" && erased <= today + Days::new(30);
    is_counted_here || is_looked_at || over + Months::new(14) > today
}

fn laptops_hold_what_the_rule_says(seed: u64) {
    let mut dice = Dice(seed);
    let mut village = Village::new();
    let chief = village.world.laptop(&village.world.chief).without_lease();
    let made: Vec<Made> = (0..60)
        .map(|_| make(&village.hers, &village, &mut dice))
        .collect();
    village.hers.sync();
    let closed: BTreeSet<u32> = (1..=10).filter(|_| dice.below(3) > 0).collect();
    for month in &closed {
        let month = format!("2026-{month:02}");
        let row = json!({"month": month, "counts": {"broadcast_reach.published": 0}, "by": village.world.chief,
            "at": village.world.now(), "areas": [village.area]});
        let edit = Edit {
            kind: "closed_months".into(),
            id: Some(ids::derived(&["closed_months", &month])),
            fields: fields_of(row),
            base: None,
            scope: Some("station".into()),
        };
        chief.try_put(edit).expect("closed");
    }
    // Two people keep one of them.
    let kept = made
        .iter()
        .find(|one| one.kind == "consultations" && one.over.is_some())
        .expect("a consultation");
    chief.sync();
    village.his.sync();
    let hold = json!({"area": village.area, "record": kept.id, "kind": kept.kind, "choice": "keep", "reason": "诉讼中",
        "until": "2028-11-01", "by": village.his.desk.user, "at": village.world.now()});
    let hold = village.his.create(DECISIONS, &village.area, hold);
    village.his.sync();
    chief.sync();
    let second = json!({"second": {"by": village.world.chief, "at": village.world.now()}});
    chief.change(DECISIONS, &hold, second);
    chief.sync();
    village.hers = village.hers.without_lease();
    village.his = village.his.without_lease();
    for _ in 0..6 {
        village
            .world
            .clock
            .advance(i64::try_from(40 + dice.below(70)).expect("a few") * DAY);
        village.world.station().forget().expect("forgotten");
        village.world.station().put_away().expect("put away");
        let today = village.hers.desk.today();
        for laptop in [&village.hers, &village.his, &chief] {
            let round = laptop.sync();
            assert!(round.reread.is_empty(), "seed {seed}");
            for one in &made {
                assert_eq!(
                    holds(laptop, one.kind, &one.id),
                    is_on_laptops(one, today, &closed, one.id == kept.id),
                    "seed {seed}: {} of {} over {:?} on {today}, closed {closed:?}",
                    one.kind,
                    one.at,
                    one.over
                );
            }
        }
    }
    let anew = village.world.laptop(&village.instructor);
    for kind in ["visits", "consultations", "disputes"] {
        let sql = ["SELECT count(*) FROM ", kind].concat();
        assert_eq!(anew.count(&sql), village.hers.count(&sql), "seed {seed}");
    }
}

#[test]
fn laptops_hold_what_the_rule_says_whatever_there_is() {
    [1, 2, 3, 4]
        .into_iter()
        .for_each(laptops_hold_what_the_rule_says);
}
