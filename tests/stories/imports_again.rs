//! Files that come a second time: changed, corrected, or after somebody worked on what they made.

use std::sync::{Arc, OnceLock};

use app::importing::{self, ImportChoice, ImportDifference, ImportMapped, Prepared, Progress};
use app::imports::apart::Cancel;
use app::imports::{Field, ImportAs};
use domain::Role;
use serde_json::json;
use tests::{Laptop, World};

pub(crate) const HEADER: &str = "姓名,身份证号,联系电话,现住地址,入住日期,居住事由,服务处所";
pub(crate) const NUMBER: &str = "330799199001010014";

pub(crate) fn village() -> (World, Laptop) {
    let world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let laptop = world.laptop(&user);
    (world, laptop)
}

pub(crate) fn open(laptop: &Laptop, lines: &[&str]) -> Prepared {
    let text = [HEADER, "\n", &lines.join("\n"), "\n"].concat();
    open_as(laptop, &text, ImportAs::People)
}

pub(crate) fn open_as(laptop: &Laptop, text: &str, import_as: ImportAs) -> Prepared {
    importing::open_bytes(&laptop.desk, "list.csv", text.as_bytes(), import_as, None)
        .expect("a list")
}

pub(crate) fn take(laptop: &Laptop, lines: &[&str]) -> importing::ImportResult {
    importing::commit(&laptop.desk, &open(laptop, lines)).expect("taken in")
}

pub(crate) fn line(phone: &str, employer: &str) -> String {
    format!("李明,{NUMBER},{phone},青岩刘村1-1-101,20260604,务工,{employer}")
}

fn seen(differences: &[ImportDifference]) -> Vec<(&str, &str, &str, bool)> {
    differences
        .iter()
        .map(|one| {
            (
                one.field.as_str(),
                one.was.as_str(),
                one.becomes.as_str(),
                one.taken,
            )
        })
        .collect()
}

pub(crate) fn phone(laptop: &Laptop) -> String {
    laptop
        .text(
            "SELECT phone FROM people WHERE document_number = ?1",
            NUMBER,
        )
        .expect("somebody")
}

pub(crate) fn person(laptop: &Laptop) -> String {
    laptop
        .text("SELECT id FROM people WHERE document_number = ?1", NUMBER)
        .expect("somebody")
}

#[test]
fn a_newer_list_shows_its_differences_masked_and_updates_what_nobody_touched() {
    let (_world, laptop) = village();
    take(&laptop, &[&line("13800138000", "")]);
    let newer = open(&laptop, &[&line("13900139000", "义乌商贸城")]);
    assert_eq!(
        seen(&newer.preview.differences),
        [
            ("phone", "138****8000", "139****9000", true),
            ("employer", "", "义乌商贸城", true)
        ]
    );
    assert_eq!((newer.preview.updated, newer.preview.unchanged), (1, 0));
    assert_eq!(phone(&laptop), "+8613800138000");
    let result = importing::commit(&laptop.desk, &newer).unwrap();
    assert_eq!((result.created, result.updated), (0, 1));
    assert_eq!(phone(&laptop), "+8613900139000");
    let waiting = laptop.waiting();
    let again = take(&laptop, &[&line("13900139000", "义乌商贸城")]);
    assert_eq!(
        (again.updated, again.unchanged, laptop.waiting()),
        (0, 1, waiting)
    );
    // A blank says nothing.
    let blank = open(&laptop, &[&line("", "")]);
    assert_eq!(seen(&blank.preview.differences), []);
}

#[test]
fn what_somebody_corrected_since_stays_unless_it_is_ticked() {
    let (world, laptop) = village();
    take(&laptop, &[&line("13800138000", "")]);
    laptop.sync();
    // On another laptop of the same village.
    let colleague = world.laptop(&world.chief);
    colleague.change(
        "people",
        &person(&colleague),
        json!({"phone": "+8613700137000"}),
    );
    colleague.sync();
    laptop.sync();
    for list in ["13800138000", "13900139000"] {
        let again = open(&laptop, &[&line(list, "")]);
        assert!(!again.preview.differences[0].taken);
        importing::commit(&laptop.desk, &again).unwrap();
        assert_eq!(phone(&laptop), "+8613700137000");
    }
    let again = open(&laptop, &[&line("13900139000", "")]);
    let choice = ImportChoice {
        take: vec![again.preview.differences[0].key.clone()],
        leave: vec![],
    };
    importing::commit_with(&laptop.desk, &again, &choice, &Progress::silent()).unwrap();
    assert_eq!(phone(&laptop), "+8613900139000");
}

#[test]
fn a_difference_that_is_unticked_is_left_and_one_never_imported_waits_for_a_tick() {
    let (_world, laptop) = village();
    take(&laptop, &[&line("13800138000", "")]);
    let newer = open(&laptop, &[&line("13900139000", "")]);
    let choice = ImportChoice {
        take: vec![],
        leave: vec![newer.preview.differences[0].key.clone()],
    };
    importing::commit_with(&laptop.desk, &newer, &choice, &Progress::silent()).unwrap();
    assert_eq!(phone(&laptop), "+8613800138000");
    let rooms = "村,幢,室,用途,房东,房东电话\n青岩刘村,1,101,整租,陈金土,13800138001\n";
    let listed = open_as(&laptop, rooms, ImportAs::Rooms);
    assert!(
        listed
            .preview
            .differences
            .iter()
            .all(|one| one.taken && one.was.is_empty()),
        "{:?}",
        listed.preview.differences
    );
    importing::commit(&laptop.desk, &listed).unwrap();
    let other = "村,幢,室,用途,房东,房东电话\n青岩刘村,1,101,自住,周大海,13800138002\n";
    let listed = open_as(&laptop, other, ImportAs::Rooms);
    let fields: Vec<&str> = listed
        .preview
        .differences
        .iter()
        .map(|one| one.field.as_str())
        .collect();
    assert_eq!(fields, ["use", "landlord"]);
    importing::commit(&laptop.desk, &listed).unwrap();
    let landlord = laptop.text(
        "SELECT c.name FROM rooms r JOIN contacts c ON c.id = r.landlord WHERE r.place_label = ?1",
        "101",
    );
    assert_eq!(landlord.as_deref(), Some("周大海"));
}

#[test]
fn an_import_that_is_called_off_leaves_nothing_behind() {
    let (_world, laptop) = village();
    let lines: String = (0..600)
        .map(|number| format!("青岩刘村,1,{}\n", 100 + number))
        .collect();
    let prepared = open_as(&laptop, &["村,幢,室\n", &lines].concat(), ImportAs::Rooms);
    assert_eq!(prepared.preview.sound, 600);
    // Called off by the first word about how far it is.
    let cancel: Arc<OnceLock<Cancel>> = Arc::default();
    let heard = cancel.clone();
    let progress = Progress::new(move |done, all| {
        assert_eq!((done, all), (250, 600));
        heard.get().expect("known").cancel();
    });
    cancel.set(progress.cancel.clone()).expect("set once");
    let choice = ImportChoice::default();
    let error = importing::commit_with(&laptop.desk, &prepared, &choice, &progress).unwrap_err();
    assert_eq!(error.code, "import_cancelled");
    for table in ["buildings", "rooms", "op", "import_batch", "import_said"] {
        let sql = ["SELECT count(*) FROM ", table].concat();
        assert_eq!(laptop.count(&sql), 0, "{table}");
    }
}

#[test]
fn what_columns_are_is_remembered_for_the_next_file_with_this_header() {
    let (_world, laptop) = village();
    let text = "姓名,身份证号,甲,现住地址,入住日期,民族\n李明,330799199001010014,13800138000,青岩刘村1-1-101,20260604,汉\n";
    let prepared = open_as(&laptop, text, ImportAs::People);
    assert_eq!(prepared.preview.columns[2].field, None);
    assert!(prepared.preview.columns[5].refused);
    let said: Vec<ImportMapped> = ["C", "F"]
        .map(|column| ImportMapped {
            column: column.into(),
            field: Some(if column == "C" {
                Field::Phone
            } else {
                Field::Household
            }),
        })
        .into();
    let mapped = importing::map(&laptop.desk, &prepared, &said, &Progress::silent()).unwrap();
    assert_eq!(mapped.preview.columns[2].field, Some(Field::Phone));
    assert_eq!(
        mapped.preview.columns[5].field, None,
        "a refused column stays refused"
    );
    importing::commit(&laptop.desk, &mapped).unwrap();
    assert_eq!(phone(&laptop), "+8613800138000");
    let again = open_as(&laptop, text, ImportAs::People);
    assert!(again.preview.remembered);
    assert_eq!(again.preview.columns[2].field, Some(Field::Phone));
    let other = open_as(&laptop, &text.replace('甲', "乙"), ImportAs::People);
    assert!(!other.preview.remembered);
    assert_eq!(
        laptop.count("SELECT count(*) FROM op WHERE kind = 'import_mapping'"),
        0
    );
}

#[test]
fn rows_left_out_are_saved_corrected_and_imported_and_the_access_log_says_so() {
    let (_world, laptop) = village();
    let text = "姓名,民族,身份证号,联系电话,现住地址,入住日期,居住事由\n\
        李明,汉,330799199001010014,13800138000,青岩刘村1-1-101,2026-06-04,务工\n\
        王强,汉,330799198512240037,13800138001,青岩刘村1-1-102,2026-06-04,务工\n\
        赵六,汉,,=1+1,青岩刘村1-1-103,2026-06-04,务工\n\
        合计,,3,,,,\n";
    let prepared = open_as(&laptop, text, ImportAs::People);
    let result = importing::commit(&laptop.desk, &prepared).unwrap();
    assert_eq!((result.created, result.left_out), (1, 3));
    let folder = tempfile::tempdir().unwrap();
    let saved = importing::write_left_out(&laptop.desk, &prepared, folder.path()).unwrap();
    let logged = laptop.accesses("imports");
    let acts: Vec<audit::Act> = logged.iter().map(|entry| entry.act).collect();
    assert_eq!(acts, [audit::Act::Collect, audit::Act::Disclose]);
    // Under the number that stands in the file.
    assert!(logged[1].result.ends_with(" 3"), "{}", logged[1].result);
    let bytes = std::fs::read(&saved.path).unwrap();
    let again =
        importing::open_bytes(&laptop.desk, "again.xlsx", &bytes, ImportAs::People, None).unwrap();
    let preview = &again.preview;
    let headers: Vec<&str> = preview
        .columns
        .iter()
        .map(|column| column.header.as_str())
        .collect();
    assert!(!headers.contains(&"民族"), "{headers:?}");
    let reason = preview.columns.last().unwrap();
    assert_eq!(
        (reason.field, reason.note.is_some()),
        (None, true),
        "{reason:?}"
    );
    // The total is nobody's to correct.
    let codes: Vec<&str> = preview
        .problems
        .iter()
        .filter(|problem| problem.left_out)
        .map(|problem| problem.code.as_str())
        .collect();
    assert_eq!(
        (preview.total, codes),
        (2, vec!["id_check_digit", "number_missing"])
    );
    let corrected = correct(&bytes);
    let again = importing::open_bytes(
        &laptop.desk,
        "again.csv",
        &corrected,
        ImportAs::People,
        None,
    )
    .unwrap();
    let result = importing::commit(&laptop.desk, &again).unwrap();
    assert_eq!((result.created, result.left_out), (2, 0));
    assert_eq!(laptop.count("SELECT count(*) FROM people"), 3);
}

/// The saved workbook as somebody would save it after correcting both rows.
fn correct(bytes: &[u8]) -> Vec<u8> {
    use calamine::Reader;
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("a workbook");
    let range = book.worksheet_range_at(0).expect("a sheet").expect("cells");
    let rows: Vec<String> = range
        .rows()
        .map(|row| {
            let cells: Vec<String> = row.iter().map(|cell| cell.to_string()).collect();
            cells.join("\t")
        })
        .collect();
    rows.join("\n")
        .replace("330799198512240037", "330799198512240036")
        .replace("赵六\t\t", "赵六\t330799196010100088\t")
        .replace("赵六\t330799196010100088\t", "赵六\t33079919601001008X\t")
        .into_bytes()
}

#[test]
fn taking_back_leaves_what_a_colleague_changed_or_used_since() {
    let (world, laptop) = village();
    let lines = [
        line("13800138000", ""),
        "王强,330799198512240036,13800138001,青岩刘村1-1-102,20260604,务工,".into(),
        "赵六,33079919601001008X,13800138002,青岩刘村1-1-103,20260604,务工,".into(),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let result = take(&laptop, &lines);
    laptop.sync();
    world.clock.advance(60_000);
    let colleague = world.laptop(&world.chief);
    // One is corrected, of another the room is visited, the third is left alone.
    colleague.change(
        "people",
        &person(&colleague),
        json!({"phone": "+8613700137000"}),
    );
    let room = colleague
        .text("SELECT id FROM rooms WHERE place_label = ?1", "102")
        .unwrap();
    let area = colleague
        .text("SELECT area_id FROM rooms WHERE id = ?1", &room)
        .unwrap();
    colleague.create(
        "visits",
        &area,
        json!({"room": room, "result": "done", "at": world.now(), "by": world.chief}),
    );
    colleague.sync();
    laptop.sync();
    importing::undo(&laptop.desk, &result.batch).unwrap();
    let left = |sql: &str| laptop.count(sql);
    assert_eq!(left("SELECT count(*) FROM people"), 1);
    assert_eq!(person(&laptop), person(&colleague));
    assert_eq!(
        left("SELECT count(*) FROM rooms WHERE place_label = '102'"),
        1
    );
    assert_eq!(
        left("SELECT count(*) FROM rooms WHERE place_label = '103'"),
        0
    );
    laptop.sync();
    colleague.sync();
    for table in ["people", "rooms", "residences", "buildings"] {
        let sql = ["SELECT count(*) FROM ", table].concat();
        assert_eq!(colleague.count(&sql), laptop.count(&sql), "{table}");
    }
}
