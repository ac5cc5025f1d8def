//! The paper for the person, read back from its pages.

use std::collections::BTreeMap;
use std::path::Path;

use domain::register;
use serde_json::{Value, json};

use super::super::*;
use crate::test_desk::{AREA, NOW, TestDesk, USER};
use crate::words::Language;

const ME: &str = "01900000-0000-7000-8001-000000000001";
const MERGED: &str = "01900000-0000-7000-8001-000000000002";
const OTHER: &str = "01900000-0000-7000-8001-000000000003";
const GUARDIAN: &str = "01900000-0000-7000-8001-000000000004";
const WARD: &str = "01900000-0000-7000-8001-000000000005";
const COLLEAGUE: &str = "01900000-0000-7000-8001-0000000000b2";
const NUMBER: &str = "330799199001010022";
/// Numbers of others, which no paper of this person may show.
const OTHERS_NUMBERS: [&str; 6] = [
    "330799198502020013",
    "13900139000",
    "13700137000",
    "13611112222",
    "330799195503030014",
    "13522223333",
];
const OTHERS_NAMES: [&str; 4] = ["李大伟", "王建国", "王小小", "陈金土"];

fn id(number: usize) -> String {
    format!("01900000-0000-7000-8002-{number:012x}")
}

/// Every record that may be about somebody, with every field of it filled; the rows by kind.
fn filled(role: &str) -> (TestDesk, BTreeMap<&'static str, Value>) {
    let test = TestDesk::new(role);
    let scope: &[&str] = &[&["area:", AREA].concat()];
    let mut rows: BTreeMap<&'static str, Value> = BTreeMap::new();
    let mut receive = |kind: &'static str, id: &str, fields: Value| {
        test.receive(kind, id, scope, &fields);
        rows.entry(kind).or_insert(fields);
    };
    test.receive(
        "users",
        COLLEAGUE,
        &["station"],
        &json!({"name": "陈警官", "role": "officer", "active": true}),
    );
    test.receive("tags", &id(90), &["station"], &json!({"name": "租客"}));
    let (building, home, let_room) = (id(1), id(2), id(3));
    test.receive(
        "buildings",
        &building,
        scope,
        &json!({"area": AREA, "address": {"zone": "E区", "number": "12"}, "kind": "dwelling"}),
    );
    receive(
        "people",
        ME,
        json!({
            "area": AREA, "name": "王子涵", "name_latin": "WANG ZIHAN", "sex": "female", "birth": "1990-01-01",
            "document": {"type": "resident_id", "number": NUMBER}, "phone": "+8613800138000", "phone2": "+8613800138001",
            "household": {"code": "341202", "name": "安徽省阜阳市颍州区"}, "nationality": "CHN", "guardian": GUARDIAN,
        }),
    );
    receive(
        "people",
        MERGED,
        json!({"area": AREA, "name": "王子晗", "phone": "+8613800138002", "merged_into": ME}),
    );
    test.receive("people", OTHER, scope, &json!({
        "area": AREA, "name": "李大伟", "phone": "+8613900139000", "document": {"type": "resident_id", "number": "330799198502020013"},
    }));
    test.receive("people", GUARDIAN, scope, &json!({
        "area": AREA, "name": "王建国", "phone": "+8613700137000", "document": {"type": "resident_id", "number": "330799195503030014"},
    }));
    test.receive(
        "people",
        WARD,
        scope,
        &json!({"area": AREA, "name": "王小小", "birth": "2020-05-05", "guardian": ME}),
    );
    // The room somebody else lets to the person, and one that the person lets.
    test.receive(
        "contacts",
        &id(10),
        scope,
        &json!({"area": AREA, "name": "陈金土", "role": "landlord", "phone": "+8613522223333"}),
    );
    test.receive(
        "rooms",
        &home,
        scope,
        &json!({"building": building, "place": {"unit": "3", "label": "402"}, "landlord": id(10)}),
    );
    receive(
        "rooms",
        &let_room,
        json!({
            "building": building, "place": {"unit": "3", "floor": "5", "label": "501"}, "use": "let_whole", "landlord": id(11),
        }),
    );
    receive(
        "residences",
        &id(4),
        json!({
            "person": ME, "room": home, "since": "2026-03-05", "until": "2026-11-01", "reason": "202", "dwelling": "22",
            "period": "over_year", "employer": "江东制衣厂",
        }),
    );
    test.receive(
        "residences",
        &id(5),
        scope,
        &json!({"person": OTHER, "room": home, "since": "2026-03-05"}),
    );
    receive(
        "declarations",
        &id(6),
        json!({
            "person": ME, "residence": id(4), "room": home, "type": "arrive", "declared_on": "2026-03-06",
            "status": {"state": "returned", "at": NOW, "by": COLLEAGUE, "reason": "问过李大伟 13611112222"}, "platform_number": "3307992026030600000123",
        }),
    );
    receive(
        "visits",
        &id(7),
        json!({
            "room": home, "result": "done", "at": NOW, "by": USER, "confirmed": [id(4), id(5)], "note": "李大伟在家，电话 139-0013-9000",
        }),
    );
    receive(
        "contacts",
        &id(11),
        json!({
            "area": AREA, "person": ME, "room": home, "building": building, "name": "王子涵", "role": "tenant", "phone": "+8613800138000",
            "wecom": {"remark": "402王子涵", "nickname": "子涵"}, "group": "十二幢群", "tags": [id(90)], "source": "door", "added_by": USER, "added_at": NOW,
        }),
    );
    receive(
        "consultations",
        &id(12),
        json!({
            "area": AREA, "kind": "help", "channel": "phone", "person": ME, "asker": "王子涵", "text": "孩子王小小走失，找 13522223333、１３６１１１１２２２２ 或 137.0013.7000",
            "answer": "已找到", "status": "answered", "at": NOW, "by": USER,
        }),
    );
    receive(
        "notes",
        &id(19),
        json!({
            "area": AREA, "person": ME, "type": "assessment", "text": "李大伟常在夜里装卸货物", "said_by": "陈金土", "by": COLLEAGUE, "at": NOW,
            "review_on": "2027-01-15",
        }),
    );
    receive(
        "disputes",
        &id(13),
        json!({
            "area": AREA, "kind": "housing", "source": "requested", "place": "十二幢楼下", "room": home, "course": "与李大伟争押金，2026-11-02 起",
            "at": NOW, "by": USER, "status": "closed", "result": {"outcome": "written", "text": "李大伟退押金", "at": NOW, "by": COLLEAGUE},
        }),
    );
    receive(
        "dispute_parties",
        &id(14),
        json!({
            "dispute": id(13), "person": ME, "name": "王子涵", "phone": "+8613800138000", "side": "applicant",
        }),
    );
    test.receive("dispute_parties", &id(15), scope, &json!({
        "dispute": id(13), "person": OTHER, "name": "李大伟", "phone": "+8613900139000", "side": "respondent",
    }));
    receive(
        "conflicts",
        &id(16),
        json!({
            "row": ME, "kind": "people", "field": "phone", "kept": {"value": "+8613800138000", "user": USER, "at": NOW},
            "lost": {"value": "+8613800138009", "user": COLLEAGUE, "at": NOW}, "state": "settled",
            "outcome": {"choice": "kept", "by": COLLEAGUE, "at": NOW},
        }),
    );
    receive(
        "quarantined",
        &id(17),
        json!({
            "user": USER, "row": ME, "kind": "people", "reason": "not_allowed", "op": {"fields": {"employer": "x", "name": "王子函"}},
            "at": NOW, "state": "settled", "outcome": {"choice": "dropped", "by": USER, "at": NOW},
        }),
    );
    receive(
        "duplicate_cases",
        &id(18),
        json!({
            "a": ME, "b": OTHER, "why": "number", "snapshot_a": {"name": "王子涵"}, "snapshot_b": {"name": "李大伟"},
            "state": "merged", "outcome": {"stays": ME, "by": COLLEAGUE, "at": NOW}, "lost": {"phone": "+8613800138003"},
        }),
    );
    (test, rows)
}

fn form(reveal: bool) -> CopyForm {
    CopyForm {
        person: ME.into(),
        purpose: "own_request".into(),
        reveal,
    }
}

/// The pages as one run of characters: where a line breaks says nothing.
fn printed(test: &TestDesk, form: &CopyForm, folder: &Path) -> String {
    let saved = write_copy(&test.desk, form, folder).unwrap();
    let text = pdf_extract::extract_text(&saved.path).unwrap();
    run(&text)
}

fn run(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn every_field_that_is_held_about_somebody_is_on_the_paper_with_why_and_how_long() {
    let (test, rows) = filled("officer");
    let folder = tempfile::tempdir().unwrap();
    let text = printed(&test, &form(false), folder.path());
    let names_people = register::kinds().iter().filter(|kind| {
        kind.fields
            .iter()
            .any(|field| field.kind == register::FieldType::Ref("people"))
    });
    for kind in names_people {
        assert!(
            rows.contains_key(kind.name),
            "{} can name a person and is not filled here",
            kind.name
        );
    }
    for (kind, row) in &rows {
        let spec = register::kind(kind).unwrap();
        let word = run(&test.desk.say(&["kind.", kind].concat(), &[]));
        assert!(text.contains(&word), "{kind}");
        for field in spec
            .fields
            .iter()
            .filter(|field| field.name != "merged_into")
        {
            let of = format!("{kind}.{}", field.name);
            assert!(!row[field.name].is_null(), "{of} is not filled here");
            for told in [field.purpose, field.basis, field.retention] {
                let chinese = register::in_chinese(told);
                assert_ne!(chinese, told, "{of}: {told} has no Chinese words");
                assert!(text.contains(&run(chinese)), "{of}: {chinese}");
            }
            let key = ["field.", field.name].concat();
            let word = crate::words::find(Language::Chinese, &key, &[]);
            let word = word.unwrap_or_else(|| panic!("{of} has no word"));
            assert!(text.contains(&run(&word)), "{of}: {word}");
        }
    }
    for value in [
        "王子涵",
        "王子晗",
        "WANGZIHAN",
        "女",
        "1990-01-01",
        "330799********0022",
        "138****8000",
        "138****8001",
        "138****8002",
        "安徽省阜阳市颍州区",
        "E区12幢3单元402室",
        "E区12幢3单元501室",
        "2026-03-05",
        "2026-11-01",
        "江东制衣厂",
        "2026-03-06",
        "3307992026030600000123",
        "402王子涵",
        "十二幢群",
        "租客",
        "已找到",
        "○○常在夜里装卸货物",
        "2027-01-15",
        "十二幢楼下",
        "王子函",
        "138****8009",
        "138****8003",
        "王**",
        "陈警官（责任民警）",
        "王丽（责任民警）",
        "3单元501室",
        "本人要求",
    ] {
        assert!(text.contains(value), "{value} is not on the paper: {text}");
    }
}

#[test]
fn nobody_elses_number_or_name_is_on_the_paper() {
    let (test, _) = filled("officer");
    let folder = tempfile::tempdir().unwrap();
    for reveal in [false, true] {
        let text = printed(&test, &form(reveal), folder.path());
        let signs = text.chars().filter(|c| !matches!(c, '-' | '.'));
        let digits: String = signs
            .map(|c| match c {
                '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
                c => c,
            })
            .collect();
        for number in OTHERS_NUMBERS {
            assert!(!digits.contains(number), "{number}");
            // Nor masked: it is not theirs to check.
            assert!(
                !text.contains(&[&number[..3], "****", &number[number.len() - 4..]].concat()),
                "{number}"
            );
        }
        for name in OTHERS_NAMES {
            assert!(!text.contains(name), "{name}: {text}");
        }
        // A day in a text is no number.
        assert!(text.contains("与○○争押金，2026-11-02起"), "{text}");
        assert_eq!(text.contains(NUMBER), reveal);
        assert_eq!(text.contains("13800138001"), reveal);
    }
}

#[test]
fn each_print_is_one_entry_with_its_purpose_and_the_number_that_stands_on_it() {
    let (test, _) = filled("officer");
    let folder = tempfile::tempdir().unwrap();
    for reveal in [false, true] {
        let saved = write_copy(&test.desk, &form(reveal), folder.path()).unwrap();
        let entries = test.accesses("people");
        let entry = entries.last().unwrap();
        assert_eq!(entry.act, audit::Act::Disclose);
        assert_eq!(
            (entry.field.contains("document"), entry.purpose.as_str()),
            (reveal, "own_request")
        );
        let text = run(&pdf_extract::extract_text(&saved.path).unwrap());
        assert!(text.contains(&entry.result), "{}", entry.result);
        // The name of the file tells of nobody.
        assert!(
            saved
                .path
                .ends_with(&["copy-", &entry.result, ".pdf"].concat()),
            "{}",
            saved.path
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&saved.path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
    assert_eq!(test.accesses("people").len(), 2);
}

#[test]
fn without_a_purpose_or_a_right_nothing_is_printed_and_nothing_logged() {
    let (test, _) = filled("officer");
    let folder = tempfile::tempdir().unwrap();
    let refused = |test: &TestDesk, form: &CopyForm| {
        write_copy(&test.desk, form, folder.path())
            .unwrap_err()
            .code
    };
    let of = |purpose: &str| CopyForm {
        purpose: purpose.into(),
        ..form(false)
    };
    assert_eq!(refused(&test, &of("")), "purpose_needed");
    assert_eq!(refused(&test, &of("curious")), "unknown_code");
    let (auditor, _) = filled("auditor");
    assert_eq!(refused(&auditor, &form(false)), "not_allowed");
    assert_eq!(
        test.accesses("people").len() + auditor.accesses("people").len(),
        0
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    // A folder that is gone is told; that it was meant to be printed stays on record.
    let gone = folder.path().join("gone");
    assert_eq!(
        write_copy(&test.desk, &form(false), &gone)
            .unwrap_err()
            .code,
        "copy_file"
    );
    assert_eq!(test.accesses("people").len(), 1);
}

#[test]
fn the_paper_says_who_looked_and_what_was_corrected_as_far_as_this_laptop_knows() {
    let (mut test, _) = filled("officer");
    let folder = tempfile::tempdir().unwrap();
    let open = |purpose: &str| page(&test.desk, ME, &super::opened_for(purpose)).unwrap();
    open("contact");
    test.clock.advance(31 * 60_000);
    open("contact");
    let change = |phone: &str| {
        let done = test.desk.write("done.saved", |write| {
            let fields = json!({"phone": phone}).as_object().unwrap().clone();
            Ok(Some(
                write.put(store::Edit::change("people", ME, None, fields))?,
            ))
        });
        done.unwrap();
        test.clock.advance(60_000);
    };
    change("+8613800138005");
    change("+8613800138006");
    let text = printed(&test, &form(false), folder.path());
    assert!(
        text.contains("没有连上派出所，只列出打印的这台电脑上的"),
        "{text}"
    );
    assert!(
        text.contains("2026-11-20王丽（责任民警）查看·人员·全部信息（号码隐藏）联系本人2"),
        "{text}"
    );
    assert!(
        text.contains("138****8005138****8006王丽（责任民警）"),
        "{text}"
    );
    // What was before the first edit here, nothing keeps.
    assert!(
        text.contains("没有保存138****8005王丽（责任民警）"),
        "{text}"
    );
    let told = changes(&test.desk, ME).unwrap();
    assert!(!told.of_station);
    let newest = &told.lines[0];
    assert_eq!(
        (newest.was.as_deref(), newest.became.as_deref()),
        (Some("138****8005"), Some("138****8006"))
    );
    let conflict = told.lines.iter().find(|line| line.note.is_some()).unwrap();
    assert_eq!(
        (conflict.was.as_deref(), conflict.became.as_deref()),
        (Some("138****8009"), Some("138****8000"))
    );
    test.desk.language = Language::English;
    let text = printed(&test, &form(false), folder.path());
    for said in [
        "Personaldataof王子涵",
        "Wholooked",
        "sixmonthsafterdeparture",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn corrections_are_shown_to_who_supervises_and_has_the_person_open() {
    let (officer, _) = filled("officer");
    assert_eq!(
        changes(&officer.desk, ME).unwrap_err().code,
        "purpose_needed"
    );
    let (instructor, _) = filled("instructor");
    page(&instructor.desk, ME, &super::opened_for("contact")).unwrap();
    assert_eq!(
        changes(&instructor.desk, ME).unwrap_err().code,
        "not_allowed"
    );
}
