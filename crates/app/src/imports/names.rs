//! What people call their columns: exact names first, then what a longer heading contains.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fields::{Field, ImportAs};
use super::headings::{
    CALLS, CONTACTS, CONTAINED, LANDLORD, NOT_OURS, OF_LANDLORD_UNREAD, PEOPLE, PLACE,
};
use super::refused::is_refused;

/// Headings are short; a longer text is a title or a note.
const LONGEST: usize = 24;

/// What a heading means, or `None`. Refused headings mean nothing.
pub(super) fn recognise(header: &str, import_as: ImportAs) -> Option<Field> {
    exact(header, import_as).or_else(|| contained(header, import_as))
}

/// The field whose usual name the heading is, brackets and spaces aside; then without what is in brackets
/// (`身份证号(必填)`).
pub(super) fn exact(header: &str, import_as: ImportAs) -> Option<Field> {
    let whole = plain(header);
    if whole.is_empty() || whole.chars().count() > LONGEST || is_refused(header) {
        return None;
    }
    let is_read = |field: &Field| Field::of(import_as).contains(field);
    find(&whole, import_as)
        .or_else(|| find(&without_brackets(header), import_as))
        .filter(is_read)
}

/// The field that a longer heading speaks of (`租客手机号码(本人)`).
pub(super) fn contained(header: &str, import_as: ImportAs) -> Option<Field> {
    let whole = plain(header);
    let short = !whole.is_empty() && whole.chars().count() <= LONGEST;
    let has = |words: &str| words.split_whitespace().any(|word| whole.contains(word));
    if !short || import_as == ImportAs::Contacts || is_refused(header) || has(NOT_OURS) {
        return None;
    }
    if has(LANDLORD) {
        let field = if has(CALLS) {
            Field::LandlordPhone
        } else {
            Field::Landlord
        };
        return (!has(OF_LANDLORD_UNREAD)).then_some(field);
    }
    if whole.contains("监护人") {
        return (!has(CALLS) && !has(OF_LANDLORD_UNREAD)).then_some(Field::Guardian);
    }
    let is_read = |field: &Field| Field::of(import_as).contains(field);
    CONTAINED
        .iter()
        .find(|(word, _)| whole.contains(word))
        .map(|(_, field)| *field)
        .filter(is_read)
}

type Names = HashMap<String, Field>;

static OF_PEOPLE: LazyLock<Names> = LazyLock::new(|| index(&[PEOPLE, PLACE]));
static OF_ROOMS: LazyLock<Names> = LazyLock::new(|| index(&[PLACE]));
static OF_CONTACTS: LazyLock<Names> = LazyLock::new(|| index(&[CONTACTS]));

fn index(lists: &[&[(Field, &str)]]) -> Names {
    let mut fields = Names::new();
    for (field, names) in lists.concat() {
        fields.extend(names.split_whitespace().map(|name| (plain(name), field)));
    }
    fields
}

fn find(plain_header: &str, import_as: ImportAs) -> Option<Field> {
    let names = match import_as {
        ImportAs::People => &OF_PEOPLE,
        ImportAs::Rooms => &OF_ROOMS,
        ImportAs::Contacts => &OF_CONTACTS,
    };
    names.get(plain_header).copied()
}

/// A heading without spaces, brackets, marks and case; full-width letters become ASCII.
pub(super) fn plain(header: &str) -> String {
    header
        .chars()
        .map(narrow)
        .filter(|c| c.is_alphanumeric() || *c == '/')
        .flat_map(char::to_lowercase)
        .collect()
}

fn without_brackets(header: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::new();
    for c in header.chars().map(narrow) {
        match c {
            '(' | '[' | '{' | '【' | '〔' | '《' => depth += 1,
            ')' | ']' | '}' | '】' | '〕' | '》' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    plain(&out)
}

fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(header: &str) -> Option<Field> {
        recognise(header, ImportAs::People)
    }

    #[test]
    fn names_in_use_are_recognised_whatever_their_spaces_and_brackets() {
        for (header, field) in [
            ("身份证号", Field::Number),
            ("公民身份号码", Field::Number),
            ("证件号码（必填）", Field::Number),
            ("*证件号", Field::Number),
            (" 姓　名 ", Field::Name),
            ("姓名（英文）", Field::NameLatin),
            ("姓名(英文)", Field::NameLatin),
            ("Passport No.", Field::Passport),
            ("Ｎａｔｉｏｎａｌｉｔｙ", Field::Nationality),
            ("租客手机号码(本人)", Field::Phone),
            ("留宿人/房东", Field::Landlord),
            ("房东联系电话1", Field::LandlordPhone),
            ("村(社区)", Field::Village),
            ("楼栋", Field::Building),
            ("现住址【详细】", Field::Address),
            ("监护人姓名", Field::Guardian),
            ("入住日期:", Field::Since),
        ] {
            assert_eq!(people(header), Some(field), "{header}");
        }
    }

    #[test]
    fn headings_about_others_are_not_taken_for_ours() {
        for header in [
            "紧急联系人电话",
            "填报人姓名",
            "房东身份证号",
            "护照有效期",
            "签证种类",
            "签证有效期",
            "入境日期",
            "出生地",
            "登记人",
            "民警姓名",
            "监护人电话",
            "退租日期",
            "序号",
            "备注",
            "",
            "江东街道出租房流动人口登记表（青岩刘村等）",
            "填报日期：2026年11月",
        ] {
            assert_eq!(people(header), None, "{header}");
        }
    }

    #[test]
    fn each_import_knows_only_its_own_fields() {
        assert_eq!(recognise("备注", ImportAs::Contacts), Some(Field::Remark));
        assert_eq!(recognise("姓名", ImportAs::Contacts), Some(Field::Nickname));
        assert_eq!(recognise("姓名", ImportAs::Rooms), None);
        assert_eq!(recognise("室", ImportAs::Rooms), Some(Field::Room));
        assert_eq!(recognise("室", ImportAs::Contacts), None);
        assert_eq!(recognise("性别", ImportAs::Contacts), None);
    }

    #[test]
    fn no_name_stands_for_two_fields_of_one_import() {
        for lists in [[PLACE, PEOPLE], [CONTACTS, &[]]] {
            let mut fields = std::collections::BTreeMap::new();
            for (field, names) in lists.concat() {
                for name in names.split_whitespace() {
                    let known = fields.insert(plain(name), field);
                    assert!(
                        known.is_none_or(|known| known == field),
                        "{name}: {known:?} and {field:?}"
                    );
                }
            }
        }
    }
}
