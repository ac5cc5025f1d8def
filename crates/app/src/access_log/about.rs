use audit::Entry;
use domain::{Act, Role};
use rusqlite::Connection;
use store::StoreError;
use sync::wire::{FIND_RECORDS, LogFind, LogFound};

use crate::desk::Desk;
use crate::error::AppError;
use crate::network::Network;

/// Pages of the station's log that are asked for: what is about one person fills a few.
const MOST_PAGES: usize = 50;

/// What stands in the access log about some records.
#[derive(Debug, Clone, Default)]
pub(crate) struct About {
    /// The entries, oldest first. An instructor sees their own.
    pub entries: Vec<Entry>,
    /// Whether the station told what all laptops did; otherwise this is what was done on this laptop.
    pub of_station: bool,
}

/// What stands in the log about these records: in the station's where it is reached, and in this laptop's what was not handed in yet.
///
/// # Errors
/// If the store cannot be read.
pub(crate) fn about(desk: &Desk, records: &[String]) -> Result<About, AppError> {
    let tags: Vec<String> = desk.read(|connection| {
        let tags = records
            .iter()
            .map(|record| store::access_tag(connection, record));
        let tags: Result<Vec<Option<String>>, StoreError> = tags.collect();
        Ok(tags?.into_iter().flatten().collect())
    })?;
    let role = desk.role()?;
    let mut entries = desk.read(|connection| own(connection, &tags))?;
    let told = match role.may(Act::ReadAccesses) && !tags.is_empty() {
        true => of_station(desk, &handed_in(desk, records)?),
        false => None,
    };
    let of_station = told.is_some();
    for entry in told.unwrap_or_default() {
        let known = |own: &Entry| own.device == entry.device && own.seq == entry.seq;
        if !entries.iter().any(known) {
            entries.push(entry);
        }
    }
    if role == Role::Instructor {
        entries.retain(|entry| entry.user == desk.user);
    }
    entries.sort_by(|a, b| (a.at, &a.device, a.seq).cmp(&(b.at, &b.device, b.seq)));
    Ok(About {
        entries,
        of_station,
    })
}

fn own(connection: &Connection, tags: &[String]) -> Result<Vec<Entry>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT l.entry AS entry FROM json_each(?1) t JOIN log_entry l ON l.object = t.value ORDER BY l.seq",
    )?;
    let rows = statement.query_map([serde_json::Value::from(tags).to_string()], |row| {
        row.get::<_, Vec<u8>>("entry")
    })?;
    let mut entries = Vec::new();
    for bytes in rows {
        let entry = Entry::parse(&bytes?).map_err(|_| StoreError::Unreadable("access log".into()));
        entries.push(entry?);
    }
    Ok(entries)
}

/// Those of these records that the station knows: of one that was not handed in yet it has nothing to tell.
fn handed_in(desk: &Desk, records: &[String]) -> Result<Vec<String>, AppError> {
    desk.read(|connection| {
        let mut statement = connection.prepare_cached(
            "SELECT s.id AS id FROM json_each(?1) t JOIN srv s ON s.id = t.value",
        )?;
        let ids = serde_json::Value::from(records).to_string();
        let rows = statement.query_map([ids], |row| row.get::<_, String>("id"))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

/// None where the station cannot be reached, or does not tell.
fn of_station(desk: &Desk, records: &[String]) -> Option<Vec<Entry>> {
    let network = Network::of(desk).ok()?;
    let mut entries = Vec::new();
    for records in records.chunks(FIND_RECORDS) {
        let mut asked = LogFind {
            records: records.to_vec(),
            ..LogFind::default()
        };
        for _ in 0..MOST_PAGES {
            let found: LogFound = network.post("log/find", &asked).ok()?;
            asked.before = found.entries.last().map(|(place, _)| *place);
            entries.extend(found.entries.into_iter().map(|(_, entry)| entry));
            if !found.more || asked.before.is_none() {
                break;
            }
        }
    }
    Some(entries)
}
