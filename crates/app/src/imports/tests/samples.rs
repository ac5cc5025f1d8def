use super::*;

#[test]
fn the_header_is_found_under_the_merged_title_and_the_second_sheet_is_left_alone() {
    let table = sample_table("tenant-register.xlsx", ImportAs::People);
    assert_eq!(table.sheets, ["2026年登记表", "填表说明"]);
    assert_eq!(
        (table.sheet.as_str(), table.header_row),
        ("2026年登记表", 3)
    );
    assert!(table.hidden.is_empty());
    assert_eq!((table.headers.len(), table.rows.len()), (13, 601));
    assert_eq!((table.rows[0].row, table.rows[600].row), (4, 604));
}

#[test]
fn every_row_of_the_tenant_register_is_taken_or_listed_with_its_reason() {
    let table = sample_table("tenant-register.xlsx", ImportAs::People);
    let (rows, problems) = checked(&table, ImportAs::People);
    assert_eq!(rows.len(), 576);
    let listed = [
        ("duplicate_in_file", 7),
        ("id_check_digit", 10),
        ("number_missing", 7),
        ("total_row", 1),
    ];
    assert_eq!(counts(&problems, true), BTreeMap::from(listed));
    assert_eq!(
        rows_with(&problems, "id_check_digit"),
        [133, 246, 303, 311, 325, 429, 573, 575, 576, 591]
    );
    assert_eq!(
        rows_with(&problems, "number_missing"),
        [51, 93, 201, 244, 461, 471, 564]
    );
    assert_eq!(rows_with(&problems, "total_row"), [604]);
    assert_eq!(counts(&problems, false), BTreeMap::new());
}

#[test]
fn the_same_person_twice_is_taken_once_and_the_later_row_names_the_first() {
    let table = sample_table("tenant-register.xlsx", ImportAs::People);
    let (_, problems) = checked(&table, ImportAs::People);
    let pairs: Vec<(u32, String)> = problems
        .iter()
        .filter(|problem| problem.code == "duplicate_in_file")
        .map(|problem| (problem.row, problem.args[0].1.clone()))
        .collect();
    let expected = [
        (57, 52),
        (72, 32),
        (337, 300),
        (403, 24),
        (424, 330),
        (452, 215),
        (473, 343),
    ];
    assert_eq!(
        pairs,
        expected.map(|(row, first): (u32, u32)| (row, first.to_string()))
    );
}

#[test]
fn full_width_digits_numbers_and_five_styles_of_dates_read_the_same() {
    let table = sample_table("tenant-register.xlsx", ImportAs::People);
    let rows = tenants(checked(&table, ImportAs::People).0);
    let row = |number: u32| {
        rows.iter()
            .find(|row| row.row == number)
            .expect("a sound row")
    };
    assert_eq!(row(7).number.as_deref(), Some("330799200304105307"));
    assert_eq!(row(21).phone.as_deref(), Some("+8618873396197"));
    assert_eq!(row(5).phone.as_deref(), Some("+8615074373262"));
    let dates = [4, 5, 8, 12, 13].map(|number| row(number).since.expect("a date").to_string());
    assert_eq!(
        dates,
        [
            "2026-06-04",
            "2026-02-12",
            "2026-08-19",
            "2026-03-06",
            "2026-07-22"
        ]
    );
    assert_eq!(row(5).address.full_text(), "鸡鸣山社区E区37幢2单元401室");
    assert_eq!(row(4).reason.as_deref(), Some("207"));
    assert_eq!(
        (
            row(4).sex.as_deref(),
            row(4).birth.map(|birth| birth.to_string()).as_deref()
        ),
        (Some("female"), Some("1980-09-22"))
    );
    assert!(
        rows.iter()
            .all(|row| row.phone.is_some() && row.landlord_phone.is_some() && row.since.is_some())
    );
}

#[test]
fn the_foreign_lodgers_are_taken_with_their_passports() {
    let table = sample_table("foreign-lodgers.xlsx", ImportAs::People);
    assert_eq!((table.header_row, table.rows.len()), (1, 80));
    let (rows, problems) = checked(&table, ImportAs::People);
    assert_eq!(problems, []);
    let rows = tenants(rows);
    assert_eq!(rows.len(), 80);
    assert!(
        rows.iter().all(
            |row| row.document_type.as_deref() == Some("passport") && row.nationality.is_some()
        )
    );
    let first = &rows[0];
    assert_eq!(
        (first.name.as_str(), first.name_latin.as_deref()),
        ("SINGH RAJINDER", Some("SINGH RAJINDER"))
    );
    assert_eq!(
        (first.number.as_deref(), first.nationality.as_deref()),
        (Some("P65390569"), Some("IND"))
    );
    assert_eq!(
        (
            first.sex.as_deref(),
            first.since.map(|date| date.to_string()).as_deref()
        ),
        (Some("female"), Some("2026-07-23"))
    );
    assert!(
        rows.iter().any(|row| row.name == "JOSÉ ÁLVAREZ NÚÑEZ")
            && rows
                .iter()
                .any(|row| row.nationality.as_deref() == Some("DEU"))
    );
}

#[test]
fn all_720_rooms_are_taken_with_their_use_and_landlord() {
    let table = sample_table("rooms-utf8bom.csv", ImportAs::Rooms);
    assert_eq!((table.header_row, table.rows.len()), (1, 720));
    assert_eq!(table.headers[0].text, "村社区");
    let (rows, problems) = checked(&table, ImportAs::Rooms);
    assert_eq!(problems, []);
    let Rows::Rooms(rows) = rows else {
        panic!("not rooms")
    };
    assert_eq!(rows.len(), 720);
    let mut uses = BTreeMap::new();
    for room in &rows {
        *uses
            .entry(room.room_use.as_deref().expect("a use"))
            .or_insert(0) += 1;
    }
    let expected = [
        ("dormitory", 133),
        ("let_shared", 130),
        ("let_whole", 103),
        ("own", 115),
        ("shop_dwelling", 126),
        ("vacant", 113),
    ];
    assert_eq!(uses, BTreeMap::from(expected));
    let first = &rows[0];
    assert_eq!(
        (
            first.village.as_deref(),
            first.zone.as_deref(),
            first.building.as_str()
        ),
        (Some("青岩刘村"), Some("B区"), "1")
    );
    assert_eq!(
        (
            first.unit.as_deref(),
            first.floor.as_deref(),
            first.label.as_str()
        ),
        (Some("1"), Some("1"), "101")
    );
    assert_eq!(first.landlord_phone.as_deref(), Some("+8618818621045"));
}

#[test]
fn all_1500_contacts_are_taken_with_commas_quotes_and_flowers_in_their_names() {
    let table = sample_table("wecom-contacts-gb18030.csv", ImportAs::Contacts);
    assert_eq!((table.header_row, table.rows.len()), (1, 1500));
    let (rows, problems) = checked(&table, ImportAs::Contacts);
    // Added after 22 November.
    assert_eq!(
        (counts(&problems, true), counts(&problems, false)),
        (BTreeMap::new(), BTreeMap::from([("time_future", 42)]))
    );
    let Rows::Contacts(rows) = rows else {
        panic!("not contacts")
    };
    assert_eq!(rows.len(), 1500);
    assert_eq!(rows.iter().filter(|row| row.phone.is_some()).count(), 601);
    assert_eq!(rows.iter().filter(|row| row.tags.is_empty()).count(), 290);
    assert_eq!(rows.iter().filter(|row| row.remark.is_none()).count(), 309);
    assert_eq!(
        rows.iter()
            .filter(|row| row.nickname.as_deref() == Some("义乌好货, 代发"))
            .count(),
        209
    );
    assert_eq!(rows[2].nickname.as_deref(), Some("🌸怡"));
    assert_eq!(rows[4].nickname.as_deref(), Some("\"老板\"邓"));
    assert_eq!(
        (rows[0].tags.as_slice(), rows[0].source.as_deref()),
        (
            ["下骆宅村".to_string(), "网店".to_string()].as_slice(),
            Some("group")
        )
    );
    // 2026-10-18 21:27 in Beijing.
    assert_eq!(rows[0].added_at, Some(1_792_330_020_000));
}

#[test]
fn no_problem_shows_a_whole_number() {
    for (name, import_as) in [
        ("tenant-register.xlsx", ImportAs::People),
        ("foreign-lodgers.xlsx", ImportAs::People),
    ] {
        let (_, problems) = checked(&sample_table(name, import_as), import_as);
        let text = serde_json::to_string(&problems).expect("plain data");
        let longest = text
            .split(|c: char| !c.is_ascii_digit())
            .map(str::len)
            .max()
            .unwrap_or(0);
        assert!(longest < 7, "{name}: {longest} digits in a row");
    }
}
