//! The head of an address: home province and city, town, village and a zone written in Han.

/// Left out in front of a town, so that the same room written with and without them is one room.
const HOME: [&str; 3] = ["浙江省", "金华市", "义乌市"];
/// Ends of a village's or an estate's name.
const PLACES: [&str; 9] = [
    "村",
    "社区",
    "花园",
    "小区",
    "公寓",
    "家园",
    "新苑",
    "居委会",
    "大厦",
];

/// Town, village and zone of the Han before the first number; empty when not there.
pub(super) fn split_head(head: &str) -> (&str, &str, &str) {
    let mut head = head;
    while let Some(shorter) = HOME.iter().find_map(|prefix| head.strip_prefix(prefix)) {
        head = shorter;
    }
    let (town, place) = head.split_at(end_of_town(head));
    let (village, zone) = split_zone(place);
    (town, village, zone)
}

/// Byte position behind the town: 街道 anywhere, otherwise the first 镇 or 乡 that does not belong to a city's name.
fn end_of_town(head: &str) -> usize {
    if let Some(at) = head.find("街道") {
        return at + "街道".len();
    }
    head.char_indices()
        .filter(|(_, c)| matches!(c, '镇' | '乡'))
        .map(|(at, c)| at + c.len_utf8())
        .find(|end| !head[*end..].starts_with(['市', '村', '县']))
        .unwrap_or(0)
}

/// `青岩刘村东区` → `青岩刘村` and `东区`: a short 区 after the end of a place's name.
fn split_zone(place: &str) -> (&str, &str) {
    let end = PLACES
        .iter()
        .filter_map(|word| place.rfind(word).map(|at| at + word.len()))
        .max()
        .unwrap_or(0);
    let (village, behind) = place.split_at(end);
    let is_zone = end > 0 && behind.ends_with('区') && (2..=3).contains(&behind.chars().count());
    if is_zone {
        (village, behind)
    } else {
        (place, "")
    }
}
