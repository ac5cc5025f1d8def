//! Finding the header under titles and blank rows: the row with the most names that are known.

use std::collections::BTreeSet;

use super::fields::{Field, ImportAs};
use super::names;
use super::table::{Cell, Header, TableRow, letter};

/// A header is looked for among this many rows.
const LOOK_AT: usize = 30;
/// One known word may stand in any row; two name columns.
const LEAST: usize = 2;

pub(super) struct Found {
    /// Index of the header's last row.
    pub last: usize,
    pub headers: Vec<Header>,
    /// Different fields that are named.
    pub score: usize,
}

/// The header among the first rows, or `None` when no row names two fields. A header may span two rows: names in the
/// lower one stand under a merged heading (`房屋地址` over `幢`, `室`).
pub(super) fn find(rows: &[TableRow], import_as: ImportAs) -> Option<Found> {
    let mut best: Option<(usize, Vec<String>, usize)> = None;
    for at in 0..rows.len().min(LOOK_AT) {
        let alone = texts(&rows[at]);
        let single = score(&alone, import_as);
        consider(&mut best, at, alone.clone(), single);
        if let Some(below) = rows
            .get(at + 1)
            .filter(|below| below.row == rows[at].row + 1)
        {
            let lower = texts(below);
            let both = merge(&alone, &lower, import_as);
            // Only a row that names columns itself is the lower half, never the first row of data.
            if is_lower_half(&lower, import_as) {
                consider(&mut best, at + 1, both.clone(), score(&both, import_as));
            }
        }
    }
    let (last, texts, score) = best.filter(|(.., score)| *score >= LEAST)?;
    let width = rows[last + 1..]
        .iter()
        .map(|row| row.cells.len())
        .chain([texts.len()])
        .max()
        .unwrap_or(0);
    let text = |index: usize| texts.get(index).cloned().unwrap_or_default();
    let headers = (0..width)
        .map(|index| Header {
            column: letter(index),
            text: text(index),
        })
        .collect();
    Some(Found {
        last,
        headers,
        score,
    })
}

fn consider(
    best: &mut Option<(usize, Vec<String>, usize)>,
    at: usize,
    texts: Vec<String>,
    score: usize,
) {
    if best.as_ref().is_none_or(|(.., known)| score > *known) {
        *best = Some((at, texts, score));
    }
}

fn texts(row: &TableRow) -> Vec<String> {
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        _ => String::new(),
    };
    row.cells.iter().map(text).collect()
}

fn fields(texts: &[String], import_as: ImportAs) -> BTreeSet<Field> {
    texts
        .iter()
        .filter_map(|text| names::recognise(text, import_as))
        .collect()
}

/// Different fields that are named; none without one of those that every list of its kind has.
fn score(texts: &[String], import_as: ImportAs) -> usize {
    let fields = fields(texts, import_as);
    let needed: &[Field] = match import_as {
        ImportAs::People => &[Field::Name, Field::NameLatin],
        ImportAs::Rooms => &[Field::Room, Field::Address],
        ImportAs::Contacts => &[Field::Nickname, Field::Remark],
    };
    if needed.iter().any(|field| fields.contains(field)) {
        fields.len()
    } else {
        0
    }
}

fn is_lower_half(texts: &[String], import_as: ImportAs) -> bool {
    let filled = texts.iter().filter(|text| !text.is_empty()).count();
    let known = fields(texts, import_as).len();
    known >= LEAST && known * 2 > filled
}

/// The lower name where it is known, otherwise the upper one.
fn merge(upper: &[String], lower: &[String], import_as: ImportAs) -> Vec<String> {
    let at = |texts: &[String], index: usize| texts.get(index).cloned().unwrap_or_default();
    let choose = |index: usize| {
        let (above, below) = (at(upper, index), at(lower, index));
        let below_counts = names::recognise(&below, import_as).is_some() || above.is_empty();
        if below_counts { below } else { above }
    };
    (0..upper.len().max(lower.len())).map(choose).collect()
}

/// Whether a row repeats the header, as printed lists do on each page.
pub(super) fn repeats(row: &TableRow, headers: &[Header]) -> bool {
    let filled = || {
        row.cells
            .iter()
            .zip(headers)
            .filter(|(cell, _)| !cell.is_empty())
    };
    let is_same = |(cell, header): &(&Cell, &Header)| {
        names::plain(&cell.text()) == names::plain(&header.text)
    };
    // The first cell settles nearly every row.
    filled().next().is_some_and(|first| is_same(&first))
        && filled().count() >= LEAST
        && filled().filter(is_same).count() * 2 > filled().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[&[&str]]) -> Vec<TableRow> {
        let cells = |line: &[&str]| {
            line.iter()
                .map(|text| Cell::Text((*text).to_string()))
                .collect()
        };
        lines
            .iter()
            .zip(1..)
            .map(|(line, row)| TableRow {
                row,
                cells: cells(line),
            })
            .collect()
    }

    #[test]
    fn the_header_is_found_under_a_title_and_a_line_of_particulars() {
        let rows = rows(&[
            &["流动人口登记表（姓名、电话）"],
            &["填报单位：", "", "填报日期"],
            &["序号", "姓名", "手机号"],
            &["1", "李明", "13800138000"],
        ]);
        let found = find(&rows, ImportAs::People).expect("a header");
        assert_eq!((found.last, found.score), (2, 2));
        assert_eq!(
            found.headers[1],
            Header {
                column: "B".to_string(),
                text: "姓名".to_string()
            }
        );
    }

    #[test]
    fn a_header_of_two_rows_is_read_as_one() {
        let rows = rows(&[
            &["姓名", "身份证号", "房屋地址", "", ""],
            &["", "", "幢", "单元", "室"],
            &["李明", "330799199001010014", "1", "2", "301"],
        ]);
        let found = find(&rows, ImportAs::People).expect("a header");
        let texts: Vec<&str> = found
            .headers
            .iter()
            .map(|header| header.text.as_str())
            .collect();
        assert_eq!(
            (found.last, texts),
            (1, vec!["姓名", "身份证号", "幢", "单元", "室"])
        );
    }

    #[test]
    fn a_sheet_without_names_has_no_header() {
        assert!(
            find(
                &rows(&[&["1. 身份证号必须为18位。"], &["2. 入住日期按实际填写。"]]),
                ImportAs::People
            )
            .is_none()
        );
        assert!(find(&[], ImportAs::Rooms).is_none());
    }

    #[test]
    fn a_list_of_rooms_is_no_list_of_people() {
        let rows = rows(&[&["村社区", "片区", "幢", "单元", "室", "房东", "用途"]]);
        assert!(find(&rows, ImportAs::People).is_none());
        assert!(find(&rows, ImportAs::Contacts).is_none());
        assert!(find(&rows, ImportAs::Rooms).is_some());
    }

    #[test]
    fn a_header_repeated_on_the_next_page_is_recognised() {
        let all = rows(&[
            &["姓名", "手机号", "备注"],
            &["姓 名", "手机号"],
            &["李明", "13800138000"],
        ]);
        let found = find(&all, ImportAs::People).expect("a header");
        assert!(repeats(&all[1], &found.headers));
        assert!(!repeats(&all[2], &found.headers));
    }
}
