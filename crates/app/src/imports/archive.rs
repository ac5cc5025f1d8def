//! The directory of a zip file, read before anything is unpacked: names and declared sizes (APPNOTE 4.3.12, 4.3.16).
//!
//! The unpacker behind calamine stops a part at its declared size, so the declared sizes bound memory.

use super::read::OpenError;

/// Unpacked size of a part that is held in memory whole (shared strings, styles, `content.xml`).
const MAX_PART: u64 = 48 << 20;
/// Unpacked size of a worksheet, which is read as a stream.
const MAX_WORKSHEET: u64 = 384 << 20;
const MAX_PARTS: usize = 2_000;

/// What an office file is, by the parts in it.
#[derive(Debug, PartialEq)]
pub(super) enum Office {
    Xlsx,
    Ods,
}

struct Part {
    name: String,
    unpacked: u64,
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
    } else if has("content.xml") && has("mimetype") {
        Office::Ods
    } else {
        return Err(OpenError::NotASpreadsheet);
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
        Err(OpenError::TooLarge)
    } else {
        Ok(office)
    }
}

/// Pictures are never unpacked.
fn is_picture(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("media/") || name.starts_with("pictures/") || name.starts_with("thumbnails/")
}

/// The parts that the central directory lists; `None` when there is no sound one. Zip64 is refused: 20 MB need none.
fn directory(bytes: &[u8]) -> Option<Vec<Part>> {
    let tail_from = bytes.len().saturating_sub(22 + 0xFFFF);
    let end = tail_from + find_last(&bytes[tail_from..], b"PK\x05\x06")?;
    let count = usize::from(u16_at(bytes, end + 10)?);
    let mut at = usize::try_from(u32_at(bytes, end + 16)?).ok()?;
    if count > MAX_PARTS {
        return None;
    }

    let mut parts = Vec::with_capacity(count);
    for _ in 0..count {
        if bytes.get(at..at + 4)? != b"PK\x01\x02" {
            return None;
        }
        let unpacked = u64::from(u32_at(bytes, at + 24)?);
        let lengths = [
            u16_at(bytes, at + 28)?,
            u16_at(bytes, at + 30)?,
            u16_at(bytes, at + 32)?,
        ]
        .map(usize::from);
        let name = bytes.get(at + 46..at + 46 + lengths[0])?;
        // Windows tools write backslashes.
        parts.push(Part {
            name: String::from_utf8_lossy(name).replace('\\', "/"),
            unpacked,
        });
        at += 46 + lengths.iter().sum::<usize>();
    }
    Some(parts)
}

fn find_last(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).rposition(|window| window == mark)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(pair.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::tests::sample;

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
        bytes[entry + 24..entry + 28].copy_from_slice(&u32::MAX.to_le_bytes());
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
        assert_eq!(inspect(&bytes), Err(OpenError::NotASpreadsheet));
    }
}
