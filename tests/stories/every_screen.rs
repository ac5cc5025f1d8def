//! Every reading function, for every role, over a whole synthetic station: whatever a screen asks for is answered, and no answer that
//! leaves Rust holds an unmasked number.

use std::collections::BTreeMap;

use app::broadcasts;
use app::consultations::{self, ConsultationQuery};
use app::contacts::{self, ContactQuery};
use app::declarations::{self, DeclarationQuery};
use app::disputes::{self, DisputeQuery};
use app::people::{self, Opening, PeopleQuery};
use app::reports::ReportWanted;
use app::syncing::{self, LiveState};
use app::{areas, conflicts, duplicates, records, reports, retention, rooms, search, staff, today};
use domain::Act;
use serde::Serialize;
use testkit::synthetic;
use tests::{Laptop, MORNING, World};

const PEOPLE: usize = 600;
const SEED: u64 = 7;
const PAGE: u32 = 500;

/// The station's own accounts, by name.
const ROLES: [&str; 4] = [
    synthetic::FIRST_INSTRUCTOR,
    synthetic::OFFICER,
    synthetic::CHIEF,
    synthetic::ADMINISTRATOR,
];

/// A loaded station, with one account of each role.
fn station() -> (World, Vec<String>) {
    let world = World::new();
    let mut lines = String::new();
    let mut accounts = BTreeMap::new();
    synthetic::generate_into(
        SEED,
        PEOPLE,
        domain::dates::day_of(MORNING),
        &mut |record| {
            if let ("users", Some(name)) = (
                record.kind.as_str(),
                domain::fields::text(&record.fields, "name"),
            ) {
                accounts
                    .entry(name.to_owned())
                    .or_insert_with(|| record.id.clone());
            }
            lines.push_str(&serde_json::to_string(&record).expect("a record"));
            lines.push('\n');
        },
    );
    station::load(world.station(), lines.as_bytes()).expect("loaded");
    (
        world,
        ROLES.iter().map(|name| accounts[*name].clone()).collect(),
    )
}

fn ids(laptop: &Laptop, table: &str) -> Vec<String> {
    app::listing::list(&laptop.desk, table, None, 10_000)
        .expect("listed")
        .iter()
        .filter_map(|row| row["id"].as_str().map(str::to_owned))
        .collect()
}

/// Areas this laptop's user holds; names of the others are on every laptop too.
fn held_areas(laptop: &Laptop) -> Vec<String> {
    areas::list(&laptop.desk)
        .expect("areas")
        .into_iter()
        .map(|area| area.id)
        .collect()
}

/// An answer as the window gets it. Numbers of region 330799 and mobile numbers may appear in it masked only.
fn answered<T: Serialize>(what: &str, answer: Result<T, app::AppError>) -> serde_json::Value {
    let answer = answer.unwrap_or_else(|error| panic!("{what}: {error}"));
    let value = serde_json::to_value(&answer).expect("JSON");
    let text = value.to_string();
    // A receipt's number begins with the region too, but is longer.
    let shown = text
        .split(|c: char| !c.is_ascii_digit() && c != 'X')
        .find(|run| run.starts_with("330799") && matches!(run.len(), 15 | 18));
    assert_eq!(shown, None, "{what}: an unmasked document number");
    for (start, _) in text.match_indices("+861") {
        let next: String = text[start + 4..].chars().take(10).collect();
        assert!(
            !next.chars().all(|c| c.is_ascii_digit()),
            "{what}: an unmasked phone number"
        );
    }
    value
}

#[test]
fn every_screen_opens_over_a_whole_station_for_every_role_with_numbers_masked() {
    let (world, accounts) = station();
    for user in accounts {
        let laptop = world.laptop(&user);
        at_a_glance(&laptop);
        doors(&laptop);
        persons(&laptop);
        matters(&laptop);
    }
}

fn at_a_glance(laptop: &Laptop) {
    let desk = &laptop.desk;
    answered("me", app::session::me(desk));
    answered("areas", areas::list(desk));
    let role = desk.role().expect("a role");
    if role.may(Act::ManageStation) || role.may(Act::ManageAccounts) {
        answered("station", staff::page(desk));
    }
    let live = LiveState::default();
    answered("sync line", syncing::state(desk, &live));
    answered("sync page", syncing::page(desk, &live));
    answered("conflicts", conflicts::list(desk));
    answered("duplicates", duplicates::page(desk));
    answered("retention", retention::page(desk));
    for area in std::iter::once(None).chain(held_areas(laptop).into_iter().map(Some)) {
        answered("today", today::get(desk, area.as_ref()));
        answered("counts", today::nav_counts(desk, area.as_ref()));
        for month in ["2026-11", "2026-02", "2025-01", "2024-09", "2023-01"] {
            if role.may(Act::ReadReports) {
                let wanted = ReportWanted {
                    period: month.to_owned(),
                    areas: area.iter().cloned().collect(),
                };
                answered("report", reports::report(desk, &wanted));
            }
        }
    }
    for text in [
        "王",
        "w",
        "wang",
        "ouy x",
        "欧y",
        "oyx",
        "子涵",
        "1388",
        "0014",
        "402",
        "3-402",
        "12幢",
        "nguyen",
        "alvarez",
        "𬭎",
        "·",
        "%",
        "'",
        "\"",
        "",
        " ",
        "不存在的人",
    ] {
        answered("search", search::search(desk, text, 20));
    }
}

fn doors(laptop: &Laptop) {
    let desk = &laptop.desk;
    for area in held_areas(laptop) {
        answered("buildings", rooms::buildings_list(desk, &area));
    }
    for building in ids(laptop, "buildings") {
        answered("grid", rooms::building_grid(desk, &building));
    }
    for room in ids(laptop, "rooms") {
        answered("room", rooms::room_page(desk, &room));
    }
}

fn persons(laptop: &Laptop) {
    let desk = &laptop.desk;
    let all = ids(laptop, "people");
    // Of so many some are asked about once more.
    let why = Opening {
        purpose: Some("registration".into()),
        sure: true,
        ..Opening::default()
    };
    let with_contacts = all.iter().filter(|id| {
        let page = answered("person", people::page(desk, id, &why));
        page["contacts"]
            .as_array()
            .is_some_and(|contacts| !contacts.is_empty())
    });
    // The station knows contacts of a third of its people: a page that shows none proves nothing.
    assert_eq!(with_contacts.count() > 0, !all.is_empty());
    for filter in ["here", "due", "late", "foreign", "minors", "left", "all"] {
        for sort in ["name", "since", "due", "room"] {
            for (area, text) in [
                (None, None),
                (held_areas(laptop).pop(), None),
                (None, Some("wang".to_owned())),
            ] {
                let query = PeopleQuery {
                    area,
                    filter: filter.into(),
                    text,
                    sort: sort.into(),
                    descending: sort == "due",
                    offset: 0,
                    limit: PAGE,
                };
                answered("people", people::list(desk, query));
            }
        }
    }
}

fn matters(laptop: &Laptop) {
    let desk = &laptop.desk;
    let filters: [Option<&str>; 2] = [None, Some("王")];
    for text in filters.map(|text| text.map(str::to_owned)) {
        for area in [None, held_areas(laptop).pop()] {
            let query = ContactQuery {
                area: area.clone(),
                role: Some("landlord".into()),
                text: text.clone(),
                offset: 0,
                limit: PAGE,
            };
            answered("contacts", contacts::list(desk, query));
            let query = ConsultationQuery {
                area: area.clone(),
                kind: Some("help".into()),
                status: None,
                text: text.clone(),
                offset: 0,
                limit: PAGE,
            };
            answered("consultations", consultations::list(desk, query));
            let query = DisputeQuery {
                area,
                status: Some("open".into()),
                kind: None,
                text: text.clone(),
                offset: 0,
                limit: PAGE,
            };
            answered("disputes", disputes::list(desk, query));
        }
    }
    for state in domain::codes::list("declaration_state")
        .iter()
        .map(|code| Some(code.code.clone()))
        .chain([None])
    {
        let query = DeclarationQuery {
            state,
            area: None,
            offset: 0,
            limit: PAGE,
        };
        answered("declarations", declarations::list(desk, query));
    }
    for dispute in ids(laptop, "disputes") {
        answered("dispute", disputes::page(desk, &dispute));
    }
    answered("broadcasts", broadcasts::list(desk, 0, PAGE));
    for broadcast in ids(laptop, "broadcasts") {
        answered("broadcast", broadcasts::page(desk, &broadcast));
    }
    for kind in domain::register::kinds() {
        answered(kind.name, app::listing::list(desk, kind.name, None, PAGE));
        for id in ids(laptop, kind.name).iter().take(50) {
            answered(kind.name, records::get(desk, kind.name, id));
        }
    }
}
