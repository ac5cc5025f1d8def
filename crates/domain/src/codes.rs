//! The code lists of `assets/codes.json`: what a coded field may hold, with its Chinese and English label.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// One entry of a list.
#[derive(Debug, Clone, Deserialize)]
pub struct Code {
    /// What is stored and sent.
    pub code: String,
    /// Chinese label.
    pub zh: String,
    /// English label.
    pub en: String,
}

static LISTS: LazyLock<BTreeMap<String, Vec<Code>>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../assets/codes.json"))
        .expect("assets/codes.json is checked by a test")
});

/// The entries of a list in display order; an unknown list is empty.
pub fn list(name: &str) -> &'static [Code] {
    LISTS.get(name).map(Vec::as_slice).unwrap_or_default()
}

/// Whether the list holds the code.
pub fn holds(name: &str, code: &str) -> bool {
    list(name).iter().any(|entry| entry.code == code)
}

/// The label of a code in Chinese or English; a code that is not known shows as itself.
pub fn label<'a>(name: &str, code: &'a str, chinese: bool) -> &'a str
where
    'static: 'a,
{
    list(name)
        .iter()
        .find(|entry| entry.code == code)
        .map_or(code, |entry| if chinese { &entry.zh } else { &entry.en })
}

/// The code whose Chinese or English label (or the code itself) is `text`, as spreadsheets spell it.
pub fn from_label(name: &str, text: &str) -> Option<&'static str> {
    let wanted = text.trim();
    list(name)
        .iter()
        .find(|entry| {
            entry.zh == wanted || entry.en.eq_ignore_ascii_case(wanted) || entry.code == wanted
        })
        .map(|entry| entry.code.as_str())
}

/// Names of all lists.
pub fn lists() -> impl Iterator<Item = &'static str> {
    LISTS.keys().map(String::as_str)
}
