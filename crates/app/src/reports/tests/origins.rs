use super::*;
use crate::test_desk::USER;

fn area(test: &TestDesk, fields: Value) {
    test.receive("areas", AREA, &["station"], &fields);
}

fn receive(test: &TestDesk, kind: &str, id: &str, fields: Value) {
    let scope = ["area:", AREA].concat();
    test.receive(kind, id, &[&scope], &fields);
}

fn origins(test: &TestDesk, period: &str) -> Vec<(String, Option<u32>)> {
    let report = counted(&test.desk, &of(period, &[])).expect("a report");
    let lines = report.lines.into_iter();
    let lines = lines.filter(|line| line.group == "resident_origin");
    lines.map(|line| (line.code, line.now)).collect()
}

#[test]
fn who_comes_from_here_is_not_known_until_the_area_has_a_code() {
    let test = TestDesk::new("chief");
    let (room, _) = village(&test);
    area(&test, json!({"name": "青岩刘村", "kind": "village"}));
    let household = json!({"code": "330782001001", "name": "义乌"});
    let person = test.put(
        "people",
        json!({"area": AREA, "name": "刘福根", "household": household}),
    );
    test.put(
        "residences",
        json!({"person": person, "room": room, "since": "2026-11-02"}),
    );
    assert_eq!(origins(&test, "2026-11"), [("unknown".to_owned(), Some(3))]);
    let hint = counted(&test.desk, &of("2026-11", &[])).unwrap();
    assert_eq!(hint.areas_without_code, ["青岩刘村"]);
    let exported = export(&test.desk, &of("2026-11", &[]), &[Format::Csv]).unwrap();
    let csv = String::from_utf8(exported.files[0].1.clone()).unwrap();
    assert!(csv.contains("没有行政区划代码的责任区：青岩刘村"), "{csv}");
    area(
        &test,
        json!({"name": "青岩刘村", "kind": "village", "code": "330782002003"}),
    );
    assert_eq!(
        origins(&test, "2026-11"),
        [
            ("local".to_owned(), Some(1)),
            ("floating".to_owned(), Some(2))
        ]
    );
    let told = counted(&test.desk, &of("2026-11", &[])).unwrap();
    assert_eq!(told.areas_without_code, [""; 0]);
}

#[test]
fn a_person_who_arrives_after_the_end_of_their_stay_is_still_told_by_where_they_come_from() {
    let test = TestDesk::new("chief");
    let (room, _) = village(&test);
    let [person, stay] =
        ["d1", "d2"].map(|end| ["01900000-0000-7000-8000-0000000001", end].concat());
    let lived =
        json!({"person": person, "room": room, "since": "2026-10-01", "until": "2026-11-10"});
    receive(&test, "residences", &stay, lived);
    let born = json!({"area": AREA, "name": "刘福根", "household": {"code": "330782001001"}});
    receive(&test, "people", &person, born);
    assert_eq!(origins(&test, "2026-10")[0], ("local".to_owned(), Some(1)));
    // Nobody from here owes a declaration.
    let due = "SELECT arrival_due FROM stay_due WHERE residence = ?1";
    let due: String = test
        .desk
        .read(|connection| Ok(connection.query_row(due, [&stay], |row| row.get(0))?))
        .unwrap();
    assert_eq!(due, "");
}

#[test]
fn a_merged_person_comes_from_where_the_standing_record_says() {
    let test = TestDesk::new("chief");
    let (room, _) = village(&test);
    let standing = "01900000-0000-7000-8000-0000000001e1";
    let merged = "01900000-0000-7000-8000-0000000001e2";
    let of_record = |household: &str| json!({"area": AREA, "name": "刘福根", "household": {"code": household}, "registered_by": USER});
    receive(&test, "people", standing, of_record("341204"));
    let mut record = of_record("341204");
    record["merged_into"] = json!(standing);
    receive(&test, "people", merged, record);
    let stay = json!({"person": merged, "room": room, "since": "2026-10-01"});
    receive(
        &test,
        "residences",
        "01900000-0000-7000-8000-0000000001e3",
        stay,
    );
    assert_eq!(
        origins(&test, "2026-10")[0],
        ("floating".to_owned(), Some(3))
    );
    receive(&test, "people", standing, of_record("330782001001"));
    assert_eq!(origins(&test, "2026-10")[0], ("local".to_owned(), Some(1)));
}
