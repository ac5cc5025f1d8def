//! Whether anything in the store refers to a record, by what the register says refers to its kind.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::register::{self, FieldType};
use rusqlite::Connection;

use crate::error::AppError;

/// By kind, a question to each field of the register that names one record of it.
static QUESTIONS: LazyLock<BTreeMap<&'static str, Vec<String>>> = LazyLock::new(|| {
    let mut questions: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for kind in register::kinds() {
        for field in &kind.fields {
            let FieldType::Ref(target) = field.kind else {
                continue;
            };
            // The second condition is that of the indexes.
            let question = format!(
                "SELECT 1 FROM {} WHERE {column} = ?1 AND {column} <> '' LIMIT 1",
                kind.name,
                column = field.name
            );
            questions.entry(target).or_default().push(question);
        }
    }
    questions
});

/// Whether a record of this kind is named by another.
pub(super) fn is_referred_to(
    connection: &Connection,
    id: &str,
    kind: &str,
) -> Result<bool, AppError> {
    for question in QUESTIONS.get(kind).into_iter().flatten() {
        if connection.prepare_cached(question)?.exists([id])? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_desk::TestDesk;

    /// An import of 20,000 rows asks each question 20,000 times.
    #[test]
    fn every_reference_to_what_an_import_makes_is_found_by_an_index() {
        let test = TestDesk::new("instructor");
        let kinds = ["buildings", "rooms", "people", "residences", "contacts"];
        let scans: Vec<String> = test
            .desk
            .read(|connection| {
                let mut scans = Vec::new();
                for question in kinds.iter().flat_map(|kind| &QUESTIONS[kind]) {
                    let explain = ["EXPLAIN QUERY PLAN ", question].concat();
                    let plan: String =
                        connection.query_row(&explain, [""], |row| row.get("detail"))?;
                    scans.extend(plan.contains("SCAN").then_some(plan));
                }
                Ok(scans)
            })
            .expect("plans");
        assert_eq!(scans, Vec::<String>::new());
    }
}
