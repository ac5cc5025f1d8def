//! Lists that are older than what an instructor saw, or wrong about who is who.

use app::importing;
use app::imports::ImportAs;
use serde_json::json;
use tests::Laptop;

use crate::imports_again::{NUMBER, line, open, open_as, person, take, village};

fn codes(prepared: &importing::Prepared) -> Vec<&str> {
    prepared
        .preview
        .problems
        .iter()
        .filter(|problem| problem.left_out)
        .map(|problem| problem.code.as_str())
        .collect()
}

fn leave(laptop: &Laptop, until: &str) {
    let stay = laptop
        .text(
            "SELECT id FROM residences WHERE person = ?1",
            &person(laptop),
        )
        .expect("a stay");
    laptop.change("residences", &stay, json!({"until": until}));
}

#[test]
fn somebody_who_moved_out_is_not_moved_back_in_by_an_old_list() {
    let (_world, laptop) = village();
    take(&laptop, &[&line("13800138000", "")]);
    leave(&laptop, "2026-10-31");
    let old = open(&laptop, &[&line("13800138000", "")]);
    assert_eq!(codes(&old), ["moved_out"]);
    assert!(
        old.preview.problems[0].message.contains("2026-10-31"),
        "{:?}",
        old.preview.problems
    );
    importing::commit(&laptop.desk, &old).unwrap();
    assert_eq!(
        laptop.count("SELECT count(*) FROM residences WHERE until = ''"),
        0
    );
    // Back since, by a newer list.
    let back = line("13800138000", "").replace("20260604", "20261105");
    assert_eq!(take(&laptop, &[&back]).updated, 1);
    assert_eq!(
        laptop.count("SELECT count(*) FROM residences WHERE until = ''"),
        1
    );
}

#[test]
fn a_number_under_another_name_overwrites_nobody() {
    let (_world, laptop) = village();
    take(&laptop, &[&line("13800138000", "")]);
    let wrong = format!("王芳,{NUMBER},13900139000,青岩刘村1-1-101,20260604,务工,");
    let prepared = open(&laptop, &[&wrong, &line("13800138000", "")]);
    assert_eq!(codes(&prepared), ["number_is_held", "number_of_another"]);
    importing::commit(&laptop.desk, &prepared).unwrap();
    let name = laptop.text("SELECT name FROM people WHERE document_number = ?1", NUMBER);
    assert_eq!(name.as_deref(), Some("李明"));
    assert_eq!(laptop.count("SELECT count(*) FROM people"), 1);
}

#[test]
fn the_number_of_a_record_that_was_merged_away_leads_to_the_standing_one() {
    let (_world, laptop) = village();
    take(&laptop, &[&line("13800138000", "")]);
    let area = laptop
        .text(
            "SELECT area_id FROM people WHERE document_number = ?1",
            NUMBER,
        )
        .unwrap();
    let standing = laptop.create("people", &area, json!({"area": area, "name": "李明"}));
    laptop.change("people", &person(&laptop), json!({"merged_into": standing}));
    take(&laptop, &[&line("13900139000", "")]);
    assert_eq!(laptop.count("SELECT count(*) FROM people"), 2);
}

#[test]
fn a_child_may_stand_before_its_guardian() {
    let (_world, laptop) = village();
    let text = "姓名,身份证号,现住地址,入住日期,出生日期,监护人\n\
        王小宝,,青岩刘村1-1-101,2026-06-04,2020-05-01,王强\n\
        王强,330799198512240036,青岩刘村1-1-101,2026-06-04,,\n";
    let prepared = open_as(&laptop, text, ImportAs::People);
    assert_eq!(codes(&prepared), Vec::<&str>::new());
    assert_eq!(
        importing::commit(&laptop.desk, &prepared).unwrap().created,
        2
    );
    let guardian = laptop.text(
        "SELECT g.name FROM people p JOIN people g ON g.id = p.guardian WHERE p.name = ?1",
        "王小宝",
    );
    assert_eq!(guardian.as_deref(), Some("王强"));
}

#[test]
fn a_landlord_without_a_number_in_the_list_of_tenants_is_the_one_of_the_building() {
    let (_world, laptop) = village();
    let rooms = "村,幢,室,房东,房东电话\n青岩刘村,1,101,陈金土,13800138001\n青岩刘村,1,102,陈金土,13800138001\n";
    importing::commit(&laptop.desk, &open_as(&laptop, rooms, ImportAs::Rooms)).unwrap();
    let tenants = "姓名,身份证号,现住地址,入住日期,房东姓名,房东电话\n\
        李明,330799199001010014,青岩刘村1幢101室,2026-06-04,陈金土,\n\
        王强,330799198512240036,青岩刘村1幢102室,2026-06-04,陈金土,13900139001\n";
    let prepared = open_as(&laptop, tenants, ImportAs::People);
    let said: Vec<(&str, &str)> = prepared
        .preview
        .differences
        .iter()
        .map(|one| (one.field.as_str(), one.becomes.as_str()))
        .collect();
    assert_eq!(said, [("phone", "139****9001")]);
    importing::commit(&laptop.desk, &prepared).unwrap();
    assert_eq!(laptop.count("SELECT count(*) FROM contacts"), 1);
}

#[test]
fn tags_of_a_newer_list_are_shown_by_name_and_taken() {
    let (world, laptop) = village();
    let tags: Vec<String> = ["网格员", "商户"]
        .iter()
        .map(|name| {
            let colleague = world.laptop(&world.chief);
            let id = colleague.create("tags", "", json!({"name": name}));
            colleague.sync();
            id
        })
        .collect();
    laptop.sync();
    let list = |tags: &str| {
        format!(
            "昵称,备注,添加人,添加时间,标签,手机号,来源\n邓涛,52幢邓涛,王丽,2026-05-02 10:00:00,{tags},13800138000,扫一扫\n"
        )
    };
    let take = |text: &str| {
        let prepared = open_as(&laptop, text, ImportAs::Contacts);
        let said: Vec<(String, String, String)> = prepared
            .preview
            .differences
            .iter()
            .map(|one| (one.field.clone(), one.was.clone(), one.becomes.clone()))
            .collect();
        importing::commit(&laptop.desk, &prepared).expect("taken in");
        said
    };
    assert_eq!(take(&list("青岩刘村；网格员")), []);
    let said = take(&list("青岩刘村；网格员；商户"));
    assert_eq!(
        said,
        [("tags".into(), "网格员".into(), "商户、网格员".into())]
    );
    let held = laptop
        .text("SELECT tags FROM contacts WHERE name = ?1", "52幢邓涛")
        .unwrap();
    assert!(tags.iter().all(|tag| held.contains(tag)), "{held}");
}

#[test]
fn a_number_that_the_spreadsheet_destroyed_is_still_so_in_the_file_of_rows_left_out() {
    let (_world, laptop) = village();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .write_row(0, 0, ["姓名", "身份证号", "现住地址", "入住日期"])
        .unwrap();
    for (row, number) in (1..).zip(0..40) {
        // Of so many one ends in a check digit that fits.
        let number = 330_799_199_001_010_000_f64 + f64::from(number) * 1_000.0;
        sheet
            .write_string(row, 0, format!("李{}", ["明", "强"][(row % 2) as usize]))
            .unwrap();
        sheet.write_number(row, 1, number).unwrap();
        sheet.write_string(row, 2, "青岩刘村1-1-101").unwrap();
        sheet.write_string(row, 3, "2026-06-04").unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let open = |bytes: &[u8]| {
        importing::open_bytes(&laptop.desk, "list.xlsx", bytes, ImportAs::People, None).unwrap()
    };
    let prepared = open(&bytes);
    assert_eq!(codes(&prepared), ["id_destroyed"; 40]);
    let folder = tempfile::tempdir().unwrap();
    let saved = importing::write_left_out(&laptop.desk, &prepared, folder.path()).unwrap();
    let again = open(&std::fs::read(saved.path).unwrap());
    assert_eq!(codes(&again), ["id_destroyed"; 40]);
}
