//! Rows below the header that are no records: totals, notes at the foot, headers printed again, prepared empty lines.

use super::fields::Field;
use super::header;
use super::names::plain;
use super::reader::Layout;
use super::table::{Cell, Header, TableRow};

const TOTALS: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "共计",
    "累计",
    "本页小计",
    "本页合计",
    "汇总",
];
const TOTALS_LATIN: &[&str] = &["total", "subtotal", "grandtotal", "sum"];
const NOTES: &[&str] = &[
    "填表人",
    "制表人",
    "填报人",
    "填报单位",
    "审核人",
    "负责人",
    "经办人",
    "联系人:",
    "注:",
    "说明",
    "备注:",
];
/// A note fills few cells.
const FEW: usize = 4;
/// Totals hold counts, records hold longer numbers.
const SHORTEST_NUMBER: usize = 6;

/// The reason why a row is no record, or `None` for one that has to be read.
pub(super) fn code(row: &TableRow, headers: &[Header], layout: &Layout) -> Option<&'static str> {
    if header::repeats(row, headers) {
        return Some("header_repeated");
    }
    let digits = |field: &Field| {
        layout
            .cell(row, *field)
            .text()
            .chars()
            .filter(|c| c.is_numeric())
            .count()
    };
    let bare = [Field::Number, Field::Passport, Field::Phone]
        .iter()
        .all(|field| digits(field) < SHORTEST_NUMBER);
    let filled: Vec<&Cell> = row.cells.iter().filter(|cell| !cell.is_empty()).collect();
    // The serial number may stand in front.
    let leading = filled.iter().take(2).map(|cell| cell.text());
    let begins: Vec<String> = leading
        .map(|text| text.replace('：', ":").replace([' ', '\u{3000}'], ""))
        .collect();
    if bare && begins.iter().any(|text| is_total(text)) {
        return Some("total_row");
    }
    if bare
        && filled.len() <= FEW
        && begins
            .iter()
            .any(|text| NOTES.iter().any(|note| text.starts_with(note)))
    {
        return Some("note_row");
    }
    layout
        .fields()
        .all(|field| layout.cell(row, field).is_empty())
        .then_some("row_empty")
}

fn is_total(text: &str) -> bool {
    // `小计` is a total and `小计算机维修` is a nickname.
    let ends = |rest: &str| {
        rest.is_empty()
            || rest.starts_with(|c: char| c.is_numeric() || matches!(c, ':' | '(' | '（' | '共'))
    };
    let is_word = |word: &&str| text.strip_prefix(*word).is_some_and(ends);
    TOTALS.iter().any(is_word) || TOTALS_LATIN.contains(&plain(text).as_str())
}
