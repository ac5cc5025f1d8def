//! Rubbish never panics, and no row is lost between taken and listed.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::*;

const ALL: [ImportAs; 3] = [ImportAs::Rooms, ImportAs::People, ImportAs::Contacts];

/// Opens and checks; every row is taken or listed as left out, never both.
fn settle(bytes: &[u8], import_as: ImportAs) {
    let Ok(table) = open("x", bytes, None, import_as) else {
        return;
    };
    let (rows, problems) = checked(&table, import_as);
    let taken: Vec<u32> = match &rows {
        Rows::Tenants(rows) => rows.iter().map(|row| row.row).collect(),
        Rows::Rooms(rows) => rows.iter().map(|row| row.row).collect(),
        Rows::Contacts(rows) => rows.iter().map(|row| row.row).collect(),
    };
    for row in &table.rows {
        let listed = problems
            .iter()
            .any(|problem| problem.row == row.row && problem.blocks);
        assert_ne!(
            taken.contains(&row.row),
            listed,
            "row {}: {:?}",
            row.row,
            row.cells
        );
    }
}

fn run<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value)) {
    let mut runner = TestRunner::new_with_rng(
        Config::with_cases(cases),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    runner
        .run(&strategy, |value| {
            test(value);
            Ok(())
        })
        .expect("holds for every case");
}

#[test]
fn random_bytes_are_settled() {
    let start = prop::sample::select(vec![
        &b""[..],
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        b"\xEF\xBB\xBF",
        b"\xFF\xFE",
    ]);
    run(600, (start, vec(any::<u8>(), 0..600)), |(start, rest)| {
        for import_as in ALL {
            settle(&[start, &rest].concat(), import_as);
        }
    });
}

#[test]
fn random_tables_are_settled() {
    let word = prop::sample::select(vec![
        "姓名",
        "身份证号",
        "现住地址",
        "民族",
        "幢",
        "室",
        "昵称",
        "备注",
        "手机",
        "标签",
        "监护人",
        "出生日期",
        "入住日期",
        "李明",
        "330799199001010014",
        "330799201506010079",
        "3.3E+17",
        "青岩刘村1-1-101",
        "青岩刘村",
        "20260604",
        "2015-01-01",
        "13800138000",
        "合计",
        "填表人：",
        "无",
        "",
        "",
        "\u{FFFD}",
        "1",
        "101",
    ]);
    run(100, vec(vec(word, 0..8), 0..12), |lines| {
        let lines: Vec<String> = lines.iter().map(|line| line.join(",")).collect();
        let text = format!(
            "姓名,身份证号,现住地址,昵称,手机,幢,室\n{}\n",
            lines.join("\n")
        );
        for import_as in ALL {
            settle(text.as_bytes(), import_as);
        }
    });
}

#[test]
fn truncated_and_spoilt_samples_are_settled() {
    for name in [
        "tenant-register.xlsx",
        "foreign-lodgers.xlsx",
        "wecom-contacts-gb18030.csv",
        "rooms-utf8bom.csv",
    ] {
        let bytes = sample(name);
        let length = bytes.len();
        run(
            6,
            (
                0..length,
                vec((0..length, any::<u8>()), 0..12),
                any::<bool>(),
            ),
            |(cut, spots, whole)| {
                let mut bytes = if whole {
                    bytes.clone()
                } else {
                    bytes[..cut].to_vec()
                };
                for (at, byte) in spots {
                    if let Some(spot) = bytes.get_mut(at) {
                        *spot = byte;
                    }
                }
                settle(
                    &bytes,
                    if name.starts_with("rooms") {
                        ImportAs::Rooms
                    } else {
                        ImportAs::People
                    },
                );
            },
        );
    }
}
