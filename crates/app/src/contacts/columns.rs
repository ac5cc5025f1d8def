//! How columns of the typed tables read: empty text and 0 mean absent.

use rusqlite::{Result, Row};

use crate::records::Base;

/// Reads columns by name.
pub(crate) trait Columns {
    /// A text, none when empty.
    fn optional(&self, name: &str) -> Result<Option<String>>;
    /// A stamp, none when 0.
    fn stamp(&self, name: &str) -> Result<Option<i64>>;
    /// The base from the columns `epoch` and `seq`.
    fn base(&self) -> Result<Base>;
}

impl Columns for Row<'_> {
    fn optional(&self, name: &str) -> Result<Option<String>> {
        Ok(self
            .get::<_, Option<String>>(name)?
            .filter(|text| !text.is_empty()))
    }

    fn stamp(&self, name: &str) -> Result<Option<i64>> {
        Ok(self.get::<_, Option<i64>>(name)?.filter(|at| *at != 0))
    }

    fn base(&self) -> Result<Base> {
        Ok(Base {
            epoch: self.get("epoch")?,
            seq: self.get("seq")?,
        })
    }
}

/// The condition of a filter when it is filled in, else one that names the same parameter and always holds: SQLite can use an index
/// for the first only when it stands alone.
pub(crate) fn when(filled: bool, condition: &'static str, otherwise: &'static str) -> &'static str {
    if filled { condition } else { otherwise }
}

/// The condition of a further filter: by its own index without an area, by none with one (the unary plus), or not at all. An area is
/// small; what the planner knows no better than a guess may run over the whole station.
pub(crate) fn narrowed(
    area: Option<&str>,
    filter: Option<&str>,
    [indexed, plain, none]: [&'static str; 3],
) -> &'static str {
    match (area, filter) {
        (_, None) => none,
        (None, Some(_)) => indexed,
        (Some(_), Some(_)) => plain,
    }
}

/// The pattern that finds `text` anywhere, for `LIKE … ESCAPE '\'`.
pub(crate) fn containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
