//! The files of a disk, what of them is durable, and the fault.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::{Fault, Image};

const SECTOR: usize = 512;

/// Something that was done to a file since it was last synced.
#[derive(Debug, Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

/// Locks of a file among the connections of this process.
#[derive(Debug, Default)]
pub(crate) struct Locks {
    pub shared: usize,
    pub reserved: bool,
    pub pending: bool,
    pub exclusive: bool,
    /// The write-ahead log's index: its pages, and per lock the number of readers or -1.
    pub index: Vec<Box<[u64]>>,
    pub index_locks: [i32; 8],
}

#[derive(Debug, Default)]
struct File {
    data: Vec<u8>,
    durable: Vec<u8>,
    changes: Vec<Change>,
    /// Whether its name would survive a power loss.
    named: bool,
    locks: Rc<RefCell<Locks>>,
}

/// Why an operation failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Io,
    Full,
    Fsync,
}

#[derive(Debug)]
pub(crate) struct Disk {
    pub folder: String,
    files: BTreeMap<String, File>,
    /// Removed, but not durably.
    removed: BTreeMap<String, Vec<u8>>,
    fault: Option<(u64, Fault)>,
    operations: u64,
    /// Nothing works any more.
    dead: bool,
    full: bool,
    seed: u64,
    torn: bool,
}

impl Disk {
    pub fn new(folder: &str, files: Image, fault: Option<(u64, Fault)>, seed: u64) -> Disk {
        let files = files
            .into_iter()
            .map(|(name, data)| {
                let file = File {
                    durable: data.clone(),
                    data,
                    named: true,
                    ..File::default()
                };
                (name, file)
            })
            .collect();
        Disk {
            folder: folder.to_owned(),
            files,
            removed: BTreeMap::new(),
            torn: matches!(fault, Some((_, Fault::PowerLoss | Fault::FsyncError))),
            fault,
            operations: 0,
            dead: false,
            full: false,
            seed,
        }
    }

    pub fn eject(&mut self) -> (u64, Image) {
        self.dead = true;
        let torn = self.torn;
        let mut image = Image::new();
        let names: Vec<String> = self.files.keys().cloned().collect();
        for name in names {
            let Some(file) = self.files.remove(&name) else {
                continue;
            };
            if !torn {
                image.insert(name, file.data);
            } else if file.named || self.toss() {
                let data = self.tear(&file);
                image.insert(name, data);
            }
        }
        if torn {
            for (name, data) in std::mem::take(&mut self.removed) {
                if self.toss() {
                    image.entry(name).or_insert(data);
                }
            }
        }
        (self.operations, image)
    }

    fn toss(&mut self) -> bool {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) & 1 == 1
    }

    /// What is on the disk after the power came back.
    fn tear(&mut self, file: &File) -> Vec<u8> {
        let mut data = file.durable.clone();
        for change in &file.changes {
            match change {
                Change::Truncate(size) => {
                    if self.toss() {
                        data.resize(*size, 0);
                    }
                }
                Change::Write(at, bytes) => {
                    let mut from = 0;
                    while from < bytes.len() {
                        let room = SECTOR - (at + from) % SECTOR;
                        let to = (from + room).min(bytes.len());
                        if self.toss() {
                            put(&mut data, at + from, &bytes[from..to]);
                        }
                        from = to;
                    }
                }
            }
        }
        data
    }

    /// Counts an operation that changes the disk; what is wrong with it, if anything.
    fn count(&mut self, is_sync: bool) -> Result<(), Refusal> {
        if self.dead {
            return Err(Refusal::Io);
        }
        let number = self.operations;
        self.operations += 1;
        match self.fault {
            Some((at, Fault::PowerLoss | Fault::Kill)) if number == at => {
                self.dead = true;
                Err(Refusal::Io)
            }
            Some((at, Fault::IoError)) if number == at => Err(Refusal::Io),
            Some((at, Fault::FsyncError)) if number >= at && is_sync => {
                self.fault = None;
                Err(Refusal::Fsync)
            }
            Some((at, Fault::DiskFull)) if number >= at => {
                self.full = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    pub fn open(&mut self, name: &str, create: bool) -> Result<Rc<RefCell<Locks>>, Refusal> {
        if !self.files.contains_key(name) {
            if !create || self.dead {
                return Err(Refusal::Io);
            }
            self.files.insert(name.to_owned(), File::default());
        }
        self.files
            .get(name)
            .map(|file| file.locks.clone())
            .ok_or(Refusal::Io)
    }

    pub fn exists(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    pub fn read(&self, name: &str, at: usize, into: &mut [u8]) -> Result<bool, Refusal> {
        if self.dead {
            return Err(Refusal::Io);
        }
        let data = self.files.get(name).map_or(&[][..], |file| &file.data);
        let there = data.get(at..).unwrap_or_default();
        let some = there.len().min(into.len());
        into[..some].copy_from_slice(&there[..some]);
        into[some..].fill(0);
        Ok(some == into.len())
    }

    pub fn write(&mut self, name: &str, at: usize, bytes: &[u8]) -> Result<(), Refusal> {
        let counted = self.count(false);
        let died = counted.is_err() && self.dead;
        if let Err(refusal) = counted
            && !(died && self.torn)
        {
            return Err(refusal);
        }
        let full = self.full;
        let Some(file) = self.files.get_mut(name) else {
            return Err(Refusal::Io);
        };
        if full && at + bytes.len() > file.data.len() {
            return Err(Refusal::Full);
        }
        put(&mut file.data, at, bytes);
        // The write under way when the power fails may be torn like those before it.
        file.changes.push(Change::Write(at, bytes.to_vec()));
        counted
    }

    pub fn truncate(&mut self, name: &str, size: usize) -> Result<(), Refusal> {
        self.count(false)?;
        let file = self.files.get_mut(name).ok_or(Refusal::Io)?;
        file.data.resize(size, 0);
        file.changes.push(Change::Truncate(size));
        Ok(())
    }

    pub fn sync(&mut self, name: &str) -> Result<(), Refusal> {
        let counted = self.count(true);
        if counted == Err(Refusal::Fsync) {
            // The kernel forgets what it could not write: some of it is there, some never will be.
            if let Some(mut file) = self.files.remove(name) {
                file.durable = self.tear(&file);
                file.changes.clear();
                self.files.insert(name.to_owned(), file);
            }
        }
        counted?;
        self.removed.clear();
        let file = self.files.get_mut(name).ok_or(Refusal::Io)?;
        // Applied, not copied: what a failed sync lost stays lost until it is written again.
        for change in std::mem::take(&mut file.changes) {
            match change {
                Change::Write(at, bytes) => put(&mut file.durable, at, &bytes),
                Change::Truncate(size) => file.durable.resize(size, 0),
            }
        }
        file.named = true;
        Ok(())
    }

    pub fn size(&self, name: &str) -> usize {
        self.files.get(name).map_or(0, |file| file.data.len())
    }

    pub fn remove(&mut self, name: &str) -> Result<(), Refusal> {
        self.count(false)?;
        if let Some(file) = self.files.remove(name)
            && file.named
        {
            self.removed.insert(name.to_owned(), file.durable);
        }
        Ok(())
    }
}

fn put(data: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if data.len() < at + bytes.len() {
        data.resize(at + bytes.len(), 0);
    }
    data[at..at + bytes.len()].copy_from_slice(bytes);
}
