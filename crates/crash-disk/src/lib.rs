//! A disk in memory for SQLite, which fails where it is told to: power loss with torn sectors, a killed process, an I/O error, a full
//! disk, a failed fsync. Each thread has its own disk; files outside of its folder go to the real one.
//!
//! The model: sectors of 512 bytes; what was not synced is kept or dropped sector by sector at random; an overwrite touches no
//! neighbour (POWERSAFE_OVERWRITE); removing a file is durable after the next sync of any file; a failed fsync keeps nothing that it
//! should have kept.

mod files;
mod vfs;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use files::Disk;

/// Files by path.
pub type Image = BTreeMap<String, Vec<u8>>;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The power fails: what was not synced is torn or gone.
    PowerLoss,
    /// The process is killed: what was written stays.
    Kill,
    /// One operation fails, the next ones do not.
    IoError,
    /// Nothing more fits on the disk.
    DiskFull,
    /// One fsync fails, and what it should have kept may be gone when the power fails at the end.
    FsyncError,
}

impl Fault {
    /// All faults.
    pub const ALL: [Fault; 5] = [
        Fault::PowerLoss,
        Fault::Kill,
        Fault::IoError,
        Fault::DiskFull,
        Fault::FsyncError,
    ];
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<RefCell<Disk>>>> = const { RefCell::new(None) };
}

/// Puts a disk with these files under this thread, for paths that begin with `folder`. With `fault`, that happens at the operation of
/// this number, counted from 0; `seed` decides what a power loss tears.
pub fn insert(folder: &str, files: Image, fault: Option<(u64, Fault)>, seed: u64) {
    vfs::register();
    let disk = Disk::new(folder, files, fault, seed);
    CURRENT.with(|current| *current.borrow_mut() = Some(Rc::new(RefCell::new(disk))));
}

/// Takes the disk out: the operations it saw, and the files as the next start of the machine or the program finds them. Connections that
/// are open still can do nothing any more.
pub fn eject() -> (u64, Image) {
    let disk = CURRENT.with(|current| current.borrow_mut().take());
    disk.map_or((0, Image::new()), |disk| disk.borrow_mut().eject())
}

fn current(path: &str) -> Option<Rc<RefCell<Disk>>> {
    CURRENT.with(|current| {
        let current = current.borrow();
        current
            .as_ref()
            .filter(|disk| path.starts_with(&disk.borrow().folder))
            .cloned()
    })
}
