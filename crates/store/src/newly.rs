//! Rows of a kind, and fields, that the program before this one did not know: the station's copy holds them, the typed tables do not.

use std::collections::BTreeSet;

use domain::register::{self, KindSpec};
use rusqlite::Connection;

use crate::error::StoreError;
use crate::project::{Drawn, project};
use crate::state;

/// Under this key the store remembers which fields its tables were drawn with.
const DRAWN_WITH: &str = "drawn_with";

/// Draws what the station sent before this program knew how. Says whether there was anything.
pub(crate) fn draw(connection: &Connection) -> Result<bool, StoreError> {
    let now: BTreeSet<String> = register::kinds().iter().flat_map(names).collect();
    let now_text = serde_json::to_string(&now)?;
    let before = state::text(connection, DRAWN_WITH)?;
    if before == now_text {
        return Ok(false);
    }
    let before: BTreeSet<String> = serde_json::from_str(&before).unwrap_or_default();
    let mut drawn = Drawn::default();
    for kind in register::kinds() {
        for id in undrawn(connection, kind, &before)? {
            project(connection, &id, &mut drawn)?;
        }
    }
    drawn.write(connection)?;
    state::set(connection, DRAWN_WITH, &now_text)?;
    Ok(!drawn.changed.is_empty())
}

fn names(kind: &KindSpec) -> impl Iterator<Item = String> {
    let fields = kind.fields.iter();
    fields.map(|field| [kind.name, ".", field.name].concat())
}

/// Rows that hold something new. A store that remembers nothing yet may lack whole kinds.
fn undrawn(
    connection: &Connection,
    kind: &KindSpec,
    before: &BTreeSet<String>,
) -> Result<Vec<String>, StoreError> {
    let known = names(kind).any(|name| before.contains(&name));
    if before.is_empty() && !is_empty(connection, kind)? {
        return Ok(vec![]);
    }
    let new: Vec<&str> = kind
        .fields
        .iter()
        .map(|field| field.name)
        .filter(|field| known && !before.contains(&[kind.name, ".", field].concat()))
        .collect();
    if known && new.is_empty() {
        return Ok(vec![]);
    }
    let mut statement = connection.prepare(
        "SELECT id FROM srv WHERE kind = ?1
         AND (?2 = '[]' OR EXISTS (SELECT 1 FROM json_each(?2) AS f WHERE json_extract(srv.body, '$.' || f.value) IS NOT NULL))
         ORDER BY id",
    )?;
    let rows = statement.query_map([kind.name, &serde_json::to_string(&new)?], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn is_empty(connection: &Connection, kind: &KindSpec) -> Result<bool, StoreError> {
    let sql = ["SELECT NOT EXISTS (SELECT 1 FROM ", kind.name, ")"].concat();
    Ok(connection.prepare(&sql)?.query_row([], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use rusqlite::params;

    use super::*;
    use crate::migrate::migrate;

    #[test]
    fn rows_of_a_kind_that_the_program_before_did_not_know_are_drawn() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let body = r#"{"month": "2026-10", "counts": {}, "by": "u", "at": 1}"#;
        connection
            .execute(
                "INSERT INTO srv (id, kind, epoch, seq, scopes, body, hash, generation) VALUES ('1', 'closed_months', 1, 1, '[\"station\"]', ?1, 0, 1)",
                params![body],
            )
            .unwrap();
        let months = |connection: &Connection| -> i64 {
            let count = "SELECT count(*) FROM closed_months WHERE month = '2026-10'";
            connection.query_row(count, [], |row| row.get(0)).unwrap()
        };
        assert!(draw(&connection).unwrap());
        assert_eq!(months(&connection), 1);
        assert!(!draw(&connection).unwrap());
        // As if the field had come with this program.
        connection
            .execute("UPDATE closed_months SET month = ''", [])
            .unwrap();
        let known = state::text(&connection, DRAWN_WITH).unwrap();
        let known = known.replace("\"closed_months.month\",", "");
        state::set(&connection, DRAWN_WITH, &known).unwrap();
        assert!(draw(&connection).unwrap());
        assert_eq!(months(&connection), 1);
    }
}
