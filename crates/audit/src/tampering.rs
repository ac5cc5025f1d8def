//! Seven ways to bend the log, in three places: in the station's tables, by an operator who makes everything fit again and signs it, and on
//! a laptop. Each is found.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signer, SigningKey};

use crate::check::Fault;
use crate::entry::{Act, Entry, STATION, kinds};
use crate::file::{About, LogFile, Of};
use crate::{Check, Frontier, Hash, Link, Report, SignedHead, Tip, TreeHead, check_laptop};

const LAPTOPS: [&str; 3] = ["laptop-a", "laptop-b", "laptop-c"];
const MINUTE: i64 = 60_000;

fn key_of(device: &str) -> SigningKey {
    SigningKey::from_bytes(&Hash::of(&[device.as_bytes()]).0)
}

fn public(device: &str) -> String {
    HEXLOWER.encode(key_of(device).verifying_key().as_bytes())
}

/// A station with its laptops, all of them honest.
struct World {
    log: Vec<Vec<u8>>,
    ends: BTreeMap<String, Link>,
    now: i64,
    heads: Vec<SignedHead>,
}

impl World {
    fn new() -> World {
        let mut world = World {
            log: vec![],
            ends: BTreeMap::new(),
            now: 1_795_000_000_000,
            heads: vec![],
        };
        for laptop in LAPTOPS {
            world.book(kinds::KEY, laptop, &public(laptop));
        }
        for _ in 0..4 {
            for laptop in LAPTOPS {
                world.work(laptop, 5);
            }
            world.sign_head();
        }
        world
    }

    fn append(&mut self, device: &str, fill: impl FnOnce(&mut Entry)) {
        self.now += MINUTE;
        let before = self.ends.get(device).copied();
        let mut entry = Entry::new(device, "somebody", Act::Consult);
        fill(&mut entry);
        let (bytes, link) = before
            .unwrap_or(Link::start(device))
            .append(entry, self.now);
        self.ends.insert(device.to_owned(), link);
        self.log.push(bytes);
    }

    fn book(&mut self, kind: &str, laptop: &str, result: &str) {
        self.append(STATION, |entry| {
            entry.act = Act::Admin;
            entry.kind = kind.to_owned();
            entry.object = laptop.to_owned();
            entry.result = result.to_owned();
        });
    }

    /// A laptop makes entries and hands them in.
    fn work(&mut self, laptop: &str, entries: usize) {
        for number in 0..entries {
            self.append(laptop, |entry| {
                entry.kind = "people".into();
                entry.object = format!("{number:032x}");
                entry.purpose = "registration".into();
            });
        }
        let Link { hash, seq, .. } = self.ends[laptop];
        let tip = Tip {
            seq,
            hash,
            at: self.now,
        };
        let signature = key_of(laptop).sign(&tip.message(laptop));
        let receipt = tip.with_signature(&HEXLOWER.encode(&signature.to_bytes()));
        self.book(kinds::RECEIPT, laptop, &receipt);
    }

    fn sign_head(&mut self) {
        let head = head_over(&self.log, self.now);
        self.heads.push(head);
    }

    fn last_head(&self) -> &SignedHead {
        self.heads.last().unwrap()
    }

    /// What this laptop keeps itself.
    fn of_laptop(&self, laptop: &str) -> LogFile {
        let own = |bytes: &&Vec<u8>| Entry::parse(bytes).unwrap().device == laptop;
        let Link { hash, seq, .. } = self.ends[laptop];
        LogFile {
            about: About {
                beatbook_log: 1,
                of: Of::Laptop(laptop.into()),
                station: "the-station".into(),
                key: public(STATION),
            },
            entries: self.log.iter().filter(own).cloned().collect(),
            head: self.heads.last().cloned(),
            acknowledged: Some((seq, hash)),
            earlier: vec![],
        }
    }
}

/// The head that the holder of the station's key signs over a log.
fn head_over(log: &[Vec<u8>], at: i64) -> SignedHead {
    let mut frontier = Frontier::default();
    for entry in log {
        frontier.append(entry);
    }
    let head = TreeHead {
        station: "the-station".into(),
        epoch: 1,
        size: frontier.size(),
        root: frontier.root(),
        at,
    };
    signed(head)
}

fn signed(head: TreeHead) -> SignedHead {
    let signature = HEXLOWER.encode(&key_of(STATION).sign(&head.message()).to_bytes());
    SignedHead { head, signature }
}

fn check(log: &[Vec<u8>], seen: &[SignedHead], last: &SignedHead) -> Report {
    let mut check = Check::new(seen.to_vec());
    for entry in log {
        check.take(entry);
    }
    check.finish(last, &public(STATION))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tampering {
    Edit,
    Delete,
    Reorder,
    Truncate,
    Fork,
    RollBack,
    Backdate,
}

const ALL: [Tampering; 7] = [
    Tampering::Edit,
    Tampering::Delete,
    Tampering::Reorder,
    Tampering::Truncate,
    Tampering::Fork,
    Tampering::RollBack,
    Tampering::Backdate,
];

fn change(bytes: &[u8], change: impl FnOnce(&mut Entry)) -> Vec<u8> {
    let mut entry = Entry::parse(bytes).unwrap();
    change(&mut entry);
    entry.bytes()
}

/// Tampers at an entry; what a whole older copy of the log is, the caller knows.
fn tamper(how: Tampering, log: &mut Vec<Vec<u8>>, at: usize, older: usize) {
    match how {
        Tampering::Edit => log[at] = change(&log[at], |entry| entry.user = "nobody".into()),
        Tampering::Delete => drop(log.remove(at)),
        Tampering::Reorder => log.swap(at, at + 1),
        Tampering::Truncate => log.truncate(log.len() - 1),
        Tampering::Fork => {
            let other = change(&log[at], |entry| entry.object = "another".into());
            log.insert(at + 1, other);
        }
        Tampering::RollBack => log.truncate(older),
        Tampering::Backdate => log[at] = change(&log[at], |entry| entry.at -= 600 * MINUTE),
    }
}

/// The operator makes each chain fit again after tampering: places, predecessors, receipts that name the new ends. Only the laptops'
/// signatures cannot be made.
fn make_fit(log: &mut [Vec<u8>]) {
    let mut ends: BTreeMap<String, Link> = BTreeMap::new();
    for bytes in log {
        let mut entry = Entry::parse(bytes).unwrap();
        if entry.kind == kinds::RECEIPT {
            let (mut tip, signature) = Tip::parse(&entry.result)
                .map(|(tip, signature)| (tip, signature.to_owned()))
                .unwrap();
            let Link { hash, seq, .. } = ends[&entry.object];
            (tip.seq, tip.hash) = (seq, hash);
            entry.result = tip.with_signature(&signature);
        }
        let device = entry.device.clone();
        let at = entry.at;
        let before = ends.get(&device).copied().unwrap_or(Link::start(&device));
        let (fitted, link) = before.append(entry, at);
        *bytes = fitted;
        ends.insert(device, link);
    }
}

/// An entry of a laptop in the middle of one of its batches.
fn in_the_middle(log: &[Vec<u8>]) -> usize {
    let of = |at: usize| Entry::parse(&log[at]).unwrap().device;
    (log.len() / 3..log.len())
        .find(|at| of(*at) == LAPTOPS[1] && of(at - 1) == LAPTOPS[1] && of(at + 1) == LAPTOPS[1])
        .unwrap()
}

#[test]
fn an_honest_log_is_whole() {
    let world = World::new();
    let report = check(&world.log, &world.heads, world.last_head());
    assert_eq!(report.findings, vec![]);
    assert_eq!((report.devices, report.heads_that_fit), (3, 4));
    for laptop in LAPTOPS {
        assert_eq!(check_laptop(&world.of_laptop(laptop)).findings, vec![]);
    }
}

#[test]
fn each_tampering_with_the_tables_is_found() {
    for how in ALL {
        let world = World::new();
        let mut log = world.log.clone();
        let at = in_the_middle(&log);
        tamper(how, &mut log, at, world.heads[1].head.size as usize);
        let report = check(&log, &[], world.last_head());
        assert!(!report.findings.is_empty(), "{how:?}");
    }
}

#[test]
fn each_tampering_is_found_after_the_operator_made_everything_fit() {
    for how in ALL {
        let world = World::new();
        let mut log = world.log.clone();
        let at = in_the_middle(&log);
        tamper(how, &mut log, at, world.heads[1].head.size as usize);
        make_fit(&mut log);
        let forged = head_over(&log, world.now);
        // By a head that anybody kept.
        let report = check(&log, &world.heads, &forged);
        assert!(!report.findings.is_empty(), "{how:?}");
        // What a laptop wrote is safe without one.
        if !matches!(how, Tampering::Truncate | Tampering::RollBack) {
            let report = check(&log, &[], &forged);
            let found = |fault| report.findings.iter().any(|finding| finding.fault == fault);
            assert!(found(Fault::BadSignature), "{how:?}: {:?}", report.findings);
        }
    }
}

#[test]
fn an_operator_who_changes_the_stations_own_entry_is_found_by_any_head_kept_since() {
    let world = World::new();
    let mut log = world.log.clone();
    let at = log
        .iter()
        .rposition(|bytes| Entry::parse(bytes).unwrap().device == STATION)
        .unwrap();
    log.truncate(at);
    let forged = head_over(&log, world.now);
    let faults = |seen: &[SignedHead]| check(&log, seen, &forged).findings;
    assert!(
        faults(&world.heads)
            .iter()
            .any(|found| found.fault == Fault::Shorter)
    );
}

#[test]
fn each_tampering_on_a_laptop_is_found() {
    for how in ALL.into_iter().filter(|how| *how != Tampering::RollBack) {
        let mut own = World::new().of_laptop(LAPTOPS[1]);
        tamper(how, &mut own.entries, 7, 5);
        assert!(!check_laptop(&own).findings.is_empty(), "{how:?}");
        // The same by somebody who makes the chain fit again.
        make_fit(&mut own.entries);
        assert!(!check_laptop(&own).findings.is_empty(), "{how:?}");
    }
}

#[test]
fn a_laptop_put_back_to_an_older_copy_of_itself_is_found_when_it_goes_on() {
    let mut world = World::new();
    let last = world.ends[LAPTOPS[1]];
    let older = world
        .log
        .iter()
        .rfind(|bytes| {
            let entry = Entry::parse(bytes).unwrap();
            entry.device == LAPTOPS[1] && entry.seq == last.seq - 6
        })
        .map(|bytes| Link {
            hash: Hash::of(&[bytes]),
            seq: last.seq - 6,
            hlc: 0,
        });
    world.ends.insert(LAPTOPS[1].into(), older.unwrap());
    let mut unnoted = World {
        log: world.log.clone(),
        ends: world.ends.clone(),
        heads: vec![],
        now: world.now,
    };
    // A station that notices says so in its own log.
    world.work(LAPTOPS[1], 2);
    world.book(kinds::FORK, LAPTOPS[1], "");
    world.sign_head();
    let report = check(&world.log, &world.heads, world.last_head());
    assert_eq!((report.findings, report.noted_forks), (vec![], 1));
    // One that hides it is found.
    unnoted.work(LAPTOPS[1], 2);
    let head = head_over(&unnoted.log, unnoted.now);
    let report = check(&unnoted.log, &[], &head);
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].fault, Fault::Fork);
}

#[test]
fn an_entry_that_a_laptop_made_with_its_clock_set_back_is_found() {
    let mut world = World::new();
    let now = world.now;
    world.now -= 24 * 60 * MINUTE;
    world.append(LAPTOPS[0], |entry| entry.kind = "people".into());
    world.now = now;
    world.work(LAPTOPS[0], 1);
    world.sign_head();
    let report = check(&world.log, &world.heads, world.last_head());
    let faults: Vec<Fault> = report.findings.iter().map(|found| found.fault).collect();
    assert_eq!(faults, [Fault::Backdated]);
}

/// The last head of each history that a laptop was told of, and the log that another history was begun in after some entries were lost.
fn put_back(names: bool) -> (World, Vec<SignedHead>) {
    let mut world = World::new();
    let seen = vec![world.heads[1].clone(), world.last_head().clone()];
    let kept = world.heads[2].head.size as usize;
    world.log.truncate(kept);
    for bytes in &world.log {
        let entry = Entry::parse(bytes).unwrap();
        let Entry { seq, hlc, .. } = entry;
        let hash = Hash::of(&[bytes]);
        world.ends.insert(entry.device, Link { hash, seq, hlc });
    }
    if names {
        world.append(STATION, |entry| {
            entry.act = Act::Admin;
            entry.kind = kinds::HISTORY.to_owned();
            entry.result = "2".to_owned();
        });
    }
    world.work(LAPTOPS[0], 3);
    world.sign_head();
    (world, seen)
}

/// The same head of another history.
fn renamed(head: &SignedHead, epoch: i64) -> SignedHead {
    let head = TreeHead {
        epoch,
        ..head.head.clone()
    };
    signed(head)
}

fn faults(report: Report) -> Vec<Fault> {
    report.findings.iter().map(|found| found.fault).collect()
}

#[test]
fn what_a_restored_copy_took_away_is_told_by_the_heads_of_the_history_before() {
    let (world, seen) = put_back(true);
    let last = renamed(world.last_head(), 2);
    let report = check(&world.log, &seen, &last);
    assert_eq!(report.heads_that_fit, 1);
    assert_eq!(faults(report), [Fault::PutBack]);
}

#[test]
fn another_name_for_the_history_excuses_nothing() {
    let (world, seen) = put_back(false);
    let last = renamed(world.last_head(), 2);
    let found = faults(check(&world.log, &seen, &last));
    assert_eq!(found, [Fault::OtherHistory, Fault::OtherHistory]);
    // The log says that a history was begun, and the head is of another one.
    let (world, _) = put_back(true);
    let last = renamed(world.last_head(), 3);
    assert_eq!(faults(check(&world.log, &[], &last)), [Fault::OtherHistory]);
}

#[test]
fn a_head_that_the_station_did_not_sign_proves_nothing() {
    let world = World::new();
    let mut foreign = world.heads[1].clone();
    foreign.signature = world.heads[0].signature.clone();
    let report = check(&world.log, &[foreign], world.last_head());
    assert_eq!(report.heads_that_fit, 0);
    assert_eq!(faults(report), [Fault::ForeignHead]);
}

#[test]
fn a_log_survives_its_file_and_a_torn_one_is_refused() {
    let world = World::new();
    let of_laptop = world.of_laptop(LAPTOPS[2]);
    let mut writer = crate::Writer::new(Vec::new(), &of_laptop.about).unwrap();
    for entry in &of_laptop.entries {
        writer.entry(entry).unwrap();
    }
    let head = of_laptop.head.as_ref();
    let last = of_laptop.acknowledged;
    let bytes = writer.finish(head, last, &of_laptop.earlier).unwrap();
    assert_eq!(crate::read(bytes.as_slice()).unwrap(), of_laptop);
    for length in 0..bytes.len() {
        assert!(crate::read(&bytes[..length]).is_err(), "{length}");
    }
    let printed = world.last_head().to_text();
    assert_eq!(SignedHead::parse(&printed).unwrap(), *world.last_head());
}
