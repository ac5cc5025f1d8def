//! A log as a file: lines of JSON, so that anything reads it. First what it is, then an entry in each line (base64 of its bytes), then
//! where it ends.

use std::io::{self, BufRead, Write};

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use crate::entry::ENTRY_BYTES;
use crate::hash::Hash;
use crate::head::SignedHead;

/// Longest line, in bytes.
const LINE: usize = ENTRY_BYTES * 2;

/// Whose log it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// The station's: entries of all laptops and its own.
    Station,
    /// One laptop's: its own chain.
    Laptop(String),
}

/// First line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Version of the form of the file: 1.
    pub beatbook_log: u8,
    /// Whose it is.
    pub of: Of,
    /// Id of the station.
    pub station: String,
    /// The station's public key, Ed25519, hexadecimal.
    pub key: String,
}

/// Last line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct End {
    head: Option<SignedHead>,
    acknowledged: Option<(i64, Hash)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    earlier: Vec<SignedHead>,
}

/// A log read from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFile {
    /// What it is.
    pub about: About,
    /// Entries, each as its bytes.
    pub entries: Vec<Vec<u8>>,
    /// The head of the station's tree: of the station's log its own, of a laptop's the last it was told.
    pub head: Option<SignedHead>,
    /// Of a laptop's log, the last entry that the station acknowledged.
    pub acknowledged: Option<(i64, Hash)>,
    /// Of a laptop's log, the last head it was told of each history of the station that has ended since.
    pub earlier: Vec<SignedHead>,
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The disk.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Not a log, or not one of this version.
    #[error("line {0} is not of an access log")]
    NotALog(usize),
    /// It stops before its last line.
    #[error("the file is not whole")]
    NotWhole,
}

/// Writes a log line by line.
pub struct Writer<W> {
    out: W,
}

impl<W: Write> Writer<W> {
    /// Begins with what the log is.
    ///
    /// # Errors
    /// What the disk says.
    pub fn new(mut out: W, about: &About) -> io::Result<Writer<W>> {
        serde_json::to_writer(&mut out, about)?;
        out.write_all(b"\n")?;
        Ok(Writer { out })
    }

    /// One entry.
    ///
    /// # Errors
    /// What the disk says.
    pub fn entry(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(BASE64.encode(bytes).as_bytes())?;
        self.out.write_all(b"\n")
    }

    /// Ends the log.
    ///
    /// # Errors
    /// What the disk says.
    pub fn finish(
        mut self,
        head: Option<&SignedHead>,
        acknowledged: Option<(i64, Hash)>,
        earlier: &[SignedHead],
    ) -> io::Result<W> {
        let end = End {
            head: head.cloned(),
            acknowledged,
            earlier: earlier.to_vec(),
        };
        serde_json::to_writer(&mut self.out, &end)?;
        self.out.write_all(b"\n")?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Reads a log.
///
/// # Errors
/// [`FileError`].
pub fn read(mut from: impl BufRead) -> Result<LogFile, FileError> {
    let mut number = 0;
    let mut line = String::new();
    let mut next = |line: &mut String| -> Result<usize, FileError> {
        number += 1;
        line.clear();
        let mut limited = io::Read::take(&mut from, LINE as u64);
        limited
            .read_line(line)
            .map_err(|_| FileError::NotALog(number))?;
        match line.pop() {
            None => Err(FileError::NotWhole),
            Some('\n') => Ok(number),
            Some(_) if line.len() + 1 < LINE => Err(FileError::NotWhole),
            Some(_) => Err(FileError::NotALog(number)),
        }
    };
    next(&mut line)?;
    let about: About = serde_json::from_str(&line).map_err(|_| FileError::NotALog(1))?;
    if about.beatbook_log != 1 {
        return Err(FileError::NotALog(1));
    }
    let mut entries = Vec::new();
    loop {
        let number = next(&mut line)?;
        if line.starts_with('{') {
            let end: End = serde_json::from_str(&line).map_err(|_| FileError::NotALog(number))?;
            return Ok(LogFile {
                about,
                entries,
                head: end.head,
                acknowledged: end.acknowledged,
                earlier: end.earlier,
            });
        }
        let bytes = BASE64.decode(line.as_bytes());
        entries.push(bytes.map_err(|_| FileError::NotALog(number))?);
    }
}
