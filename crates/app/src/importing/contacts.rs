//! One row of WeCom's export of contacts.

use rusqlite::{OptionalExtension, params};
use serde_json::json;
use store::{Edit, Write};

use super::known::{Areas, object};
use super::{Against, Fate, Outcome};
use crate::imports::ContactRow;

pub(super) fn take(write: &mut Write<'_>, areas: &Areas, row: &ContactRow) -> Outcome {
    // The village is one of the tags; a row that names only other villages is somebody else's.
    let area = match areas.among(&row.tags) {
        Some(area) => area,
        None if row.tags.is_empty() => match areas.find(None) {
            Ok(area) => area,
            Err(against) => return Ok(Err(against)),
        },
        None => {
            let named = row.tags.first().cloned().unwrap_or_default();
            return Ok(Err(Against::new("area_not_yours", vec![("area", named)])));
        }
    };
    let nickname = row.nickname.as_deref().unwrap_or_default();
    let remark = row.remark.as_deref().unwrap_or_default();
    let phone = row.phone.as_deref().unwrap_or_default();
    let connection = write.connection();
    let known: Option<String> = connection
        .prepare_cached(
            "SELECT id FROM contacts WHERE area_id = ?1 AND name = ?2 AND wecom_nickname = ?3 AND wecom_remark = ?4 AND phone = ?5 LIMIT 1",
        )?
        .query_row(
            params![area, name_of(row), nickname, remark, phone],
            |found| found.get(0),
        )
        .optional()?;
    if known.is_some() {
        return Ok(Ok(Fate::Unchanged));
    }
    let mut tags: Vec<String> = Vec::new();
    for tag in &row.tags {
        // Only the station's own tags are kept; nobody invents a category (P3, P13).
        let id: Option<String> = connection
            .prepare_cached("SELECT id FROM tags WHERE name = ?1")?
            .query_row([tag], |found| found.get(0))
            .optional()?;
        tags.extend(id);
    }
    let added_by: Option<String> = match &row.member {
        Some(member) => connection
            .prepare_cached("SELECT id FROM users WHERE name = ?1 LIMIT 1")?
            .query_row([member], |found| found.get(0))
            .optional()?,
        None => None,
    };
    let fields = object(json!({
        "area": area,
        "name": name_of(row),
        "phone": row.phone,
        "wecom": {"nickname": row.nickname, "remark": row.remark},
        "tags": (!tags.is_empty()).then_some(tags),
        "source": row.source,
        "added_by": added_by,
        "added_at": row.added_at,
    }));
    write.put(Edit::create("contacts", &area, fields))?;
    Ok(Ok(Fate::Created))
}

/// The remark is what the instructor called the contact; the nickname is what the contact calls themselves.
fn name_of(row: &ContactRow) -> &str {
    row.remark
        .as_deref()
        .or(row.nickname.as_deref())
        .unwrap_or_default()
}
