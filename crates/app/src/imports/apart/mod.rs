//! Reading a foreign file in a process of its own (TRUST, threat "hostile file"): the program starts itself again with one hidden word,
//! gives it the bytes, and takes nothing back but rows of cells.
//!
//! What the reading process has: the file, at most [`Limits`] of memory and time, no environment, no open file beyond its two pipes, no
//! right to open another one or to start anything. What it says is decoded row by row and counted, so that a reader taken over by the file
//! can say wrong cells and nothing worse. On systems other than Linux it has the time on the wall and a process of its own only.
//!
//! ```text
//! ask: length, then Asked; then the bytes  →  child  →  length, then Piece, as often as it takes
//! ```

mod child;
#[cfg(target_os = "linux")]
mod confine;
mod parent;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::fields::ImportAs;
use super::read::OpenError;
use super::table::{Header, TableRow};

pub use child::{serve, was_asked};
pub use parent::open;

/// The word by which the program is asked to be a reader.
const WORD: &str = "--read-table";
/// Longest piece, bytes: a row of 200 long texts.
const MAX_PIECE: usize = 4 << 20;
/// All pieces together, bytes.
const MAX_ANSWER: usize = 192 << 20;

/// Which program reads, and within what.
#[derive(Debug, Clone)]
pub struct Reader {
    program: PathBuf,
    limits: Limits,
}

/// What one file may use up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Address space beyond what the program itself maps, bytes.
    pub memory: u64,
    /// Time of the processor, seconds.
    pub processor: u64,
    /// Time on the wall.
    pub wall: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            memory: 768 << 20,
            processor: 20,
            wall: Duration::from_secs(60),
        }
    }
}

impl Reader {
    /// This program itself, also when its file was replaced by a newer one since it was started.
    pub fn this_program() -> Reader {
        let program = if cfg!(target_os = "linux") {
            PathBuf::from("/proc/self/exe")
        } else {
            std::env::current_exe().unwrap_or_default()
        };
        Reader::program(program)
    }

    /// Another program that answers [`was_asked`] with [`serve`].
    pub fn program(program: PathBuf) -> Reader {
        Reader {
            program,
            limits: Limits::default(),
        }
    }

    /// The same with other limits.
    #[must_use]
    pub fn within(self, limits: Limits) -> Reader {
        Reader { limits, ..self }
    }
}

/// Called off from elsewhere; clones are one.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Calls it off.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was called off.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What the reader is asked; the file's bytes follow.
#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    name: String,
    sheet: Option<String>,
    import_as: ImportAs,
    bytes: usize,
    memory: u64,
    processor: u64,
}

/// What it answers: the head, its rows in order, the end; or why there is no table.
#[derive(Debug, Serialize, Deserialize)]
enum Piece {
    Head(Head),
    Row(TableRow),
    End,
    Failed(OpenError),
}

/// A table without its rows.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    sheets: Vec<String>,
    hidden: Vec<String>,
    lists: Vec<String>,
    sheet: String,
    header_row: u32,
    headers: Vec<Header>,
}
