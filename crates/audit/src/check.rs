//! Checking a whole log: entry by entry, in one pass.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::CLOCK_TOLERANCE;
use crate::chain::{Tip, is_bookkeeping};
use crate::entry::{Entry, STATION, kinds};
use crate::hash::Hash;
use crate::head::{SignedHead, TreeHead};
use crate::keys;
use crate::tree::Frontier;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// No entry, or one in another form than its own.
    Unreadable,
    /// It follows an entry that is not in the log before it: one was taken out, changed or moved.
    Loose,
    /// Its place is not the next one, or its stamp does not rise.
    OutOfOrder,
    /// It follows an entry that has a successor already, and the station did not note it at the time.
    Fork,
    /// It says it was made before the laptop last signed its chain.
    Backdated,
    /// The signature of a laptop under the end of its chain is not of its key, or not over what is in the log.
    BadSignature,
    /// A laptop's last entries are not covered by any signature of it.
    Unsigned,
    /// A laptop came with another key.
    KeyChanged,
    /// The signature under the head is not of the station's key.
    HeadNotSigned,
    /// The root over the entries is not what the head says.
    HeadDiffers,
    /// A head that was seen names more entries than there are: some were taken away, or an older copy was put back.
    Shorter,
    /// A laptop has entries that the station acknowledged and that are not in the station's log.
    Missing,
    /// A head that was seen names entries of a history that the station gave up: an older copy was put back, and the log says where.
    PutBack,
    /// A head is of a history that the log does not name.
    OtherHistory,
    /// A head that was given is not signed by the station, or is of another one: it proves nothing.
    ForeignHead,
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What.
    pub fault: Fault,
    /// Entry of the log, from 1; none if it is about the whole.
    pub entry: Option<u64>,
    /// Laptop concerned.
    pub device: Option<String>,
    /// Head concerned, as printed.
    pub head: Option<String>,
}

/// What a check found.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Entries read.
    pub entries: u64,
    /// Laptops that made them.
    pub devices: usize,
    /// Root over all entries.
    pub root: String,
    /// Heads held against the log that fit.
    pub heads_that_fit: usize,
    /// Forks that the station noted when they came: laptops put back from a backup, or copied.
    pub noted_forks: u64,
    /// Histories begun: restored backups.
    pub histories: u64,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

#[derive(Default)]
struct Device {
    /// Place and stamp of each entry by its hash.
    known: HashMap<Hash, (i64, i64)>,
    /// Entries without successor, and where each is in the log.
    tips: BTreeMap<Hash, u64>,
    /// Ends that the laptop signed.
    signed: Vec<Hash>,
    key: Option<String>,
    /// Earliest time that a next entry can honestly bear, ms.
    not_before: i64,
    forks: Vec<u64>,
    noted: usize,
}

/// A check under way.
pub struct Check {
    frontier: Frontier,
    devices: BTreeMap<String, Device>,
    /// Heads to hold against the log, the largest first.
    heads: Vec<SignedHead>,
    /// Those that the log has grown to, and whether the root is theirs.
    reached: Vec<(SignedHead, bool)>,
    /// Where each history begins that the log tells of, and its name.
    histories: Vec<(u64, i64)>,
    report: Report,
}

impl Check {
    /// Begins a check. Each of the heads was seen elsewhere: on a laptop, on paper.
    pub fn new(mut heads: Vec<SignedHead>) -> Check {
        heads.sort_by_key(|signed| signed.head.size);
        heads.reverse();
        let mut check = Check {
            frontier: Frontier::default(),
            devices: BTreeMap::new(),
            heads,
            reached: Vec::new(),
            histories: Vec::new(),
            report: Report::default(),
        };
        check.compare_heads();
        check
    }

    /// Reads the next entry.
    pub fn take(&mut self, bytes: &[u8]) {
        self.frontier.append(bytes);
        let place = self.frontier.size();
        match Entry::parse(bytes) {
            Err(_) => self.find(Fault::Unreadable, Some(place), None),
            Ok(entry) => self.take_entry(&entry, Hash::of(&[bytes]), place),
        }
        self.compare_heads();
    }

    fn take_entry(&mut self, entry: &Entry, hash: Hash, place: u64) {
        let faults = self
            .devices
            .entry(entry.device.clone())
            .or_default()
            .follow(entry, hash, place);
        for fault in faults {
            self.find(fault, Some(place), Some(&entry.device));
        }
        if entry.device == STATION {
            self.keep_books(entry, place);
        }
    }

    /// What the station says of a laptop.
    fn keep_books(&mut self, entry: &Entry, place: u64) {
        let device = || entry.object.clone();
        let fault = if is_bookkeeping(entry, kinds::KEY) {
            let held = self.devices.entry(device()).or_default();
            let before = held.key.replace(entry.result.clone());
            before
                .is_some_and(|before| before != entry.result)
                .then_some(Fault::KeyChanged)
        } else if is_bookkeeping(entry, kinds::RECEIPT) {
            let held = self.devices.entry(device()).or_default();
            held.receive(&entry.object, &entry.result, entry.at)
        } else if is_bookkeeping(entry, kinds::FORK) {
            self.devices.entry(device()).or_default().noted += 1;
            None
        } else {
            if is_bookkeeping(entry, kinds::HISTORY) {
                self.report.histories += 1;
                self.histories
                    .push((place, entry.result.parse().unwrap_or_default()));
            }
            None
        };
        if let Some(fault) = fault {
            self.find(fault, Some(place), Some(&entry.object));
        }
    }

    /// Ends the check: `last` is the head that came with the log, `key` the station's (hexadecimal).
    pub fn finish(mut self, last: &SignedHead, key: &str) -> Report {
        if last.head.size == self.frontier.size() && last.head.root != self.frontier.root() {
            self.about_head(Fault::HeadDiffers, last);
        } else if last.head.size != self.frontier.size() {
            self.about_head(Fault::Shorter, last);
        }
        if !last.is_by(key) {
            self.about_head(Fault::HeadNotSigned, last);
        }
        if self
            .histories
            .last()
            .is_some_and(|(_, name)| *name != last.head.epoch)
        {
            self.about_head(Fault::OtherHistory, last);
        }
        self.judge_heads(last, key);
        self.report()
    }

    /// What becomes of the heads that were seen elsewhere, now that all histories of the log are known.
    fn judge_heads(&mut self, last: &SignedHead, key: &str) {
        let reached = std::mem::take(&mut self.reached).into_iter();
        let reached = reached.map(|(head, fits)| (head, Some(fits)));
        let rest = std::mem::take(&mut self.heads).into_iter().rev();
        for (head, fits) in reached.chain(rest.map(|head| (head, None))) {
            let fault = if !head.is_by(key) || head.head.station != last.head.station {
                Some(Fault::ForeignHead)
            } else {
                self.judge(&head.head, fits, last.head.epoch)
            };
            match fault {
                None => self.report.heads_that_fit += 1,
                Some(fault) => self.about_head(fault, &head),
            }
        }
    }

    /// A head is to fit as long as its history lasted; `fits` is none if the log has fewer entries.
    fn judge(&self, head: &TreeHead, fits: Option<bool>, epoch: i64) -> Option<Fault> {
        let ends_at = match self.end_of(head.epoch, epoch) {
            End::Open => None,
            End::At(place) => Some(place),
            End::Unknown => return Some(Fault::OtherHistory),
        };
        if ends_at.is_some_and(|place| head.size >= place) {
            return Some(Fault::PutBack);
        }
        match fits {
            None => Some(Fault::Shorter),
            Some(false) => Some(Fault::HeadDiffers),
            Some(true) => None,
        }
    }

    /// Where a history ends in the log: at the entry that begins the next. The first has no entry that names it; nor has one that was
    /// given up together with the entry that began it.
    fn end_of(&self, name: i64, last: i64) -> End {
        let Some((first, _)) = self.histories.first() else {
            return if name == last {
                End::Open
            } else {
                End::Unknown
            };
        };
        let next = match self.histories.iter().position(|(_, known)| *known == name) {
            None => return End::At(*first),
            Some(index) => self.histories.get(index + 1),
        };
        next.map_or(End::Open, |(place, _)| End::At(*place))
    }

    /// Ends the check of a log that came without a head; nothing is said of the heads that were given.
    pub fn report(mut self) -> Report {
        self.report.entries = self.frontier.size();
        self.report.root = self.frontier.root().to_string();
        let devices = std::mem::take(&mut self.devices);
        for (name, device) in &devices {
            for place in device.unsigned(name) {
                self.find(Fault::Unsigned, Some(place), Some(name));
            }
            for place in device.forks.iter().skip(device.noted) {
                self.find(Fault::Fork, Some(*place), Some(name));
            }
            self.report.noted_forks += device.forks.len().min(device.noted) as u64;
        }
        let laptops = devices
            .iter()
            .filter(|(name, device)| *name != STATION && !device.known.is_empty());
        self.report.devices = laptops.count();
        self.report
    }

    /// Whether an entry with this hash was read, of a laptop.
    pub fn holds(&self, device: &str, hash: &Hash) -> bool {
        self.devices
            .get(device)
            .is_some_and(|held| held.known.contains_key(hash))
    }

    /// Adds what was found elsewhere.
    pub fn add(&mut self, fault: Fault, device: &str) {
        self.find(fault, None, Some(device));
    }

    fn compare_heads(&mut self) {
        while self
            .heads
            .last()
            .is_some_and(|signed| signed.head.size <= self.frontier.size())
        {
            let Some(signed) = self.heads.pop() else {
                return;
            };
            let TreeHead { size, root, .. } = signed.head;
            let fits = size == self.frontier.size() && root == self.frontier.root();
            self.reached.push((signed, fits));
        }
    }

    fn about_head(&mut self, fault: Fault, head: &SignedHead) {
        self.report.findings.push(Finding {
            fault,
            entry: None,
            device: None,
            head: Some(head.to_text()),
        });
    }

    fn find(&mut self, fault: Fault, entry: Option<u64>, device: Option<&str>) {
        self.report.findings.push(Finding {
            fault,
            entry,
            device: device.map(str::to_owned),
            head: None,
        });
    }
}

/// Where a history ends in the log.
enum End {
    /// It is the last.
    Open,
    /// At this entry, from 1.
    At(u64),
    /// The log does not tell of it.
    Unknown,
}

impl Device {
    /// Puts an entry at its place in the chain; what is wrong with it.
    fn follow(&mut self, entry: &Entry, hash: Hash, place: u64) -> Vec<Fault> {
        let mut faults = Vec::new();
        let before = if entry.prev == Entry::first(&entry.device) {
            Some((0, i64::MIN))
        } else {
            self.known.get(&entry.prev).copied()
        };
        match before {
            None => faults.push(Fault::Loose),
            Some((seq, hlc)) => {
                if entry.seq != seq + 1 || entry.hlc <= hlc {
                    faults.push(Fault::OutOfOrder);
                }
                let goes_on = self.tips.remove(&entry.prev).is_some();
                let begins = seq == 0 && self.known.is_empty();
                if !goes_on && !begins {
                    self.forks.push(place);
                }
            }
        }
        if entry.device != STATION && entry.at < self.not_before {
            faults.push(Fault::Backdated);
        }
        self.known.insert(hash, (entry.seq, entry.hlc));
        self.tips.insert(hash, place);
        faults
    }

    /// The station says where the laptop's chain ended, at `at`, ms by its clock.
    fn receive(&mut self, device: &str, receipt: &str, at: i64) -> Option<Fault> {
        let good = Tip::parse(receipt).filter(|(tip, signature)| {
            let key = self.key.as_deref().unwrap_or_default();
            self.known
                .get(&tip.hash)
                .is_some_and(|(seq, _)| *seq == tip.seq)
                && keys::verify(key, &tip.message(device), signature)
        });
        let Some((tip, _)) = good else {
            return Some(Fault::BadSignature);
        };
        // A laptop whose clock was years ahead when it signed is not held to that.
        let said = tip.at.min(at) - CLOCK_TOLERANCE;
        self.not_before = self.not_before.max(said);
        self.signed.push(tip.hash);
        None
    }

    /// Ends of chains that the laptop never signed. The station's own are covered by its tree.
    fn unsigned(&self, name: &str) -> Vec<u64> {
        let tips = self.tips.iter().filter(|_| name != STATION);
        tips.filter(|(hash, _)| !self.signed.contains(hash))
            .map(|(_, place)| *place)
            .collect()
    }
}
