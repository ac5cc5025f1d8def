//! The reading process.

use std::io::{self, BufWriter, Read, Write};

use super::{Asked, Head, MAX_PIECE, Piece, WORD};
use crate::imports::read::{self, MAX_BYTES, OpenError};
use crate::imports::table::Table;

/// Whether this process was started to read a file and nothing else. The first thing a program looks at.
pub fn was_asked() -> bool {
    let mut words = std::env::args_os().skip(1);
    words.next().is_some_and(|word| word == WORD) && words.next().is_none()
}

/// Reads the file that comes in and says what is in it. Ends when there is nobody to answer; what went wrong with the file is an answer.
pub fn serve() {
    // What a file makes the parser say is not for a terminal.
    std::panic::set_hook(Box::new(|_| {}));
    // Whoever asked is gone: so is the reason to read.
    let _ = answer(&mut io::stdin().lock(), &mut io::stdout().lock());
}

fn answer(input: &mut impl Read, output: &mut impl Write) -> io::Result<()> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
    if length > MAX_PIECE {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut asked = vec![0; length];
    input.read_exact(&mut asked)?;
    let asked: Asked =
        postcard::from_bytes(&asked).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    // Before the first byte of the file.
    #[cfg(target_os = "linux")]
    super::confine::confine(asked.memory, asked.processor)?;
    let mut bytes = Vec::new();
    input
        .take(asked.bytes.min(MAX_BYTES + 1) as u64)
        .read_to_end(&mut bytes)?;
    let mut output = BufWriter::with_capacity(64 << 10, output);
    match read::open(&asked.name, &bytes, asked.sheet.as_deref(), asked.import_as) {
        Ok(table) => say_all(&mut output, table)?,
        Err(error) => say(&mut output, &Piece::Failed(error))?,
    }
    output.flush()
}

fn say_all(output: &mut impl Write, table: Table) -> io::Result<()> {
    let Table {
        sheets,
        hidden,
        lists,
        sheet,
        header_row,
        headers,
        rows,
    } = table;
    let head = Head {
        sheets,
        hidden,
        lists,
        sheet,
        header_row,
        headers,
    };
    say(output, &Piece::Head(head))?;
    for row in rows {
        say(output, &Piece::Row(row))?;
    }
    say(output, &Piece::End)
}

fn say(output: &mut impl Write, piece: &Piece) -> io::Result<()> {
    let mut bytes = postcard::to_stdvec(piece).map_err(io::Error::other)?;
    if bytes.len() > MAX_PIECE {
        bytes =
            postcard::to_stdvec(&Piece::Failed(OpenError::TooLarge)).map_err(io::Error::other)?;
    }
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    output.write_all(&length.to_le_bytes())?;
    output.write_all(&bytes)
}
