//! The directory of a zip file, read before the parser of workbooks sees it: names and declared sizes (APPNOTE 4.3.12,
//! 4.3.16), then a look into each part.
//!
//! The unpacker behind calamine stops a part at its declared size, so the declared sizes bound memory.

use super::foreign;
use super::parts::{self, Packed};
use super::read::OpenError;

/// Unpacked size of a part that is held in memory whole (shared strings, styles, `content.xml`).
const MAX_PART: u64 = 48 << 20;
/// Unpacked size of a worksheet, which is read as a stream.
const MAX_WORKSHEET: u64 = 192 << 20;
const MAX_PARTS: usize = 2_000;

/// What an office file is, by the parts in it.
#[derive(Debug, PartialEq)]
pub(super) enum Office {
    Xlsx,
    Ods,
}

struct Part<'a> {
    name: String,
    unpacked: u64,
    packed: Packed<'a>,
}

/// Which kind of workbook the zip file holds. Refuses other archives and declared sizes beyond the limits.
pub(super) fn inspect(bytes: &[u8]) -> Result<Office, OpenError> {
    let parts = directory(bytes).ok_or(OpenError::NotASpreadsheet)?;
    let has = |name: &str| {
        parts
            .iter()
            .any(|part| part.name.eq_ignore_ascii_case(name))
    };
    let office = if parts.iter().any(|part| part.name.ends_with("workbook.xml")) {
        Office::Xlsx
    } else if has("content.xml") && is_sheet(&parts) {
        Office::Ods
    } else {
        return Err(foreign::zipped(parts.iter().map(|part| part.name.as_str())));
    };

    let mut held: u64 = 0;
    for part in parts.iter().filter(|part| !is_picture(&part.name)) {
        let streamed = part.name.to_ascii_lowercase().contains("worksheets/");
        if part.unpacked > if streamed { MAX_WORKSHEET } else { MAX_PART } {
            return Err(OpenError::TooLarge);
        }
        held += if streamed { 0 } else { part.unpacked };
    }
    if held > 2 * MAX_PART {
        return Err(OpenError::TooLarge);
    }
    for part in parts.iter().filter(|part| !is_picture(&part.name)) {
        let unpacked = usize::try_from(part.unpacked).unwrap_or(usize::MAX);
        parts::check(&part.name, &part.packed, unpacked)?;
    }
    Ok(office)
}

/// An OpenDocument file says what it is in a part that is never packed (ODF 1.3, part 2, 3.3).
fn is_sheet(parts: &[Part]) -> bool {
    parts.iter().any(|part| {
        part.name == "mimetype"
            && matches!(part.packed, Packed::Stored(kind) if kind.starts_with(b"application/vnd.oasis.opendocument.spreadsheet"))
    })
}

/// Pictures are never unpacked.
fn is_picture(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("media/") || name.starts_with("pictures/") || name.starts_with("thumbnails/")
}

/// The parts that the central directory lists; `None` when anything about it is unusual. Strict, so that the parser
/// cannot find another directory in the same file: nothing stands between and behind.
fn directory(bytes: &[u8]) -> Option<Vec<Part<'_>>> {
    let (count, start, end) = span(bytes)?;
    let mut at = start;
    let mut parts = Vec::with_capacity(count.min(MAX_PARTS));
    for _ in 0..count {
        if count > MAX_PARTS || bytes.get(at..at.checked_add(4)?)? != b"PK\x01\x02" {
            return None;
        }
        let lengths = [28, 30, 32].map(|field| number(bytes, at + field, 2).unwrap_or(0));
        let name = bytes.get(at + 46..at + 46 + lengths[0])?;
        let extra = bytes.get(at + 46 + lengths[0]..at + 46 + lengths[0] + lengths[1])?;
        let (unpacked, packed) = content(bytes, at, extra)?;
        // Windows tools write backslashes.
        let name = String::from_utf8_lossy(name).replace('\\', "/");
        parts.push(Part {
            name,
            unpacked,
            packed,
        });
        at += 46 + lengths.iter().sum::<usize>();
    }
    (at == end).then_some(parts)
}

/// Number of entries, start and end of the central directory. Web systems write zip64 for small files too (APPNOTE
/// 4.3.14, 4.3.15): then the zip64 record counts and stands between the directory and the end.
fn span(bytes: &[u8]) -> Option<(usize, usize, usize)> {
    let tail_from = bytes.len().saturating_sub(22 + 0xFFFF);
    let end = tail_from + find_last(&bytes[tail_from..], b"PK\x05\x06")?;
    let comment = number(bytes, end + 20, 2)?;
    if end + 22 + comment != bytes.len() {
        return None;
    }
    let locator = end
        .checked_sub(20)
        .filter(|at| bytes[*at..].starts_with(b"PK\x06\x07"));
    let (count, size, start, behind) = match locator {
        None => (
            number(bytes, end + 10, 2)?,
            number(bytes, end + 12, 4)?,
            number(bytes, end + 16, 4)?,
            end,
        ),
        Some(locator) => {
            let record = number(bytes, locator + 8, 8)?;
            let is_record = bytes.get(record..record.checked_add(4)?)? == b"PK\x06\x06";
            let length = number(bytes, record + 4, 8)?.checked_add(12)?;
            if !is_record || record.checked_add(length)? != locator {
                return None;
            }
            let field = |at: usize| number(bytes, record + at, 8);
            (field(32)?, field(40)?, field(48)?, record)
        }
    };
    (start.checked_add(size)? == behind).then_some((count, start, behind))
}

/// Declared size and bytes of the part whose entry is at `entry`. A field of all ones has its value in the zip64 extra
/// field (APPNOTE 4.5.3); the local header has its own lengths of name and extra field.
fn content<'a>(bytes: &'a [u8], entry: usize, extra: &[u8]) -> Option<(u64, Packed<'a>)> {
    let mut large = zip64_field(extra);
    let mut field = |at: usize| match number(bytes, entry + at, 4)? {
        0xFFFF_FFFF => {
            let value = number(large, 0, 8)?;
            large = large.get(8..)?;
            Some(value)
        }
        value => Some(value),
    };
    let (unpacked, size, local) = (field(24)?, field(20)?, field(42)?);
    if bytes.get(local..local.checked_add(4)?)? != b"PK\x03\x04" {
        return None;
    }
    let start = local + 30 + number(bytes, local + 26, 2)? + number(bytes, local + 28, 2)?;
    let data = bytes.get(start..start.checked_add(size)?)?;
    let packed = match number(bytes, entry + 10, 2)? {
        0 => Packed::Stored(data),
        8 => Packed::Deflated(data),
        _ => return None,
    };
    Some((unpacked as u64, packed))
}

/// The zip64 values among the extra fields, or nothing.
fn zip64_field(mut extra: &[u8]) -> &[u8] {
    while let (Some(kind), Some(length)) = (number(extra, 0, 2), number(extra, 2, 2)) {
        let Some(value) = extra.get(4..4 + length) else {
            break;
        };
        if kind == 1 {
            return value;
        }
        extra = &extra[4 + length..];
    }
    &[]
}

fn find_last(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).rposition(|window| window == mark)
}

/// A little-endian number of up to eight bytes.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let field = bytes.get(at..at.checked_add(length)?)?;
    let value = field
        .iter()
        .rev()
        .fold(0u64, |value, byte| value << 8 | u64::from(*byte));
    usize::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::tests::sample;
    use crate::imports::tests::zip::{Part, zip64};

    #[test]
    fn the_sample_workbooks_are_recognised_by_their_parts() {
        assert_eq!(inspect(&sample("tenant-register.xlsx")), Ok(Office::Xlsx));
        assert_eq!(
            inspect(b"PK\x03\x04 and nothing else"),
            Err(OpenError::NotASpreadsheet)
        );
    }

    #[test]
    fn a_part_that_declares_gigabytes_is_refused_before_it_is_unpacked() {
        let mut bytes = sample("tenant-register.xlsx");
        let entry = bytes
            .windows(4)
            .position(|window| window == b"PK\x01\x02")
            .expect("a directory");
        bytes[entry + 24..entry + 28].copy_from_slice(&(u32::MAX - 1).to_le_bytes());
        assert_eq!(inspect(&bytes), Err(OpenError::TooLarge));
    }

    #[test]
    fn another_archive_is_no_spreadsheet() {
        let mut bytes = sample("tenant-register.xlsx");
        while let Some(at) = bytes
            .windows(12)
            .position(|window| window == b"workbook.xml")
        {
            bytes[at] = b'W';
        }
        assert_eq!(inspect(&bytes), Err(OpenError::Archive));
    }

    #[test]
    fn zip64_entries_are_read_and_their_sizes_bind() {
        let parts = |declared| [Part("xl/workbook.xml", "<workbook/>", declared)];
        assert_eq!(inspect(&zip64(&parts(None))), Ok(Office::Xlsx));
        assert_eq!(
            inspect(&zip64(&parts(Some(u32::MAX - 1)))),
            Err(OpenError::TooLarge)
        );
    }

    #[test]
    fn a_directory_with_something_behind_it_is_not_trusted() {
        let mut bytes = sample("tenant-register.xlsx");
        bytes.extend(b"behind");
        assert_eq!(inspect(&bytes), Err(OpenError::NotASpreadsheet));
    }
}
