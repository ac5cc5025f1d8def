//! A paper for the person whose records it shows: `assets/print/paper.typ`.

use std::collections::BTreeMap;

use serde_json::json;

use crate::ReportError;
use crate::typeset::{chinese_families, typeset};

/// Parts one below the other, with a line at the foot of each page that says whose print it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// First line.
    pub title: String,
    /// What a reader must know before the rest.
    pub notes: Vec<String>,
    /// The parts.
    pub parts: Vec<Part>,
    /// Who printed it, when and why, and the print's number; at the foot of each page.
    pub foot: String,
    /// A page's number of all, with `{page}` and `{pages}`.
    pub page: String,
    /// Language of its words, as hyphenation and the choice of characters need it: `zh` or `en`.
    pub lang: &'static str,
    /// When it was made, in China time.
    pub made: chrono::NaiveDateTime,
}

/// One part: a heading, a sentence, a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// Heading.
    pub title: String,
    /// Whether it opens a chapter, or stands below one.
    pub opens: bool,
    /// What is said of it; empty for nothing.
    pub note: String,
    /// Headings of the table; none for no table.
    pub columns: Vec<String>,
    /// How wide each column is against the others.
    pub widths: Vec<u8>,
    /// Rows, each as long as the headings.
    pub rows: Vec<Vec<String>>,
}

/// The paper as a PDF on A4.
///
/// # Errors
/// [`ReportError::Shape`] if a table is not rectangular; [`ReportError::NoFont`] without a font with Chinese type.
pub fn paper_pdf(paper: &Paper) -> Result<Vec<u8>, ReportError> {
    let crooked = |part: &&Part| {
        let wide = part.columns.len();
        part.widths.len() != wide || part.rows.iter().any(|row| row.len() != wide)
    };
    if let Some(part) = paper.parts.iter().find(crooked) {
        return Err(ReportError::Shape(part.title.clone()));
    }
    let parts: Vec<_> = paper
        .parts
        .iter()
        .map(|part| {
            json!({
                "title": part.title,
                "opens": part.opens,
                "note": part.note,
                "columns": part.columns,
                "widths": part.widths,
                "rows": part.rows,
            })
        })
        .collect();
    let content = json!({
        "title": paper.title,
        "notes": paper.notes,
        "parts": parts,
        "foot": paper.foot,
        "page": paper.page,
        "lang": paper.lang,
        "fonts": chinese_families()?,
    });
    let files = BTreeMap::from([("paper.json".to_owned(), content.to_string().into_bytes())]);
    typeset(
        include_str!("../../../assets/print/paper.typ"),
        files,
        paper.made,
    )
}
