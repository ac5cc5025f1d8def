//! What the program and its web view write: every byte of every file, by strace, and the files as they lie there. Nothing that was shown or
//! typed is in any of it, except where the user asked for a file that holds it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::driver::Window;
use crate::processes;
use crate::village::{self, Village};

/// A name in the store, one that is typed and saved, one that is typed and left as a draft, a question, and a number.
const KEPT: &str = "郗甲卯";
const TYPED: &str = "郗乙辰";
const DRAFT: &str = "郗丙巳";
const QUESTION: &str = "郗丁午的社保卡丢了";
const LISTED: &str = "郗戊未";
const PHONE: &str = "19987654321";
const NUMBER: &str = "330799199001010014";
const DRAFTED: &str = "330799198512240037";
/// Written in plain text before the program begins, so that the trace is known to find what it looks for.
const PLANTED: &str = "郗己申";

fn markers() -> [&'static str; 8] {
    [KEPT, TYPED, DRAFT, QUESTION, LISTED, PHONE, NUMBER, DRAFTED]
}

/// A marker as strace prints it.
fn printed(marker: &str) -> String {
    let bytes = marker.bytes().map(|byte| match byte {
        b if b.is_ascii_graphic() => char::from(b).to_string(),
        b => format!("\\{b:o}"),
    });
    bytes.collect()
}

/// A program that starts the window under strace.
fn tracer(folder: &Path, trace: &Path) -> PathBuf {
    let path = folder.join("traced.sh");
    let calls =
        "open,openat,creat,write,pwrite64,writev,pwritev,rename,renameat,renameat2,link,linkat";
    let script = format!(
        "#!/bin/sh\nexec strace --follow-forks --seccomp-bpf --quiet=all --decode-fds=path --signal=none --string-limit=70000 \\\n\
         --trace={calls} --output={} sh -c 'printf %s {PLANTED} > {}; exec {} \"$@\"' sh \"$@\"\n",
        trace.display(),
        folder.join("planted").display(),
        processes::program().display()
    );
    std::fs::write(&path, script).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("runs");
    path
}

/// What was traced.
#[derive(Default)]
struct Trace {
    /// Files that were opened to write.
    written: BTreeSet<PathBuf>,
    /// Calls that wrote into the store's files.
    to_store: usize,
    /// Markers that were written into a file, with its path.
    found: BTreeSet<(String, String)>,
}

impl Trace {
    fn read(path: &Path) -> Trace {
        let wanted = markers().into_iter().chain([PLANTED]);
        let wanted: Vec<_> = wanted.map(|marker| (marker, printed(marker))).collect();
        let mut trace = Trace::default();
        for line in BufReader::new(File::open(path).expect("a trace")).split(b'\n') {
            let line = line.expect("a line");
            let line = String::from_utf8_lossy(&line);
            let Some((_, call)) = line.trim_start().split_once(char::is_whitespace) else {
                continue;
            };
            trace.take(call.trim_start(), &wanted);
        }
        trace
    }

    fn take(&mut self, call: &str, wanted: &[(&str, String)]) {
        if call.starts_with("open") || call.starts_with("creat") {
            let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "creat("];
            let path = call
                .rsplit_once("= ")
                .and_then(|(_, result)| inside(result));
            if let Some(path) = path.filter(|_| writes.iter().any(|flag| call.contains(flag))) {
                self.written.insert(PathBuf::from(path));
            }
            return;
        }
        // write(7</path>, "…", 12) = 12
        let Some(path) = call.split_once('(').and_then(|(_, rest)| inside(rest)) else {
            return;
        };
        if !call.contains("write") || !path.starts_with('/') || path.starts_with("/dev/") {
            return;
        }
        self.to_store += usize::from(path.contains("/store.db"));
        for (marker, printed) in wanted {
            if call.contains(printed.as_str()) {
                self.found.insert(((*marker).to_owned(), path.to_owned()));
            }
        }
    }
}

/// The path of a descriptor: `7</path>`.
fn inside(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('<')?;
    rest.split_once('>').map(|(path, _)| path)
}

/// Markers in a file, as UTF-8 or UTF-16.
fn in_file(path: &Path) -> Vec<&'static str> {
    let bytes = std::fs::read(path).unwrap_or_default();
    let has = |wanted: &[u8]| bytes.windows(wanted.len()).any(|part| part == wanted);
    let found = markers().into_iter().filter(|marker| {
        let wide: Vec<u8> = marker.encode_utf16().flat_map(u16::to_le_bytes).collect();
        has(marker.as_bytes()) || has(&wide)
    });
    found.collect()
}

fn files_below(folder: &Path, into: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files_below(&path, into);
        } else if path.is_file() {
            into.insert(path);
        }
    }
}

/// No file below the folder, and none of these, holds a marker.
fn nothing_in(folder: &Path, others: &BTreeSet<PathBuf>, but: &Path) {
    let mut files: BTreeSet<PathBuf> = others
        .iter()
        .filter(|path| path.is_file())
        .cloned()
        .collect();
    files_below(folder, &mut files);
    let found = files.iter().filter(|path| path.as_path() != but);
    let found = found.map(|path| (path, in_file(path)));
    let found: Vec<_> = found.filter(|(_, markers)| !markers.is_empty()).collect();
    assert_eq!(found, [], "in plain text");
    assert!(files.len() > 4, "{files:?}");
}

fn people(village: &Village) {
    let (his, area) = (&village.his, village.area());
    let room = his
        .text("SELECT id FROM rooms WHERE place_label = ?1", "201")
        .expect("a room");
    let phone = ["+86", PHONE].concat();
    let fields = json!({"area": area, "name": KEPT, "phone": phone, "birth": "1990-01-01",
        "document": {"type": "resident_id", "number": NUMBER}});
    let person = his.create("people", &area, fields);
    his.create(
        "residences",
        &area,
        json!({"person": person, "room": room, "since": "2026-01-10"}),
    );
    his.sync();
}

/// The officer's day: one is looked at with their number, one written down, one left in the middle, a question, a list out.
fn day(window: &Window) {
    village::unlock(window);
    village::walk_to_grid(window);
    window.press("Down");
    window.wait_text("room-title", "201");
    window.click("occupant-0-name");
    window.wait("person-page");
    window.wait_text("person-name", KEPT);
    window.click("note-add");
    window.wait_focus("note-text");
    window.types(TYPED);
    window.press("Ctrl+s");
    window.wait("note-fact");
    window.press("Ctrl+j");
    window.wait_focus("consult-kinds");
    window.press("Q");
    window.wait_focus("consult-who");
    window.click("consult-text");
    window.types(QUESTION);
    window.press("Ctrl+s");
    window.wait_gone("consult");
    window.press("Ctrl+k");
    window.wait_focus("search");
    window.types(KEPT);
    window.wait("hit-0");
    window.press("Esc");
    window.press("Esc");
    village::walk_to_grid(window);
    village::open_registration(window);
    window.types(DRAFTED);
    window.wait_text("register-derived", "1985-12-24");
    window.press("Enter");
    window.wait_focus("register-name");
    window.types(DRAFT);
    std::thread::sleep(std::time::Duration::from_secs(1));
}

#[test]
fn no_file_that_the_window_writes_holds_what_was_shown_typed_or_listed() {
    let village = Village::new();
    people(&village);
    let folder = village.folder(&village.officer);
    let aside = tempfile::tempdir().expect("a folder");
    let trace = aside.path().join("trace");
    let list = folder.path().join("名单.csv");
    let text = format!("姓名,身份证号,现住地址\n{LISTED},{NUMBER},青岩刘村E区12幢101室\n");
    std::fs::write(&list, text).expect("a list");
    assert_eq!(
        in_file(&list),
        [LISTED, NUMBER],
        "they are found where they are"
    );
    let tracer = tracer(aside.path(), &trace);
    let window = Window::open_by(tracer, folder.path(), "zh-CN", "files");
    day(&window);
    let core = window
        .processes()
        .into_iter()
        .filter(|(name, _)| name.starts_with("beatbook"));
    for (name, id) in core {
        let limits = std::fs::read_to_string(format!("/proc/{id}/limits")).expect("its limits");
        let cores = limits.lines().find(|line| line.starts_with("Max core"));
        assert!(
            cores.is_some_and(|line| line.contains(" 0 ")),
            "{name}: {cores:?}"
        );
    }
    let none = BTreeSet::new();
    nothing_in(folder.path(), &none, &list);
    window.locks(folder.path(), |window| window.press("F12"));
    nothing_in(folder.path(), &none, &list);
    drop(window);
    let trace = Trace::read(&trace);
    let planted = aside.path().join("planted");
    let planted = (PLANTED.to_owned(), planted.display().to_string());
    assert_eq!(
        trace.found,
        BTreeSet::from([planted]),
        "written in plain text"
    );
    assert!(
        trace.to_store > 10,
        "{} writes into the store",
        trace.to_store
    );
    nothing_in(folder.path(), &trace.written, &list);
    assert!(
        trace.written.contains(&folder.path().join("store.db")),
        "{:?}",
        trace.written
    );
    let outside: Vec<_> = trace
        .written
        .iter()
        .filter(|path| {
            let known = [folder.path(), aside.path(), Path::new("/dev")];
            !known.iter().any(|folder| path.starts_with(folder))
        })
        .collect();
    assert!(outside.is_empty(), "{outside:?}");
}
