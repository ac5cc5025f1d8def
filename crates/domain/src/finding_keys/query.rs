use super::keys::phone_digits;
use super::{KeyKind, Mixed, latin};
use crate::names::{fold_latin, is_han, search_norm};
use crate::{addresses, identity, phones};

/// What the typed text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Empty,
    /// Digits with or without hyphens and spaces: telephone, last four, room.
    Digits,
    /// Letters only: pinyin, initials or a Latin name.
    Letters,
    /// Han, with or without digits: name, address, remark.
    Han,
    /// Han and letters, or letters and digits.
    Mixed,
}

/// How a key is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Exact,
    Prefix,
    Contains,
}

/// One question to the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    pub kind: KeyKind,
    pub mode: Mode,
    pub key: String,
}

/// A contact fits when every lookup of `all_of` finds one of its keys and, if given, `then` matches its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    pub all_of: Vec<Lookup>,
    pub then: Option<Mixed>,
}

/// A search: a contact is found when any alternative fits. Earlier alternatives rank higher; within one, a key equal to
/// the text ranks before a longer one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub shape: Shape,
    pub alternatives: Vec<Alternative>,
}

/// Says which keys a typed text looks up. A whole document number is cut to its last four characters here, so it never
/// reaches a statement or a log.
pub fn parse_query(text: &str) -> Query {
    let text = fold_latin(&half_width(text));
    let text = text.trim();
    let shape = shape_of(text);
    let mut query = Query {
        shape,
        alternatives: Vec::new(),
    };
    match shape {
        Shape::Empty => {}
        Shape::Digits => query.ask_digits(text),
        Shape::Letters => query.ask_letters(text),
        Shape::Han => query.ask_han(text),
        Shape::Mixed => query.ask_mixed(text),
    }
    query
}

impl Query {
    fn any(&mut self, kind: KeyKind, mode: Mode, key: impl Into<String>) {
        let lookup = Lookup {
            kind,
            mode,
            key: key.into(),
        };
        let alternative = Alternative {
            all_of: vec![lookup],
            then: None,
        };
        if !alternative.all_of[0].key.is_empty() && !self.alternatives.contains(&alternative) {
            self.alternatives.push(alternative);
        }
    }

    fn ask_digits(&mut self, text: &str) {
        let document = identity::normalise(text).to_lowercase();
        if let Some(tail) = document_tail(&document) {
            self.any(KeyKind::IdTail, Mode::Exact, tail);
            return;
        }
        let digits = phones::normalise(text).map_or_else(
            || phones::tail(text, usize::MAX),
            |number| phone_digits(&number),
        );
        if document.chars().count() == 4 {
            self.any(KeyKind::PhoneTail, Mode::Exact, document.clone());
            self.any(KeyKind::IdTail, Mode::Exact, document.clone());
        }
        if document.len() <= 5 || text.contains('-') {
            self.any(KeyKind::Room, Mode::Prefix, text.replace(' ', ""));
        }
        if !document.ends_with('x') {
            self.any(KeyKind::Phone, Mode::Prefix, digits);
        }
    }

    fn ask_letters(&mut self, text: &str) {
        let joined: String = text.chars().filter(char::is_ascii_lowercase).collect();
        self.any(KeyKind::Pinyin, Mode::Prefix, joined.clone());
        self.any(KeyKind::Initials, Mode::Prefix, joined.clone());
        self.ask_latin(text);
        if joined.len() > 1 {
            self.then_mixed(KeyKind::Initials, &joined[..1], text);
            self.any(KeyKind::Remark, Mode::Contains, search_norm(text));
        }
    }

    fn ask_han(&mut self, text: &str) {
        let name = search_norm(text);
        self.any(KeyKind::Name, Mode::Prefix, name.clone());
        self.any(KeyKind::Name, Mode::Contains, name.clone());
        self.ask_address(text);
        self.any(KeyKind::Remark, Mode::Contains, name);
    }

    fn ask_mixed(&mut self, text: &str) {
        if let Some(tail) = passport_tail(&identity::normalise(text).to_lowercase()) {
            self.any(KeyKind::IdTail, Mode::Exact, tail);
            return;
        }
        let name = search_norm(text);
        self.any(KeyKind::Name, Mode::Prefix, name.clone());
        match text.chars().next() {
            Some(first) if is_han(first) => {
                self.then_mixed(KeyKind::Name, first.encode_utf8(&mut [0; 4]), text)
            }
            Some(first) if first.is_ascii_lowercase() && text.chars().any(is_han) => {
                self.then_mixed(KeyKind::Initials, first.encode_utf8(&mut [0; 4]), text);
            }
            _ => {}
        }
        if !text.chars().any(is_han) {
            self.ask_latin(text);
        }
        self.ask_address(text);
        self.any(KeyKind::Remark, Mode::Contains, name);
    }

    /// Every word must be found, in any order.
    fn ask_latin(&mut self, text: &str) {
        let word = |key: &str| Lookup {
            kind: KeyKind::Latin,
            mode: Mode::Prefix,
            key: key.to_string(),
        };
        let all_of: Vec<Lookup> = text
            .split_whitespace()
            .flat_map(latin::words)
            .map(|key| word(&key))
            .collect();
        if !all_of.is_empty() {
            self.alternatives.push(Alternative { all_of, then: None });
        }
    }

    fn ask_address(&mut self, text: &str) {
        let standard = addresses::parse(text).full_text().to_lowercase();
        self.any(KeyKind::Room, Mode::Prefix, standard.clone());
        // `402室` is kept as the key `402`.
        if let Some(room) = standard
            .strip_suffix('室')
            .filter(|room| room.bytes().all(|b| b.is_ascii_alphanumeric()))
        {
            self.any(KeyKind::Room, Mode::Exact, room);
        }
        self.any(KeyKind::Room, Mode::Contains, standard);
    }

    fn then_mixed(&mut self, kind: KeyKind, start: &str, text: &str) {
        let lookup = Lookup {
            kind,
            mode: Mode::Prefix,
            key: start.to_string(),
        };
        self.alternatives.push(Alternative {
            all_of: vec![lookup],
            then: Some(Mixed::cut(text)),
        });
    }
}

fn half_width(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkc()
        .map(|c| {
            if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') {
                '-'
            } else {
                c
            }
        })
        .collect()
}

fn shape_of(text: &str) -> Shape {
    let han = text.chars().any(is_han);
    let letters = text.chars().filter(char::is_ascii_lowercase).count();
    let digits = text.chars().any(|c| c.is_ascii_digit());
    // The check character of a document number is a digit that happens to be ten.
    let number = digits && (letters == 0 || letters == 1 && text.ends_with('x'));
    match (han, number, letters > 0, digits) {
        (false, true, ..) => Shape::Digits,
        (false, _, true, false) => Shape::Letters,
        (true, _, false, _) => Shape::Han,
        (false, _, false, false) if !text.chars().any(char::is_alphanumeric) => Shape::Empty,
        _ => Shape::Mixed,
    }
}

/// The end of a text that can only be a document number: 18 characters, or 15 digits that are no telephone number.
fn document_tail(document: &str) -> Option<&str> {
    let whole = document.is_ascii()
        && matches!(document.len(), 15 | 17..=19)
        && !document.starts_with(['+', '0']);
    whole.then(|| &document[document.len() - 4..])
}

/// The end of a passport, permit or old residence card number: letters and at least five digits.
fn passport_tail(document: &str) -> Option<&str> {
    let alphanumeric = document.bytes().all(|b| b.is_ascii_alphanumeric());
    let digits = document.bytes().filter(u8::is_ascii_digit).count();
    (alphanumeric && document.len() >= 7 && digits >= 5).then(|| &document[document.len() - 4..])
}

#[cfg(test)]
mod tests;
