//! Hostile files: read in a process of its own that has nothing and may use little, each answered with a sentence.

use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use app::Language;
use app::imports::apart::{self, Cancel, Limits, Reader};
use app::imports::{ImportAs, OpenError, Table};
use domain::Role;
use tests::{PASSPHRASE, World, program};
use zip::write::SimpleFileOptions;

const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;

const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const MAIN: &str =
    r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#;
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>"#;

fn reader() -> Reader {
    Reader::program(program("beatbook"))
}

fn read(reader: &Reader, bytes: &[u8]) -> Result<Table, OpenError> {
    apart::open(
        reader,
        "x",
        bytes,
        None,
        ImportAs::People,
        &Cancel::default(),
    )
}

fn code(bytes: &[u8]) -> &'static str {
    read(&reader(), bytes).expect_err("no table").code()
}

fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("a part");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A workbook with these rows of XML and these shared strings.
fn workbook(rows: &str, strings: &str) -> Vec<u8> {
    let sheet = [MAIN, rows, "</sheetData></worksheet>"].concat();
    let strings = [
        "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">",
        strings,
        "</sst>",
    ]
    .concat();
    zipped(&[
        ("_rels/.rels", ROOT.into()),
        ("xl/workbook.xml", WORKBOOK.into()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.into()),
        ("xl/styles.xml", STYLES.into()),
        ("xl/sharedStrings.xml", strings.into()),
        ("xl/worksheets/sheet1.xml", sheet.into()),
    ])
}

/// Most memory this process has had, MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a status");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .expect("a peak");
    line.trim()
        .trim_end_matches(" kB")
        .trim()
        .parse::<u64>()
        .expect("a number")
        / 1024
}

/// A program that is no reader.
fn script(folder: &Path, text: &str) -> Reader {
    let path = folder.join("reader.sh");
    std::fs::write(&path, ["#!/bin/sh\n", text].concat()).expect("written");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    std::fs::set_permissions(&path, mode).expect("may be run");
    Reader::program(path)
}

fn slow_table() -> Vec<u8> {
    let line = "李明,330799199001010014,青岩刘村1-1-101,20260604,,,,,,,,,,,,,,,,,\n";
    let mut text =
        String::from("姓名,身份证号,现住地址,入住日期,a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q\n");
    while text.len() + line.len() < 19 << 20 {
        text.push_str(line);
    }
    text.into_bytes()
}

#[test]
fn a_file_that_is_something_else_is_called_by_its_name() {
    let word = zipped(&[
        ("[Content_Types].xml", vec![]),
        ("word/document.xml", vec![]),
    ]);
    let text = zipped(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.text".to_vec(),
        ),
        ("content.xml", b"<a/>".to_vec()),
    ]);
    let compound = |stream: &str| {
        let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let head = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        [head.as_slice(), &[0; 1024], &name].concat()
    };
    let cases: [(&[u8], &str); 15] = [
        (b"", "file_empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file_picture"),
        (b"\xFF\xD8\xFF\xE0\0\x10JFIF", "file_picture"),
        (b"BM\x36\0\0\0\0\0\0\0", "file_picture"),
        (&word, "file_document"),
        (&text, "file_document"),
        (&compound("WordDocument"), "file_document"),
        (&compound("EncryptedPackage"), "file_locked"),
        (&zipped(&[("list.csv", b"a,b".to_vec())]), "file_archive"),
        (b"Rar!\x1A\x07\x01\0", "file_archive"),
        (b"%PDF-1.7\n", "file_pdf"),
        (b"<html><table></table></html>", "file_web_page"),
        (b"\x7FELF\x02\x01\x01\0\0\0", "file_not_a_spreadsheet"),
        ("BMW 车主名单\n".as_bytes(), "file_no_header"),
        (&vec![b'a'; (20 << 20) + 1], "file_too_large"),
    ];
    for (bytes, expected) in cases {
        assert_eq!(code(bytes), expected);
    }
    let sentences: BTreeSet<String> = cases
        .iter()
        .flat_map(|(_, code)| {
            [Language::Chinese, Language::English]
                .map(|language| app::AppError::new(code).in_language(language).message)
        })
        .collect();
    let codes: BTreeSet<&str> = cases.iter().map(|(_, code)| *code).collect();
    assert_eq!(sentences.len(), 2 * codes.len());
}

#[test]
fn bombs_are_answered_and_the_program_stays_small() {
    let million = "<row><c t=\"s\"><v>0</v></c></row>".repeat(300_000);
    let wide = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(20_000));
    let shared = format!("<si><t>{}</t></si>", "x".repeat(1 << 20));
    let deep = "<row>".repeat(2_000_000);
    let nested = zipped(&[("xl/workbook.xml", zipped(&[("a", vec![0; 1 << 20])]))]);
    let zeros = zipped(&[
        ("xl/workbook.xml", WORKBOOK.into()),
        ("xl/sharedStrings.xml", vec![b' '; 400 << 20]),
    ]);
    // As they are built, they are workbooks.
    let small = workbook("<row><c t=\"s\"><v>0</v></c></row>", "<si><t>x</t></si>");
    assert_eq!(code(&small), "file_no_header");
    let before = peak();
    for (bytes, expected) in [
        (
            workbook(&million, "<si><t>x</t></si>"),
            "file_too_many_rows",
        ),
        (
            workbook(&wide, "<si><t>x</t></si>"),
            "file_too_many_columns",
        ),
        (
            workbook(&million[..million.len() / 2], &shared),
            "file_too_large",
        ),
        (nested, "file_not_a_spreadsheet"),
        (zeros, "file_too_large"),
    ] {
        assert_eq!(code(&bytes), expected);
    }
    // However it ends, it ends in a sentence.
    assert!(code(&workbook(&deep, "")).starts_with("file_"));
    assert!(peak() < before + 96, "{before} MiB became {} MiB", peak());
}

#[test]
fn a_reader_that_dies_hangs_or_raves_is_a_sentence_and_leaves_nobody_behind() {
    let table = slow_table();
    let limits = Limits::default();
    let poor = reader().within(Limits {
        memory: 8 << 20,
        ..limits
    });
    assert_eq!(read(&poor, &table), Err(OpenError::Stopped));
    let hurried = reader().within(Limits {
        processor: 1,
        ..limits
    });
    // Debug builds need seconds for this one, others may be done.
    assert!(matches!(
        read(&hurried, &table),
        Err(OpenError::Stopped) | Ok(_)
    ));
    let folder = tempfile::tempdir().unwrap();
    let second = Limits {
        wall: Duration::from_millis(300),
        ..limits
    };
    let hangs = script(folder.path(), "exec sleep 600\n").within(second);
    assert_eq!(read(&hangs, b"x"), Err(OpenError::TooSlow));
    assert_eq!(
        read(&script(folder.path(), "exec yes\n"), b"x"),
        Err(OpenError::TooLarge)
    );
    assert_eq!(
        read(&script(folder.path(), "exit 0\n"), b"x"),
        Err(OpenError::Stopped)
    );
    let nothing = Reader::program(PathBuf::from("/nonexistent/reader"));
    assert_eq!(read(&nothing, b"x"), Err(OpenError::NoReader));
    let called_off = Cancel::default();
    called_off.cancel();
    let hangs = script(folder.path(), "exec sleep 600\n");
    assert_eq!(
        apart::open(&hangs, "x", b"x", None, ImportAs::People, &called_off),
        Err(OpenError::Cancelled)
    );
    assert_eq!(children(std::process::id()), Vec::<u32>::new());
}

#[test]
fn the_reader_is_given_no_environment_no_file_and_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("seen");
    let _held = std::fs::File::open(folder.path()).unwrap();
    let seen = format!(
        "{{ env; echo --; pwd; echo --; ls /proc/$$/fd; }} > {}\n",
        out.display()
    );
    assert_eq!(
        read(&script(folder.path(), &seen), b"x"),
        Err(OpenError::Stopped)
    );
    let seen = std::fs::read_to_string(out).unwrap();
    let parts: Vec<&str> = seen.split("--\n").collect();
    for line in parts[0].lines() {
        // What a shell says of itself.
        assert!(
            ["PWD=/", "SHLVL=", "_=", "OLDPWD="]
                .iter()
                .any(|own| line.starts_with(own)),
            "{line}"
        );
    }
    assert_eq!(parts[1], "/\n");
    // The shell holds its script open under a number of its own.
    let open: Vec<u32> = parts[2].lines().map(|line| line.parse().unwrap()).collect();
    assert!(
        open.iter().all(|number| *number <= 2 || *number >= 10),
        "{open:?}"
    );
}

#[test]
fn the_reader_goes_when_the_program_is_killed() {
    let world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let home = world.laptop(&user).close();
    let file = home.path().join("slow.csv");
    std::fs::write(&file, slow_table()).unwrap();
    let mut importing = Command::new(program("beatbook"))
        .arg("--home")
        .arg(home.path())
        .args(["import", "--as", "people", "--dry-run"])
        .arg(&file)
        .env("BEATBOOK_PASSPHRASE", PASSPHRASE)
        .env("BEATBOOK_SECRETS", "")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let reader = until(|| children(importing.id()).first().copied());
    importing.kill().unwrap();
    importing.wait().unwrap();
    until(|| is_gone(reader).then_some(()));
}

fn until<T>(look: impl Fn() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "waited in vain");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn children(process: u32) -> Vec<u32> {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).into_iter();
    threads
        .flatten()
        .filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("children")).ok())
        .flat_map(|text| {
            text.split_whitespace()
                .filter_map(|id| id.parse().ok())
                .collect::<Vec<u32>>()
        })
        .collect()
}

/// Gone, or dead and not yet counted by whoever inherits it.
fn is_gone(process: u32) -> bool {
    match std::fs::read_to_string(format!("/proc/{process}/stat")) {
        Err(_) => true,
        Ok(text) => text
            .rsplit_once(") ")
            .is_some_and(|(_, rest)| rest.starts_with('Z')),
    }
}
