//! What a remark says: `下骆宅村59幢1单元604室 单英`, `青岩刘村52幢邓涛`, `崔娟玉 房东`.

use domain::addresses::{self, Address};
use domain::names;

/// Written behind or before a name and part of none.
const ROLES: &[&str] = &[
    "房东",
    "二房东",
    "租客",
    "租户",
    "房客",
    "老板",
    "老板娘",
    "业主",
    "住户",
    "本人",
];
/// After one of these the address is over.
const ENDS: &[char] = &['室', '幢', '栋', '号', '层', '楼', '座'];

/// A remark taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Remark {
    /// In the spelling that names are compared in; empty if there is none.
    pub name: String,
    pub address: Option<Address>,
}

pub(super) fn read(text: &str) -> Remark {
    let has_digit = |text: &str| text.chars().any(char::is_numeric);
    let end = text
        .char_indices()
        .filter(|(_, c)| ENDS.contains(c))
        .map(|(at, c)| at + c.len_utf8())
        .next_back()
        .filter(|end| has_digit(&text[..*end]));
    let (address, rest) = text.split_at(end.unwrap_or(0));
    let name: String = rest
        .split(|c: char| c.is_whitespace() || "-_/,，、;；()（）".contains(c))
        .map(strip_role)
        .find(|word| !word.is_empty() && !has_digit(word))
        .map(names::search_norm)
        .unwrap_or_default();
    let address = end
        .map(|_| addresses::parse(address))
        .filter(|address| address.building.is_some());
    Remark { name, address }
}

fn strip_role(word: &str) -> &str {
    let role = ROLES
        .iter()
        .filter_map(|role| word.strip_suffix(role).or_else(|| word.strip_prefix(role)));
    role.min_by_key(|rest| rest.len()).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_as_people_write_them_are_taken_apart() {
        for (text, name, building, room) in [
            ("下骆宅村59幢1单元604室 单英", "单英", "59", "604"),
            ("青岩刘村52幢邓涛", "邓涛", "52", ""),
            ("崔娟玉 房东", "崔娟玉", "", ""),
            ("房东崔娟玉", "崔娟玉", "", ""),
            ("史冬一", "史冬一", "", ""),
            ("九联村C区46幢2单元304室(周莹晨)", "周莹晨", "46", "304"),
            ("12幢302室", "", "12", "302"),
            ("", "", "", ""),
        ] {
            let read = read(text);
            let address = read.address.unwrap_or_default();
            let part = |part: Option<String>| part.unwrap_or_default();
            assert_eq!(
                (
                    read.name.as_str(),
                    part(address.building),
                    part(address.room)
                ),
                (name, building.to_owned(), room.to_owned()),
                "{text}"
            );
        }
    }
}
