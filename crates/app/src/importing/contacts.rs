//! One row of WeCom's export of contacts. Whom a contact reaches is not settled here: `contacts::matching` suggests it, a person confirms.

use rusqlite::{OptionalExtension, params};
use serde_json::json;
use store::{Edit, Write};

use super::differences::{self, Record};
use super::known::object;
use super::take::{Against, Fate, Outcome, Taking};
use crate::error::AppError;
use crate::imports::ContactRow;

pub(super) fn take(taking: &mut Taking<'_>, write: &mut Write<'_>, row: &ContactRow) -> Outcome {
    // The village is one of the tags; a row that names only other villages is somebody else's.
    let area = match taking.areas.among(&row.tags) {
        Some(area) => area,
        None if row.tags.is_empty() => match taking.areas.find(None) {
            Ok(area) => area,
            Err(against) => return Ok(Err(against)),
        },
        None => {
            let named = row.tags.first().cloned().unwrap_or_default();
            return Ok(Err(Against::new("area_not_yours", vec![("area", named)])));
        }
    };
    let added_by = member(write, row)?;
    let mut said = object(json!({
        "name": name_of(row),
        "phone": row.phone,
        "wecom": {"nickname": row.nickname, "remark": row.remark},
        "source": row.source,
        "tags": Some(taking.tags.of(&row.tags)).filter(|tags| !tags.is_empty()),
    }));
    let Some(known) = known(write, &area, row, added_by.as_deref())? else {
        let mut fields = object(json!({
            "area": area,
            "added_by": added_by,
            "added_at": row.added_at,
        }));
        fields.extend(said.clone());
        let id = write.put(Edit::create("contacts", &area, fields))?;
        differences::said_at_first(write, &id, &said)?;
        return Ok(Ok(Fate::Created));
    };
    // Remark and nickname are one value; what the list leaves blank stays.
    let held = write.row(&known)?.unwrap_or_default();
    if let (Some(said), Some(held)) = (
        said.get_mut("wecom").and_then(|said| said.as_object_mut()),
        held.get("wecom").and_then(|held| held.as_object()),
    ) {
        for (part, value) in held {
            said.entry(part.clone()).or_insert_with(|| value.clone());
        }
    }
    let record = Record {
        kind: "contacts",
        id: &known,
        row: row.row,
        name: name_of(row),
    };
    let changed = differences::settle(taking, write, &record, said)?;
    Ok(Ok(if changed {
        Fate::Updated
    } else {
        Fate::Unchanged
    }))
}

/// The contact that is known already: the same in everything, or added by the same colleague in the same minute, or reached at the same
/// number, and then under the same nickname or remark.
fn known(
    write: &Write<'_>,
    area: &str,
    row: &ContactRow,
    added_by: Option<&str>,
) -> Result<Option<String>, AppError> {
    let nickname = row.nickname.as_deref().unwrap_or_default();
    let remark = row.remark.as_deref().unwrap_or_default();
    let phone = row.phone.as_deref().unwrap_or_default();
    let found: Option<String> = write
        .connection()
        .prepare_cached(include_str!("same_contact.sql"))?
        .query_row(
            params![area, name_of(row), nickname, remark, phone],
            |found| found.get("id"),
        )
        .optional()?;
    if found.is_some() {
        return Ok(found);
    }
    let mut statement = write
        .connection()
        .prepare_cached(include_str!("like_contact.sql"))?;
    let added_at = row.added_at.unwrap_or_default();
    let rows = statement.query_map(
        params![
            area,
            nickname,
            remark,
            phone,
            added_at,
            added_by.unwrap_or_default()
        ],
        |found| found.get("id"),
    )?;
    let found: Vec<String> = rows.collect::<Result<_, _>>()?;
    // Of several nobody can say which is meant.
    Ok(match found.as_slice() {
        [id] => Some(id.clone()),
        _ => None,
    })
}

fn member(write: &Write<'_>, row: &ContactRow) -> Result<Option<String>, AppError> {
    let Some(member) = &row.member else {
        return Ok(None);
    };
    Ok(write
        .connection()
        .prepare_cached("SELECT id FROM users WHERE name = ?1 LIMIT 1")?
        .query_row([member], |found| found.get("id"))
        .optional()?)
}

/// The remark is what the instructor called the contact; the nickname is what the contact calls themselves.
fn name_of(row: &ContactRow) -> &str {
    row.remark
        .as_deref()
        .or(row.nickname.as_deref())
        .unwrap_or_default()
}
