//! Words and marks behind numbers, and levels that have no number.

use super::clean::without_zeros;

/// Longest first.
pub(super) const MARKS: [(&str, Mark); 14] = [
    ("单元", Mark::Unit),
    ("号楼", Mark::Building),
    ("#楼", Mark::Building),
    ("房间", Mark::Room),
    ("片区", Mark::Zone),
    ("区", Mark::Zone),
    ("幢", Mark::Building),
    ("栋", Mark::Building),
    ("#", Mark::Building),
    ("座", Mark::Building),
    ("号", Mark::Number),
    ("室", Mark::Room),
    ("房", Mark::Room),
    ("楼", Mark::Storey),
];
/// Named levels as written and as stored.
pub(super) const LEVELS: [(&str, &str); 4] = [
    ("底层", "底"),
    ("底楼", "底"),
    ("顶层", "顶"),
    ("顶楼", "顶"),
];

/// What a mark makes of the number before it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mark {
    Zone,
    Building,
    Unit,
    Room,
    /// 号: a building when none is known yet, otherwise a room.
    Number,
    /// 楼 after a number: a storey, or the building when the room number belongs to another storey.
    Storey,
}

/// The head ends at the first letter or digit, or at a named level; a hyphen in front belongs to the tail (`-1F`).
pub(super) fn start_of_tail(text: &str) -> usize {
    let number = text.find(|c: char| c.is_ascii_alphanumeric());
    let level = LEVELS.iter().filter_map(|(word, _)| text.find(word)).min();
    let at = [number, level]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(text.len());
    if at < text.len() && text[..at].ends_with('-') {
        at - 1
    } else {
        at
    }
}

/// `-1F`, `-2层`: below ground. A hyphen before any other number is a separator.
pub(super) fn basement(tail: &str) -> Option<(String, &str)> {
    let behind = tail.strip_prefix('-')?;
    let end = behind
        .find(|c: char| !c.is_ascii_digit())
        .filter(|end| (1..=2).contains(end))?;
    let (number, mark) = behind.split_at(end);
    let after = mark.strip_prefix('层').or_else(|| {
        // `-1F1` and `-1F室` are names of rooms.
        mark.strip_prefix('F')
            .filter(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    })?;
    Some((format!("-{}", without_zeros(number)), after))
}

pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}
