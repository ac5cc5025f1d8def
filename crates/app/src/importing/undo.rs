//! Remembering what an import made, and taking it back as far as nobody touched it since.

use domain::Fields;
use rusqlite::{OptionalExtension, params};
use store::{Edit, Write};

use crate::desk::{Desk, Done};
use crate::error::AppError;

/// Remembers the rows that this transaction made.
pub(super) fn remember(write: &mut Write<'_>, batch: &str, name: &str) -> Result<(), AppError> {
    let made = write.made();
    // Each row of a file is its own action for sync; taking back goes by the batch instead.
    write.forget_undo();
    write.touch("imports");
    let connection = write.connection();
    // Of what is erased not even a print stays.
    connection.execute(include_str!("forget_said.sql"), [])?;
    connection.execute(
        "INSERT INTO import_batch (id, name, at, made) VALUES (?1, ?2, ?3, ?4)",
        params![batch, name, write.now(), made.len() as i64],
    )?;
    for (kind, id) in made {
        connection
            .prepare_cached("INSERT INTO import_row (batch, row, kind) VALUES (?1, ?2, ?3)")?
            .execute([batch, &id, &kind])?;
    }
    Ok(())
}

/// Takes an import back: rows it made are deleted unless somebody changed them since or something newer refers to them.
///
/// # Errors
/// `not_found` if there is no such import or it was taken back already.
pub fn undo(desk: &Desk, batch: &str) -> Result<Done, AppError> {
    let (mut gone, mut kept) = (0u32, 0u32);
    let mut done = desk.write("import.undone", |write| {
        let open: Option<i64> = write
            .connection()
            .query_row(
                "SELECT at FROM import_batch WHERE id = ?1 AND undone = 0",
                [batch],
                |row| row.get(0),
            )
            .optional()?;
        open.ok_or_else(|| AppError::new("not_found"))?;
        // Newest first: stays go before their people and rooms, rooms before their buildings.
        for (id, kind) in rows(write, batch)? {
            write.begin_group();
            if untouched(write, &id)? && !is_referred_to(write, batch, &id, &kind)? {
                let delete = Fields::from_iter([("_deleted".to_owned(), true.into())]);
                write.put(Edit::change(&kind, &id, None, delete))?;
                write
                    .connection()
                    .execute("DELETE FROM import_said WHERE row = ?1", [&id])?;
                gone += 1;
            } else {
                kept += 1;
            }
        }
        write.forget_undo();
        write.touch("imports");
        write
            .connection()
            .execute("UPDATE import_batch SET undone = 1 WHERE id = ?1", [batch])?;
        Ok(Some(batch.to_owned()))
    })?;
    done.undo = None;
    done.message = desk.say(
        "import.undone",
        &[("gone", &gone.to_string()), ("kept", &kept.to_string())],
    );
    Ok(done)
}

fn rows(write: &Write<'_>, batch: &str) -> Result<Vec<(String, String)>, AppError> {
    let mut statement = write
        .connection()
        .prepare("SELECT row, kind FROM import_row WHERE batch = ?1 ORDER BY row DESC")?;
    let found = statement.query_map([batch], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Whether the row still says what the import wrote.
fn untouched(write: &Write<'_>, id: &str) -> Result<bool, AppError> {
    let Some(now) = write.row(id)? else {
        return Ok(false);
    };
    let mut statement = write.connection().prepare_cached(
        "SELECT fields FROM op WHERE row = ?1 AND made_at <= (SELECT max(at) FROM import_batch b JOIN import_row r ON r.batch = b.id WHERE r.row = ?1)
         ORDER BY incarnation, counter",
    )?;
    let mut written = Fields::new();
    let mut found = statement.query([id])?;
    while let Some(row) = found.next()? {
        let fields: Fields = serde_json::from_str(row.get_ref(0)?.as_str().unwrap_or("{}"))
            .map_err(store::StoreError::from)?;
        domain::fields::overlay(&mut written, &fields);
    }
    written.retain(|_, value| !value.is_null());
    Ok(written == now)
}

/// Whether something that this import did not make refers to the row.
fn is_referred_to(write: &Write<'_>, batch: &str, id: &str, kind: &str) -> Result<bool, AppError> {
    let sql: &[&str] = match kind {
        "buildings" => &["SELECT id FROM rooms WHERE building = ?1"],
        "rooms" => &[
            "SELECT id FROM residences WHERE room = ?1",
            "SELECT id FROM visits WHERE room = ?1",
            "SELECT id FROM disputes WHERE room = ?1 AND room <> ''",
        ],
        "people" => &[
            "SELECT id FROM residences WHERE person = ?1",
            "SELECT id FROM declarations WHERE person = ?1",
            "SELECT id FROM consultations WHERE person = ?1 AND person <> ''",
            "SELECT id FROM dispute_parties WHERE person = ?1 AND person <> ''",
            "SELECT id FROM people WHERE guardian = ?1 AND guardian <> ''",
        ],
        "residences" => &["SELECT id FROM declarations WHERE residence = ?1"],
        _ => &[],
    };
    for sql in sql {
        let mut statement = write.connection().prepare_cached(sql)?;
        let mut rows = statement.query([id])?;
        while let Some(row) = rows.next()? {
            let child: String = row.get(0)?;
            let own: bool = write
                .connection()
                .prepare_cached("SELECT 1 FROM import_row WHERE batch = ?1 AND row = ?2")?
                .exists([batch, &child])?;
            // A child of this import that is still here was kept, so its parent stays too.
            if !own || write.row(&child)?.is_some() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
