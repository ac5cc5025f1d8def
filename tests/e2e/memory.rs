//! After the lock nothing of what was shown is in the memory of the web process, and neither the key nor a number in that of the program.
//! Reading it is what the program forbids other programs of its user; root may, so this needs root.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use data_encoding::HEXLOWER;
use hkdf::Hkdf;
use serde_json::{Value, json};
use sha2::Sha256;
use tests::PASSPHRASE;

use crate::driver::Window;
use crate::village::{self, Village};

/// Names that nothing else bears.
const MARKERS: usize = 20;
/// Names that may be left in the program itself: the web view's library reads answers through buffers of its own and gives them back as they
/// are; what of one lies in a block that nothing else asks for stays. Most runs leave none.
const RESIDUE: usize = 5;
/// A number that nobody else has; the list shows it masked.
const PHONE: &str = "+8619987654321";

fn marker(number: usize) -> String {
    let signs: Vec<char> = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉".chars().collect();
    format!(
        "郗{}{}",
        signs[number],
        signs[(number * 7 + 3) % signs.len()]
    )
}

/// The store's key, from its file as the window found it and the passphrase: the program tells nobody.
fn key_of(home: &Path) -> Vec<u8> {
    let text = std::fs::read_to_string(home.join("store.key")).expect("the key file");
    let file: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        file["device_secret"],
        json!(false),
        "no window has opened it yet"
    );
    let field = |name: &str| file[name].as_str().unwrap_or_default().to_owned();
    let bytes = |name: &str| {
        HEXLOWER
            .decode(field(name).as_bytes())
            .expect("hexadecimal")
    };
    let cost = |name: &str| file["cost"][name].as_u64().expect("a number") as u32;
    let (memory, passes) = (cost("memory_kib"), cost("passes"));
    let params = Params::new(memory, passes, 1, Some(32)).expect("a cost");
    let mut derived = [0u8; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(PASSPHRASE.as_bytes(), &bytes("salt"), &mut derived)
        .expect("derived");
    let mut kek = [0u8; 32];
    Hkdf::<Sha256>::new(None, &derived)
        .expand(b"beatbook store key", &mut kek)
        .expect("expanded");
    let said = format!(
        "{}|{}|{}|{memory}|{passes}|{}|false",
        file["version"],
        field("suite"),
        field("user"),
        field("salt")
    );
    let nonce: [u8; 24] = bytes("nonce").try_into().expect("a nonce");
    let cipher = XChaCha20Poly1305::new_from_slice(&kek).expect("a key");
    let sealed = bytes("wrapped");
    let payload = Payload {
        msg: &sealed,
        aad: said.as_bytes(),
    };
    cipher.decrypt(&nonce.into(), payload).expect("the key")
}

/// What is looked for: a name for the reader, and the bytes in each form that they may have.
struct Wanted(Vec<(String, Vec<u8>)>, BTreeSet<Vec<u8>>);

impl Wanted {
    fn of(texts: &[String], key: &[u8]) -> Wanted {
        let mut all = Vec::new();
        for text in texts {
            all.push((text.clone(), text.as_bytes().to_vec()));
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            all.push((format!("{text} (wide)"), wide));
        }
        all.push(("key".to_owned(), key.to_vec()));
        let hex = HEXLOWER.encode(key);
        all.push(("key (hex)".to_owned(), hex.as_bytes().to_vec()));
        all.push(("key (HEX)".to_owned(), hex.to_uppercase().into_bytes()));
        let first = |bytes: &Vec<u8>| bytes[..bytes.len().min(6)].to_vec();
        let shared = |bytes: &Vec<u8>| match bytes.len() {
            // A name: its first sign.
            9 => bytes[..3].to_vec(),
            6 => bytes[..2].to_vec(),
            _ => first(bytes),
        };
        let beginnings = all.iter().map(|(_, bytes)| shared(bytes)).collect();
        Wanted(all, beginnings)
    }

    /// Which of these are in the memory of a process; none if it has ended or may not be read.
    fn in_memory_of(&self, process: u32) -> Option<BTreeSet<String>> {
        let maps = File::open(format!("/proc/{process}/maps")).ok()?;
        let mut memory = Memory::open(process)?;
        let mut found = BTreeSet::new();
        for line in BufReader::new(maps).lines().map_while(Result::ok) {
            let mut parts = line.split_whitespace();
            let (Some(range), Some(rights)) = (parts.next(), parts.next()) else {
                continue;
            };
            // What cannot be written to is code and fonts.
            let Some((from, to)) = range.split_once('-').filter(|_| rights.starts_with("rw"))
            else {
                continue;
            };
            let number = |text: &str| u64::from_str_radix(text, 16).unwrap_or(0);
            for (from, to) in memory.there(number(from), number(to)) {
                self.look_through(&memory.read(from, to), &mut found);
            }
        }
        Some(found)
    }

    fn look_through(&self, bytes: &[u8], found: &mut BTreeSet<String>) {
        // Many share their first sign: each beginning is looked for once.
        for beginning in &self.1 {
            for place in memchr::memmem::find_iter(bytes, beginning) {
                let rest = &bytes[place..];
                let here = self.0.iter().filter(|(_, wanted)| rest.starts_with(wanted));
                found.extend(here.map(|(name, _)| name.clone()));
            }
        }
    }
}

/// The memory of another process.
struct Memory {
    pages: File,
    bytes: File,
}

const PAGE: u64 = 4_096;

impl Memory {
    fn open(process: u32) -> Option<Memory> {
        Some(Memory {
            pages: File::open(format!("/proc/{process}/pagemap")).ok()?,
            bytes: File::open(format!("/proc/{process}/mem")).ok()?,
        })
    }

    /// The parts of a range that are there, or swapped out: web processes reserve gigabytes that they never touch.
    fn there(&mut self, from: u64, to: u64) -> Vec<(u64, u64)> {
        const PAGES: usize = 1 << 16;
        let mut parts: Vec<(u64, u64)> = Vec::new();
        let mut entries = vec![0u8; PAGES * 8];
        let mut at = from;
        while at < to {
            let count = usize::try_from((to - at) / PAGE).map_or(PAGES, |left| left.min(PAGES));
            let read = &mut entries[..count * 8];
            let place = SeekFrom::Start(at / PAGE * 8);
            if self.pages.seek(place).is_err() || self.pages.read_exact(read).is_err() {
                return parts;
            }
            for (index, entry) in read.chunks_exact(8).enumerate() {
                // Bit 63: in memory; bit 62: swapped out.
                if entry[7] & 0xc0 == 0 {
                    continue;
                }
                let page = at + index as u64 * PAGE;
                match parts.last_mut() {
                    Some((_, end)) if *end == page => *end += PAGE,
                    _ => parts.push((page, page + PAGE)),
                }
            }
            at += count as u64 * PAGE;
        }
        parts
    }

    fn read(&mut self, from: u64, to: u64) -> Vec<u8> {
        let mut bytes = vec![0u8; usize::try_from(to - from).unwrap_or(0)];
        let there = self.bytes.seek(SeekFrom::Start(from)).is_ok();
        if there && self.bytes.read_exact(&mut bytes).is_ok() {
            bytes
        } else {
            Vec::new()
        }
    }
}

fn print(what: &str, found: &[(String, BTreeSet<String>)]) {
    for (process, names) in found {
        eprintln!("{what}: {process}: {} {names:?}", names.len());
    }
}

#[test]
fn after_the_lock_the_key_is_gone_and_so_is_what_was_shown() {
    let village = Village::new();
    let area = village.area();
    let names: Vec<String> = (0..MARKERS).map(marker).collect();
    for name in &names {
        let fields = json!({"area": area, "name": name, "phone": PHONE});
        village.his.create("people", &area, fields);
    }
    village.his.sync();
    let folder = village.folder(&village.instructor);
    let mut texts = names.clone();
    texts.push(PHONE.to_owned());
    let wanted = Wanted::of(&texts, &key_of(folder.path()));
    let window = Window::open(folder.path(), "zh-CN", "memory");
    village::unlock(&window);
    window.press("Alt+3");
    window.click("people-all");
    // Nothing of it is asked of the driver: what it is told passes through the program too.
    window.wait_until("all are shown", || {
        let count = "return document.querySelectorAll('[data-testid=people-page] tbody tr').length";
        let shown = window.script(count, json!([])).as_u64();
        shown.is_some_and(|shown| shown >= MARKERS as u64)
    });
    window.screenshot("shown");
    let look = || -> Vec<(String, BTreeSet<String>)> {
        window
            .processes()
            .into_iter()
            .filter_map(|(name, id)| Some((name, wanted.in_memory_of(id)?)))
            .collect()
    };
    let before = look();
    print("before", &before);
    if before.is_empty() {
        eprintln!("memory of other processes may not be read here: this needs root");
        return;
    }
    // What is looked for is found while it is there.
    for (process, least) in [("beatbook-app", 1), ("WebKitWebProces", MARKERS)] {
        let found = before.iter().filter(|(name, _)| name.starts_with(process));
        let found: usize = found.map(|(_, found)| found.len()).sum();
        assert!(found >= least, "{process}: {before:?}");
    }
    let has_key = before.iter().any(|(_, found)| found.contains("key"));
    assert!(has_key, "{before:?}");

    window.locks(folder.path(), |window| window.press("F12"));
    let mut last = Vec::new();
    let is_clean = |found: &[(String, BTreeSet<String>)]| {
        !found.is_empty()
            && found.iter().all(|(process, found)| {
                let allowed = if process.starts_with("beatbook") {
                    RESIDUE
                } else {
                    0
                };
                let is_secret = |name: &String| name.starts_with("key") || name.starts_with(PHONE);
                found.len() <= allowed && !found.iter().any(is_secret)
            })
    };
    let clean = (0..3).any(|_| {
        std::thread::sleep(Duration::from_secs(1));
        last = look();
        is_clean(&last)
    });
    print("after", &last);
    assert!(clean, "{last:?}");
}
