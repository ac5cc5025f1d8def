//! A station set up as its guide says, from the chief's window.

use app::reports::{self, ReportWanted};
use app::staff_acts::{self, StationAct};
use domain::Role;
use serde_json::json;
use tests::{Laptop, World};

fn act(chief: &Laptop, act: StationAct) -> Result<(), String> {
    let done = staff_acts::act(&chief.desk, &act);
    done.map(|_| ()).map_err(|error| error.code)
}

fn area(chief: &Laptop, name: &str, code: Option<&str>) -> Result<(), String> {
    act(
        chief,
        StationAct {
            act: "add_area".into(),
            name: Some(name.into()),
            code: code.map(str::to_owned),
            ..StationAct::default()
        },
    )
}

fn origin(laptop: &Laptop, stay: &str) -> (String, bool) {
    let read = |column: &str| {
        let sql = ["SELECT ", column, " FROM stay_due WHERE residence = ?1"].concat();
        laptop.text(&sql, stay).unwrap_or_default()
    };
    (read("origin"), !read("due_on").is_empty())
}

#[test]
fn who_comes_from_here_is_told_once_a_chief_says_where_the_area_lies() {
    let world = World::new();
    let chief = world.laptop(&world.chief);
    assert_eq!(area(&chief, "青岩刘村", None), Ok(()));
    assert_eq!(
        area(&chief, "西楼村", Some("西楼")),
        Err("area_code_impossible".into())
    );
    assert_eq!(area(&chief, "西楼村", Some("330782002004")), Ok(()));
    let id = chief
        .text("SELECT id FROM areas WHERE name = ?1", "青岩刘村")
        .expect("an area");
    let user = world.user("王丽", Role::Instructor, &[&id]);
    let hers = world.laptop(&user);
    let building = hers.create(
        "buildings",
        &id,
        json!({"area": id, "address": {"number": "12"}}),
    );
    let room = hers.create(
        "rooms",
        &id,
        json!({"building": building, "place": {"label": "402"}}),
    );
    let household = json!({"code": "330782001001", "name": "义乌"});
    let person = hers.create(
        "people",
        &id,
        json!({"area": id, "name": "刘福根", "household": household}),
    );
    let stay = hers.create(
        "residences",
        &id,
        json!({"person": person, "room": room, "since": "2026-01-05"}),
    );
    // Nobody can tell yet: the duty is not forgotten, and the report says what is missing.
    assert_eq!(origin(&hers, &stay), ("unknown".into(), true));
    let wanted = ReportWanted {
        period: hers.desk.today().format("%Y-%m").to_string(),
        areas: vec![],
    };
    let report = reports::report(&hers.desk, &wanted).expect("a report");
    assert_eq!(report.areas_without_code, ["青岩刘村"]);
    let change = StationAct {
        act: "change_area".into(),
        area: Some(id),
        code: Some("330782002003".into()),
        ..StationAct::default()
    };
    act(&chief, change).expect("changed");
    hers.sync();
    assert_eq!(origin(&hers, &stay), ("local".into(), false));
    let report = reports::report(&hers.desk, &wanted).expect("a report");
    assert_eq!(report.areas_without_code, Vec::<String>::new());
}
