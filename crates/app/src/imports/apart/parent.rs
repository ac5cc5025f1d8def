//! The asking side: starts the reader, feeds it, counts what it says, and ends it.

use std::io::{self, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::{Asked, Cancel, MAX_ANSWER, MAX_PIECE, Piece, Reader, WORD};
use crate::imports::fields::ImportAs;
use crate::imports::read::{MAX_BYTES, OpenError};
use crate::imports::table::{MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Table};

/// How often the reading is asked whether it was called off.
const LOOK: Duration = Duration::from_millis(50);

/// [`crate::imports::open`] in a process of its own. Returns when that process is gone, whatever became of it.
///
/// # Errors
/// As `open`; [`OpenError::Stopped`] if the reader ran out of memory or processor time or broke down, [`OpenError::TooSlow`] after the time
/// on the wall, [`OpenError::Cancelled`], [`OpenError::NoReader`] if it could not be started.
pub fn open(
    reader: &Reader,
    name: &str,
    bytes: &[u8],
    sheet: Option<&str>,
    import_as: ImportAs,
    cancel: &Cancel,
) -> Result<Table, OpenError> {
    if bytes.len() > MAX_BYTES {
        return Err(OpenError::TooLarge);
    }
    let asked = Asked {
        name: name.to_owned(),
        sheet: sheet.map(str::to_owned),
        import_as,
        bytes: bytes.len(),
        memory: reader.limits.memory,
        processor: reader.limits.processor,
    };
    let question = postcard::to_stdvec(&asked).map_err(|_| OpenError::NoReader)?;
    let mut child = Running(start(reader)?);
    let (Some(stdin), Some(stdout)) = (child.0.stdin.take(), child.0.stdout.take()) else {
        return Err(OpenError::NoReader);
    };
    // The system ends the reader with the thread that started it, so this one stays until it is gone.
    thread::scope(|threads| {
        threads.spawn(move || feed(stdin, &question, bytes));
        let (told, answer) = mpsc::channel();
        threads.spawn(move || {
            // Nobody listens any more once it was called off.
            let _ = told.send(hear(stdout));
        });
        let table = wait(&answer, reader, cancel);
        // Whatever still reads or writes sees its pipe close.
        child.end();
        table
    })
}

/// Nothing of this process goes along: no environment, no folder, nothing to write errors to.
fn start(reader: &Reader) -> Result<Child, OpenError> {
    let mut command = Command::new(&reader.program);
    command
        .arg(WORD)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    #[cfg(unix)]
    command.current_dir("/");
    command.spawn().map_err(|error| {
        tracing::error!(kind = ?error.kind(), "the reader could not be started");
        OpenError::NoReader
    })
}

/// The reader under way; ended when this goes out of sight.
struct Running(Child);

impl Running {
    fn end(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

fn feed(mut stdin: ChildStdin, question: &[u8], bytes: &[u8]) {
    let length = u32::try_from(question.len()).unwrap_or(u32::MAX);
    // A reader that is gone is noticed by its silence.
    let _ = stdin
        .write_all(&length.to_le_bytes())
        .and_then(|()| stdin.write_all(question))
        .and_then(|()| stdin.write_all(bytes));
}

fn wait(
    answer: &mpsc::Receiver<Result<Table, OpenError>>,
    reader: &Reader,
    cancel: &Cancel,
) -> Result<Table, OpenError> {
    let begun = Instant::now();
    loop {
        match answer.recv_timeout(LOOK) {
            Ok(table) => return table,
            Err(RecvTimeoutError::Disconnected) => return Err(OpenError::Stopped),
            Err(RecvTimeoutError::Timeout) if cancel.is_cancelled() => {
                return Err(OpenError::Cancelled);
            }
            Err(RecvTimeoutError::Timeout) if begun.elapsed() > reader.limits.wall => {
                return Err(OpenError::TooSlow);
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// What the reader says, as far as it can be believed. Silence before the end means that it was stopped.
fn hear(stdout: ChildStdout) -> Result<Table, OpenError> {
    let mut pieces = Pieces {
        from: BufReader::with_capacity(64 << 10, stdout),
        buffer: Vec::new(),
        heard: 0,
    };
    let Piece::Head(head) = pieces.next()? else {
        return Err(OpenError::Stopped);
    };
    if head.headers.len() > MAX_COLUMNS {
        return Err(OpenError::TooManyColumns);
    }
    let (mut rows, mut cells) = (Vec::new(), 0);
    loop {
        match pieces.next()? {
            Piece::Row(row) => {
                cells += row.cells.len();
                if rows.len() >= MAX_ROWS {
                    return Err(OpenError::TooManyRows);
                }
                if row.cells.len() > MAX_COLUMNS || cells > MAX_CELLS {
                    return Err(OpenError::TooLarge);
                }
                rows.push(row);
            }
            Piece::End => {
                return Ok(Table {
                    sheets: head.sheets,
                    hidden: head.hidden,
                    lists: head.lists,
                    sheet: head.sheet,
                    header_row: head.header_row,
                    headers: head.headers,
                    rows,
                });
            }
            Piece::Head(_) | Piece::Failed(_) => return Err(OpenError::Stopped),
        }
    }
}

struct Pieces {
    from: BufReader<ChildStdout>,
    buffer: Vec<u8>,
    heard: usize,
}

impl Pieces {
    /// The next piece; a failure that the reader reports is an error here.
    fn next(&mut self) -> Result<Piece, OpenError> {
        match self.read() {
            Ok(Piece::Failed(error)) => Err(error),
            Ok(piece) => Ok(piece),
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Err(OpenError::TooLarge),
            Err(_) => Err(OpenError::Stopped),
        }
    }

    fn read(&mut self) -> io::Result<Piece> {
        let mut length = [0; 4];
        self.from.read_exact(&mut length)?;
        let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
        self.heard = self.heard.saturating_add(length);
        if length > MAX_PIECE || self.heard > MAX_ANSWER {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.buffer.resize(length, 0);
        self.from.read_exact(&mut self.buffer)?;
        postcard::from_bytes(&self.buffer).map_err(io::Error::other)
    }
}
