//! What a laptop derives for itself from the rows: sort and twin keys, search keys, and what runs out when.

use chrono::NaiveDate;
use domain::deadlines::{self, Due};
use domain::fields::{self, Fields};
use domain::finding_keys::{self, Key};
use domain::places;
use domain::retention::ERASURES;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::counts;
use crate::erase;
use crate::error::StoreError;
use crate::search_keys::{self, Keys};
use crate::shadows;

/// Columns of a table that are derived, in the order of [`local_values`].
pub(crate) fn local_columns(kind: &str) -> &'static [&'static str] {
    match kind {
        "people" => &["sort_key"],
        "buildings" => &["norm", "label", "sort_key"],
        "rooms" => &["norm", "sort_key"],
        _ => &[],
    }
}

/// Values of the derived columns.
pub(crate) fn local_values(kind: &str, row: &Fields) -> Vec<Sql> {
    let values = match kind {
        "people" => vec![name_sort_key(fields::text(row, "name").unwrap_or_default())],
        "buildings" => building_values(row),
        "rooms" => room_values(row),
        _ => vec![],
    };
    values.into_iter().map(Sql::Text).collect()
}

/// Pinyin, then the name itself: the order in which a phone's address book lists Chinese names.
fn name_sort_key(name: &str) -> String {
    let pinyin = finding_keys::usual_reading(name);
    if pinyin.is_empty() {
        name.to_lowercase()
    } else {
        [pinyin.as_str(), " ", name].concat()
    }
}

fn building_values(row: &Fields) -> Vec<String> {
    let label = places::building_label(row);
    vec![places::building_norm(row), label.clone(), natural(&label)]
}

fn room_values(row: &Fields) -> Vec<String> {
    let unit = fields::text(row, "place.unit");
    let label = fields::text(row, "place.label").unwrap_or_default();
    let sort = natural(&[unit.unwrap_or_default(), "-", label].concat());
    vec![places::room_norm(row), sort]
}

/// Pads digits, so that 2 comes before 12.
fn natural(text: &str) -> String {
    let mut padded = String::with_capacity(text.len() + 8);
    let mut digits = String::new();
    for c in text.chars().chain(['\u{0}']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            padded.extend(std::iter::repeat_n(
                '0',
                6usize.saturating_sub(digits.len()),
            ));
            padded.push_str(&digits);
            digits.clear();
        }
        if c != '\u{0}' {
            padded.push(c);
        }
    }
    padded
}

/// Brings search keys and due dates up to date after a typed row was written.
pub(crate) fn after_write(
    connection: &Connection,
    id: &str,
    kind: &str,
    row: &Fields,
    into: &mut Keys,
) -> Result<(), StoreError> {
    match kind {
        "people" => {
            into.set(connection, id, kind, || keys_of_person(row))?;
            // Ended stays too: reports count them, and a person may arrive after the end of their stay.
            set_dues(
                connection,
                "SELECT id FROM residences WHERE person = ?1
                 UNION ALL SELECT s.id FROM people AS m JOIN residences AS s ON s.person = m.id
                 WHERE m.merged_into = ?1 AND m.merged_into <> ''",
                id,
            )?;
            shadows::after_person(connection, id)
        }
        // Whose household is in the county of the area is told by the area's code.
        "areas" => set_dues(
            connection,
            "SELECT residence FROM stay_due WHERE area_id = ?1",
            id,
        ),
        "contacts" => into.set(connection, id, kind, || keys_of_contact(row)),
        "rooms" => {
            set_room_keys(connection, id, into)?;
            match fields::text(row, "merged_into") {
                Some(standing) => shadows::after_room(connection, [id, standing]),
                None => Ok(()),
            }
        }
        "buildings" => ids(connection, "SELECT id FROM rooms WHERE building = ?1", id)?
            .iter()
            .try_for_each(|room| set_room_keys(connection, room, into)),
        "residences" => {
            set_due(connection, id)?;
            shadows::after_stay(connection, id)
        }
        "declarations" => match fields::text(row, "residence") {
            Some(residence) => set_due(connection, residence),
            None => Ok(()),
        },
        ERASURES => erase::after_told(connection, row),
        _ => Ok(()),
    }
}

/// As [`after_write`], for a row under an id that no row had before: nothing was derived from it, and no row refers to it.
pub(crate) fn after_make(
    connection: &Connection,
    id: &str,
    kind: &str,
    row: &Fields,
    into: &mut Keys,
) -> Result<(), StoreError> {
    match kind {
        "people" if fields::text(row, "merged_into").is_none() => {
            into.add(connection, id, kind, || keys_of_person(row))
        }
        "contacts" => into.add(connection, id, kind, || keys_of_contact(row)),
        "residences" => {
            set_due(connection, id)?;
            shadows::after_new_stay(connection, fields::text(row, "person").unwrap_or_default())
        }
        _ => after_write(connection, id, kind, row, into),
    }
}

/// Removes what was derived from a row that is gone.
pub(crate) fn after_forget(
    connection: &Connection,
    id: &str,
    kind: &str,
    keys: &mut Keys,
) -> Result<(), StoreError> {
    match kind {
        "people" => {
            keys.set(connection, id, kind, Vec::new)?;
            shadows::after_person(connection, id)
        }
        "contacts" | "rooms" => keys.set(connection, id, kind, Vec::new),
        "residences" => {
            connection
                .prepare_cached("DELETE FROM stay_due WHERE residence = ?1")?
                .execute([id])?;
            shadows::after_stay(connection, id)
        }
        "declarations" => ids(
            connection,
            "SELECT residence FROM stay_due WHERE declaration = ?1",
            id,
        )?
        .iter()
        .try_for_each(|residence| set_due(connection, residence)),
        _ => Ok(()),
    }
}

fn set_dues(connection: &Connection, sql: &str, id: &str) -> Result<(), StoreError> {
    ids(connection, sql, id)?
        .iter()
        .try_for_each(|residence| set_due(connection, residence))
}

fn ids(connection: &Connection, sql: &str, id: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([id], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn keys_of_person(row: &Fields) -> Vec<Key> {
    let text = |path| fields::text(row, path).unwrap_or_default();
    person_keys(
        text("name"),
        text("name_latin"),
        [text("phone"), text("phone2")],
        text("document.number"),
    )
}

fn person_keys(name: &str, latin: &str, phones: [&str; 2], number: &str) -> Vec<Key> {
    let latin = Some(latin).filter(|latin| !latin.is_empty());
    let mut keys = finding_keys::name_keys(name, latin);
    for phone in phones {
        keys.extend(finding_keys::phone_keys(phone));
    }
    keys.extend(finding_keys::id_keys(number));
    keys
}

fn keys_of_contact(row: &Fields) -> Vec<Key> {
    let text = |path| fields::text(row, path).unwrap_or_default();
    contact_keys(text("name"), text("phone"), text("wecom.remark"))
}

fn contact_keys(name: &str, phone: &str, remark: &str) -> Vec<Key> {
    let mut keys = finding_keys::name_keys(name, None);
    keys.extend(finding_keys::phone_keys(phone));
    keys.extend(finding_keys::remark_keys(remark));
    keys
}

const ADDRESSES: &str = "SELECT r.id, coalesce(a.name, '') || b.label
        || CASE WHEN r.place_unit = '' THEN '' ELSE r.place_unit || '单元' END
        || r.place_label
        || CASE WHEN r.place_label GLOB '*[0-9]' THEN '室' ELSE '' END
    FROM rooms r JOIN buildings b ON b.id = r.building LEFT JOIN areas a ON a.id = r.area_id";

fn set_room_keys(connection: &Connection, room: &str, into: &mut Keys) -> Result<(), StoreError> {
    if into.postponed {
        return Ok(());
    }
    let address: Option<String> = connection
        .prepare_cached(&[ADDRESSES, " WHERE r.id = ?1"].concat())?
        .query_row([room], |row| row.get(1))
        .optional()?;
    into.set(connection, room, "rooms", || {
        address
            .map(|text| finding_keys::address_keys(&text))
            .unwrap_or_default()
    })
}

/// Builds all search keys, and counts all areas, anew.
pub(crate) fn build_keys(connection: &Connection) -> Result<(), StoreError> {
    counts::build(connection)?;
    search_keys::build(connection, |kind, building| {
        let sql = match kind {
            "people" => {
                "SELECT id, name, name_latin, phone, phone2, document_number FROM people ORDER BY id"
            }
            "contacts" => "SELECT id, name, phone, wecom_remark FROM contacts ORDER BY id",
            _ => &[ADDRESSES, " ORDER BY r.id"].concat(),
        };
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text = |index: usize| row.get_ref(index)?.as_str().map_err(rusqlite::Error::from);
            let keys = match kind {
                "people" => person_keys(text(1)?, text(2)?, [text(3)?, text(4)?], text(5)?),
                "contacts" => contact_keys(text(1)?, text(2)?, text(3)?),
                _ => finding_keys::address_keys(text(1)?),
            };
            building.add(text(0)?, kind, keys)?;
        }
        Ok(())
    })
}

/// A stay with what decides what it owes; of its declarations the last that counts.
struct Stay {
    id: String,
    since: String,
    until: String,
    nationality: String,
    household: String,
    county: String,
    area: String,
    declaration: String,
    state: String,
    declared_on: String,
}

impl Stay {
    fn read(row: &Row<'_>) -> rusqlite::Result<Stay> {
        Ok(Stay {
            id: row.get("id")?,
            since: row.get("since")?,
            until: row.get("until")?,
            nationality: row.get("nationality")?,
            household: row.get("household")?,
            county: row.get("county")?,
            area: row.get("area_id")?,
            declaration: row.get("declaration")?,
            state: row.get("state")?,
            declared_on: row.get("declared_on")?,
        })
    }
}

/// When the next declaration of a stay is due, by the rules of `assets/rules`.
fn set_due(connection: &Connection, residence: &str) -> Result<(), StoreError> {
    let stay = connection
        .prepare_cached(&[include_str!("stays.sql"), "WHERE s.id = ?1"].concat())?
        .query_row([residence], Stay::read)
        .optional()?;
    match stay {
        Some(stay) => write_due(connection, &stay),
        None => {
            connection
                .prepare_cached("DELETE FROM stay_due WHERE residence = ?1")?
                .execute([residence])?;
            Ok(())
        }
    }
}

fn write_due(connection: &Connection, stay: &Stay) -> Result<(), StoreError> {
    let due = due_of(stay);
    let arrival_due = arrival_due(stay).map(|due| due.on.to_string());
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO stay_due (residence, due_on, rule, declaration, declaration_state, area_id, since, until, origin, arrival_due)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            stay.id,
            due.as_ref().map(|due| due.on.to_string()).unwrap_or_default(),
            due.map(|due| due.rule).unwrap_or_default(),
            stay.declaration,
            stay.state,
            stay.area,
            stay.since,
            stay.until,
            origin(stay),
            arrival_due.unwrap_or_default()
        ])?;
    Ok(())
}

/// Works out for every stay what is due, in one pass.
pub(crate) fn set_all_dues(connection: &Connection) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare(&[include_str!("stays.sql"), "ORDER BY s.id"].concat())?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        write_due(connection, &Stay::read(row)?)?;
    }
    Ok(())
}

/// Where somebody comes from, a code of `resident_origin`: floating is who has left the county of their household (Zhejiang
/// floating-population registration regulation (2016) s. 2). A household that nobody asked for counts as floating. In an area without a code
/// nobody can tell; both are declared until somebody says.
fn origin(stay: &Stay) -> &'static str {
    if !matches!(stay.nationality.as_str(), "" | "CHN") {
        "foreign"
    } else if stay.county.is_empty() {
        "unknown"
    } else if stay.household.starts_with(&stay.county) {
        "local"
    } else {
        "floating"
    }
}

fn arrival_due(stay: &Stay) -> Option<Due> {
    let origin = origin(stay);
    let since = day(&stay.since).filter(|_| origin != "local")?;
    Some(deadlines::arrive_due(since, origin == "foreign"))
}

fn due_of(stay: &Stay) -> Option<Due> {
    if !stay.until.is_empty() || origin(stay) == "local" {
        return None;
    }
    match stay.state.as_str() {
        "submitted" | "accepted" => day(&stay.declared_on).map(deadlines::renew_due),
        _ => arrival_due(stay),
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_building_comes_before_the_twelfth() {
        assert!(natural("E区2幢") < natural("E区12幢"));
    }

    #[test]
    fn names_sort_by_their_reading() {
        assert!(name_sort_key("陈金土") < name_sort_key("王丽"));
        assert!(name_sort_key("单雄信") > name_sort_key("钱多"));
    }
}
