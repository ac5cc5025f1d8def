//! Names of people as stored and as searched.
//!
//! 民委发〔2016〕33号: the only separator is U+00B7, fields hold at least 50 characters, GB 18030 is covered whole.
//! Length is counted in code points. Stored names are never NFKC, which would replace compatibility ideographs.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::findings::Finding;

/// Longer names are stored, with a warning.
pub const USUAL_LENGTH: usize = 50;
/// Longer input is no name.
pub const MAX_LENGTH: usize = 120;

/// The stored spelling with remarks. Errors: `name_empty`, `name_control` (a control character, removed),
/// `name_too_long`. Warnings: `name_long`, `name_digits`. Information: `name_to_correct` (待更正: private-use code points
/// of an ID-card reader, kept).
pub fn read(raw: &str) -> (String, Vec<Finding>) {
    let name = join(&compose(raw));
    let mut findings = Vec::new();
    if raw.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        findings.push(Finding::error("name_control"));
    }
    let length = name.chars().count();
    if length == 0 {
        findings.push(Finding::error("name_empty"));
    } else if length > MAX_LENGTH {
        findings.push(Finding::error("name_too_long").with("length", length));
    } else if length > USUAL_LENGTH {
        findings.push(Finding::warning("name_long").with("length", length));
    }
    if name.nfkc().any(|c| c.is_ascii_digit()) {
        findings.push(Finding::warning("name_digits"));
    }
    if name.chars().any(is_private_use) {
        findings.push(Finding::info("name_to_correct"));
    }
    (name, findings)
}

/// The spelling that search compares: NFKC, lower-case, Latin letters without diacritics, no separator dots, and no
/// spaces beside Han.
pub fn search_norm(name: &str) -> String {
    let text = fold_latin(&nfkc(name));
    let dotless: Vec<char> = text
        .chars()
        .filter(|c| !is_dot(*c) && !is_invisible(*c))
        .collect();
    let mut out = String::new();
    for (i, &c) in dotless.iter().enumerate() {
        if !c.is_whitespace() {
            out.push(c);
            continue;
        }
        let next = dotless[i..].iter().copied().find(|c| !c.is_whitespace());
        let last = out.chars().next_back().filter(|c| *c != ' ');
        if let (Some(last), Some(next)) = (last, next)
            && !is_han(last)
            && !is_han(next)
        {
            out.push(' ');
        }
    }
    out
}

/// NFKC. Nearly every name, remark and number is plain already, and the tables are not asked for those.
pub(crate) fn nfkc(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    }
}

/// Whether a text consists of ASCII and the common block of Chinese characters, which no normalisation changes.
fn is_plain(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii() || matches!(c, '\u{4E00}'..='\u{9FFF}'))
}

/// Lower-case Latin without diacritics: ß→ss, æ→ae, œ→oe, ø→oe, å→aa; other marked letters lose their marks.
pub(crate) fn fold_latin(text: &str) -> String {
    if is_plain(text) {
        return text.to_ascii_lowercase();
    }
    let mut spelled = String::with_capacity(text.len());
    for c in text.nfc().flat_map(char::to_lowercase) {
        match c {
            'ß' => spelled.push_str("ss"),
            'æ' => spelled.push_str("ae"),
            'œ' | 'ø' => spelled.push_str("oe"),
            'å' => spelled.push_str("aa"),
            'þ' => spelled.push_str("th"),
            'ð' | 'đ' => spelled.push('d'),
            'ł' => spelled.push('l'),
            'ı' => spelled.push('i'),
            _ => spelled.push(c),
        }
    }
    // Only the general diacritics block: marks of other scripts carry meaning.
    spelled
        .nfd()
        .filter(|c| !('\u{300}'..='\u{36F}').contains(c))
        .nfc()
        .collect()
}

/// Whether a character is a Chinese one, astral planes included.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '〇' | '\u{2E80}'..='\u{2FDF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Separators seen for U+00B7 in files and typing.
pub(crate) fn is_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '‧' | '∙' | '⋅' | '・' | '･' | '．' | '.')
}

/// NFC, except that compatibility ideographs stay: NFC replaces them although the name on the card has them.
fn compose(raw: &str) -> Vec<char> {
    let mut out = Vec::new();
    let mut run = String::new();
    for c in raw
        .chars()
        .filter(|c| !is_invisible(*c) && (!c.is_control() || c.is_whitespace()))
    {
        if matches!(c, '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}') {
            out.extend(run.nfc());
            run.clear();
            out.push(c);
        } else {
            run.push(c);
        }
    }
    out.extend(run.nfc());
    out
}

/// Puts U+00B7 between Han, drops the spaces that pad a Han name (李 明) and leaves single spaces elsewhere.
fn join(chars: &[char]) -> String {
    let mut out: Vec<char> = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let gap = chars[i..]
            .iter()
            .take_while(|c| c.is_whitespace() || is_dot(**c))
            .count();
        if gap == 0 {
            out.push(chars[i]);
            i += 1;
            continue;
        }
        let (before, after) = (han_run(out.iter().rev()), han_run(chars[i + gap..].iter()));
        let gap_chars = &chars[i..i + gap];
        if before > 0 && after > 0 && gap_chars.iter().any(|c| is_dot(*c)) {
            out.push('·');
        } else if before == 0 || after == 0 || before > 1 && after > 1 {
            // Two longer Han words may be two people: their space stays.
            out.extend(single_spaces(gap_chars));
        }
        i += gap;
    }
    out.iter().collect::<String>().trim().to_string()
}

fn single_spaces(gap: &[char]) -> Vec<char> {
    let mut out: Vec<char> = Vec::new();
    for &c in gap {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c != ' ' || out.last() != Some(&' ') {
            out.push(c);
        }
    }
    out
}

fn han_run<'a>(chars: impl Iterator<Item = &'a char>) -> usize {
    chars
        .take_while(|c| is_han(**c) || is_private_use(**c))
        .count()
}

fn is_private_use(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests;
