use chrono::NaiveDate;
use rusqlite::Connection;

use super::pick::{self, Filter};
use super::row::{self, Known, Picked};
use super::{PeopleQuery, PersonRow};
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::records::Page;
use crate::search;

/// People that a typed text may find before the filter is applied.
const MOST_FOUND: usize = 500;

/// One page of people. Totals are exact up to 5,000 for the filters that no index counts.
///
/// # Errors
/// If the store cannot be read.
pub fn list(desk: &Desk, query: PeopleQuery) -> Result<Page<PersonRow>, AppError> {
    let today = desk.today();
    desk.read(|connection| match due::typed(query.text.as_ref()) {
        Some(text) => found(connection, &query, text, today),
        None => {
            let area = due::narrowing_area(connection, query.area.as_ref())?;
            let filter = Filter {
                filter: &query.filter,
                area: area.as_deref(),
                sort: &query.sort,
                descending: query.descending,
                today,
            };
            let (picked, total) =
                pick::page(connection, &filter, due::page_size(query.limit), query.offset)?;
            let known = read(connection, &picked, today)?;
            Ok(Page {
                rows: known.into_iter().map(|known| known.row).collect(),
                total,
            })
        }
    })
}

fn read(
    connection: &Connection,
    picked: &[Picked],
    today: NaiveDate,
) -> Result<Vec<Known>, AppError> {
    let mut known = Vec::with_capacity(picked.len());
    for picked in picked {
        known.extend(row::known(connection, picked, today)?);
    }
    Ok(known)
}

/// A text finds few, so they are filtered and sorted here.
fn found(
    connection: &Connection,
    query: &PeopleQuery,
    text: &str,
    today: NaiveDate,
) -> Result<Page<PersonRow>, AppError> {
    let picked: Vec<Picked> = search::people(connection, text, MOST_FOUND)?
        .into_iter()
        .map(|person| Picked {
            person,
            residence: String::new(),
        })
        .collect();
    let mut known = read(connection, &picked, today)?;
    let area = query.area.as_ref().filter(|area| !area.is_empty());
    known.retain(|known| {
        known.fits(&query.filter, today) && area.is_none_or(|area| known.area_id == *area)
    });
    known.sort_by(|a, b| {
        let order = a.key(&query.sort).cmp(&b.key(&query.sort));
        if query.descending { order.reverse() } else { order }
    });
    let total = u32::try_from(known.len()).unwrap_or(u32::MAX);
    let rows = known
        .into_iter()
        .skip(query.offset as usize)
        .take(due::page_size(query.limit) as usize)
        .map(|known| known.row)
        .collect();
    Ok(Page { rows, total })
}
