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

impl Remark {
    /// Whether this is the name; of one in Latin letters in any order.
    pub fn is_name_of(&self, name: &str) -> bool {
        let sorted = |name: &str| {
            let mut words: Vec<String> = name.split(' ').map(str::to_owned).collect();
            words.sort_unstable();
            words
        };
        !self.name.is_empty() && sorted(&names::search_norm(name)) == sorted(&self.name)
    }
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
    let name = rest
        .split(|c: char| "-_/,，、;；()（）".contains(c))
        .find_map(name_in)
        .unwrap_or_default();
    let address = end
        .map(|_| addresses::parse(address))
        .filter(|address| address.building.is_some());
    Remark { name, address }
}

/// The first word that may be a name; in Latin letters all that follow each other.
fn name_in(part: &str) -> Option<String> {
    let mut words = part
        .split_whitespace()
        .map(strip_role)
        .filter(|word| !word.is_empty() && !word.chars().any(char::is_numeric));
    let first = words.next()?;
    let is_latin = |word: &&str| word.chars().any(|c| c.is_ascii_alphabetic());
    let rest = words.take_while(is_latin);
    let words: Vec<&str> = if is_latin(&first) {
        [first].into_iter().chain(rest).collect()
    } else {
        vec![first]
    };
    Some(names::search_norm(&words.join(" ")))
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
            ("12幢302室 Omar Hassan 房东", "omar hassan", "12", "302"),
            ("阿依古丽·买买提", "阿依古丽买买提", "", ""),
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
