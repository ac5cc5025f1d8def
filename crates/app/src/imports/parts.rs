//! Looking into the parts of a workbook before calamine does: it reserves memory for counts that a part merely states,
//! repeats cells as often as told, and holds each text whole.

use std::ops::ControlFlow;

use super::inflate::inflate;
use super::read::OpenError;

/// The longest stretch without a tag; a cell holds 32,767 characters.
const MAX_TEXT: usize = 256 << 10;
/// Cells that an ods file may spread to.
const MAX_CELLS: u64 = 5_000_000;

/// How a part is packed.
pub(super) enum Packed<'a> {
    Stored(&'a [u8]),
    Deflated(&'a [u8]),
}

/// Refuses a part that would make the parser ask for memory beyond its size. `unpacked` is the size that the directory
/// declares; what follows it is never read.
pub(super) fn check(name: &str, packed: &Packed, unpacked: usize) -> Result<(), OpenError> {
    let name = name.to_ascii_lowercase();
    let (mut run, mut is_endless) = (0, false);
    let is_held = name.ends_with("sharedstrings.xml") || name == "content.xml";
    let mut held = Vec::new();
    let mut look = |piece: &[u8]| {
        for byte in piece {
            run = if *byte == b'<' { 0 } else { run + 1 };
            if run > MAX_TEXT {
                is_endless = true;
                return ControlFlow::Break(());
            }
        }
        if is_held {
            held.extend_from_slice(piece);
        }
        ControlFlow::Continue(())
    };
    let is_sound = match packed {
        Packed::Stored(bytes) => look(&bytes[..bytes.len().min(unpacked)]).is_continue(),
        Packed::Deflated(bytes) => inflate(bytes, unpacked, &mut look).is_some(),
    };
    if is_endless || states_too_many(&held) || spread(&held) > MAX_CELLS {
        return Err(OpenError::TooLarge);
    }
    if is_sound {
        Ok(())
    } else {
        Err(OpenError::NotASpreadsheet)
    }
}

/// Whether a table of strings states more strings than it has bytes.
fn states_too_many(xml: &[u8]) -> bool {
    let text = String::from_utf8_lossy(xml);
    let stated = text
        .split("uniqueCount")
        .skip(1)
        .map(|rest| number(rest, usize::MAX));
    stated.into_iter().any(|count| count > xml.len())
}

/// Cells of an ods file when every repetition of filled cells and rows is written out. Empty cells at the end of a row
/// and empty rows cost nothing.
fn spread(xml: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(xml);
    let mut cells = 0u64;
    for row in text.split("<table:table-row").skip(1) {
        let (tag, inner) = row.split_once('>').unwrap_or((row, ""));
        let (mut at, mut width) = (0u64, 0u64);
        for tag in inner.split('<') {
            let is_cell =
                tag.starts_with("table:table-cell") || tag.starts_with("table:covered-table-cell");
            if is_cell {
                at = at.saturating_add(repeated(tag, "number-columns-repeated"));
            }
            // Whatever opens inside a cell fills it.
            let is_content = !is_cell && !tag.starts_with('/') && !tag.trim().is_empty();
            if is_content || tag.contains("value") {
                width = at;
            }
        }
        cells = cells.saturating_add(width.saturating_mul(repeated(tag, "number-rows-repeated")));
    }
    cells
}

fn repeated(tag: &str, attribute: &str) -> u64 {
    tag.split_once(attribute)
        .map_or(1, |(_, rest)| number(rest, usize::MAX) as u64)
}

/// The number in `="12"`, or `otherwise` when it has too many digits.
fn number(text: &str, otherwise: usize) -> usize {
    let digits: String = text
        .trim_start_matches(|c: char| "= \"'\t\r\n".contains(c))
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    if digits.is_empty() {
        0
    } else {
        digits.parse().unwrap_or(otherwise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(name: &str, text: &str) -> Result<(), OpenError> {
        check(name, &Packed::Stored(text.as_bytes()), text.len())
    }

    #[test]
    fn a_count_beyond_the_size_of_the_part_is_refused() {
        assert_eq!(
            stored(
                "xl/sharedStrings.xml",
                r#"<sst count="9" uniqueCount="2"><si/><si/></sst>"#
            ),
            Ok(())
        );
        assert_eq!(
            stored(
                "xl/SharedStrings.xml",
                r#"<sst uniqueCount = '900000000'></sst>"#
            ),
            Err(OpenError::TooLarge)
        );
        let beyond = format!(r#"<sst uniqueCount="{}"></sst>"#, "9".repeat(40));
        assert_eq!(
            stored("xl/sharedStrings.xml", &beyond),
            Err(OpenError::TooLarge)
        );
    }

    #[test]
    fn repeated_cells_count_and_empty_ones_do_not() {
        let cell = |columns: u32, inside: &str| {
            format!(
                r#"<table:table-cell table:number-columns-repeated="{columns}">{inside}</table:table-cell>"#
            )
        };
        let row = |rows: u32, cells: &str| {
            format!(
                r#"<table:table-row table:number-rows-repeated="{rows}">{cells}</table:table-row>"#
            )
        };
        let text = "<text:p>1</text:p>";
        assert_eq!(spread(row(3, &cell(4, text)).as_bytes()), 12);
        assert_eq!(spread(row(1_048_000, &cell(16_384, "")).as_bytes()), 0);
        assert_eq!(
            spread(row(1, &format!("{}{}", cell(1, text), cell(16_000, ""))).as_bytes()),
            1
        );
        assert_eq!(
            stored("content.xml", &row(1_000_000, &cell(2_000, text))),
            Err(OpenError::TooLarge)
        );
    }

    #[test]
    fn one_endless_text_is_refused() {
        let long = format!("<a>{}</a>", "x".repeat(MAX_TEXT + 1));
        assert_eq!(
            stored("xl/worksheets/sheet1.xml", &long),
            Err(OpenError::TooLarge)
        );
    }
}
