//! Telephone numbers of contacts: read leniently, stored in one spelling, never blocked for an unusual number block.
//!
//! China publishes no fictional range, so test numbers must never reach a real gateway.

use crate::findings::Finding;
use crate::names::nfkc;

/// The stored spelling: mobiles as E.164 (`+8613800138000`), fixed lines as `0579-85551234` (with `-801` for an
/// extension), foreign numbers as `+` and digits. `None` for short and service numbers and for what is no number.
pub fn normalise(raw: &str) -> Option<String> {
    let text = clean(raw);
    chinese(&text)
        .or_else(|| foreign(&text))
        .or_else(|| with_extension(raw))
}

/// The stored spelling with remarks. Warnings: `phone_unusual` (mobile outside the known blocks, or a fixed line
/// without area code), `phone_short_service` (110, 12345, 400…: not a contact). Error: `phone_format`, and no number.
pub fn read(raw: &str) -> (Option<String>, Vec<Finding>) {
    if let Some(number) = normalise(raw) {
        let unusual = number
            .strip_prefix("+86")
            .is_some_and(|mobile| !is_known_block(mobile));
        let findings = if unusual {
            vec![Finding::warning("phone_unusual")]
        } else {
            Vec::new()
        };
        return (Some(number), findings);
    }

    let text = clean(raw);
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let service = matches!(text.len(), 3..=6)
        || (text.len() == 10 && (text.starts_with("400") || text.starts_with("800")));
    let local = matches!(text.len(), 7 | 8) && text.starts_with(|c| matches!(c, '2'..='9'));
    match (digits, service, local) {
        (true, true, _) => (Some(text), vec![Finding::warning("phone_short_service")]),
        (true, _, true) => (
            Some(text),
            vec![Finding::warning("phone_unusual").with("reason", "area_code")],
        ),
        _ => (None, vec![Finding::error("phone_format")]),
    }
}

/// The number as lists show it: `138****8000`, `0579-****1234`; others keep at most the first three and last two.
pub fn mask_phone(phone: &str) -> String {
    let number = normalise(phone).unwrap_or_else(|| clean(phone));
    if let Some(mobile) = number.strip_prefix("+86") {
        return keep(mobile, 3, 4);
    }
    match number.split_once('-') {
        Some((area, line)) => format!("{area}-{}", keep(line, 0, 4)),
        None if number.chars().count() >= 8 => keep(&number, 3, 2),
        None => keep(&number, 0, 2),
    }
}

/// The last `n` digits, or all of them when there are fewer.
pub fn tail(phone: &str, n: usize) -> String {
    let mut digits: String = nfkc(phone).chars().filter(char::is_ascii_digit).collect();
    digits.drain(..digits.len().saturating_sub(n));
    digits
}

/// NFKC without the marks people group digits with; a `.0` left by a spreadsheet goes too.
fn clean(raw: &str) -> String {
    let text = nfkc(raw);
    let text = text.trim();
    let is_mark = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '(' | ')' | '.' | '\'' | '\u{200B}'..='\u{202E}' | '\u{FEFF}')
    };
    text.strip_suffix(".0")
        .unwrap_or(text)
        .chars()
        .filter(|c| !is_mark(*c))
        .collect()
}

fn chinese(text: &str) -> Option<String> {
    let abroad = text
        .strip_prefix("+86")
        .or_else(|| text.strip_prefix("0086"));
    let bare = text.strip_prefix("86").filter(|rest| is_mobile(rest));
    let national = abroad.or(bare).unwrap_or(text);
    // Some write the trunk 0 before a mobile, and leave it out of a fixed line after +86.
    let mobile = national.strip_prefix('0').unwrap_or(national);
    if is_mobile(mobile) {
        return Some(format!("+86{mobile}"));
    }
    let line = landline(national);
    if abroad.is_some() {
        line.or_else(|| landline(&format!("0{national}")))
    } else {
        line
    }
}

/// Lenient rule `^1[3-9]\d{9}$`: new blocks open faster than tables follow.
fn is_mobile(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11
        && bytes.iter().all(u8::is_ascii_digit)
        && bytes[0] == b'1'
        && bytes[1] >= b'3'
}

/// Blocks in libphonenumber's metadata (version 9); a number outside is only remarked on.
fn is_known_block(mobile: &str) -> bool {
    match mobile.as_bytes() {
        [b'1', b'3' | b'8', ..] => true,
        [b'1', b'4', third, ..] => matches!(third, b'5' | b'7'),
        [b'1', b'5' | b'9', third, ..] => *third != b'4',
        [b'1', b'6', third, fourth, ..] => {
            matches!(third, b'2' | b'5'..=b'7') || (*third, *fourth) == (b'1', b'0')
        }
        [b'1', b'7', b'4', fourth, fifth, ..] => *fourth == b'0' && *fifth <= b'5',
        [b'1', b'7', third, ..] => matches!(third, b'0'..=b'3' | b'5'..=b'8'),
        _ => false,
    }
}

/// Area code of three digits (010, 02x) or four (03xx–09xx), then seven or eight of the line.
fn landline(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    if !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let area = match bytes {
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] => 3,
        [b'0', b'3'..=b'9', ..] => 4,
        _ => return None,
    };
    let line = text.get(area..)?;
    let fits = matches!(line.len(), 7 | 8) && line.starts_with(|c| matches!(c, '2'..='9'));
    fits.then(|| format!("{}-{line}", &text[..area]))
}

fn with_extension(raw: &str) -> Option<String> {
    let text = nfkc(raw);
    let (head, extension) = text.trim().rsplit_once(['-', '转', '#'])?;
    let extension = extension.trim();
    let fits = matches!(extension.len(), 1..=6) && extension.bytes().all(|b| b.is_ascii_digit());
    let line = chinese(&clean(head)).filter(|number| fits && !number.starts_with('+'))?;
    Some(format!("{line}-{extension}"))
}

/// E.164 allows up to 15 digits; a country code never starts with 0.
fn foreign(text: &str) -> Option<String> {
    let digits = text.strip_prefix('+').or_else(|| text.strip_prefix("00"))?;
    let plain = (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    (plain && !digits.starts_with('0') && !digits.starts_with("86")).then(|| format!("+{digits}"))
}

fn keep(text: &str, head: usize, tail: usize) -> String {
    let count = text.chars().count();
    let tail = tail.min(count);
    text.chars()
        .enumerate()
        .map(|(i, c)| {
            if i < head || i >= count - tail {
                c
            } else {
                '*'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
