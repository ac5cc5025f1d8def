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
const MOST_FOUND: usize = 300;

/// One page of people. Totals are exact up to 5,000 for the filters that no index counts.
///
/// # Errors
/// If the store cannot be read.
pub fn list(desk: &Desk, query: PeopleQuery) -> Result<Page<PersonRow>, AppError> {
    let today = desk.today();
    desk.read(|connection| match due::typed(query.text.as_ref()) {
        Some(text) => found(connection, &query, text, today),
        None => chosen(connection, &query, today),
    })
}

fn chosen(
    connection: &Connection,
    query: &PeopleQuery,
    today: NaiveDate,
) -> Result<Page<PersonRow>, AppError> {
    let area = due::narrowing_area(connection, query.area.as_ref())?;
    let choice = pick::choose(
        connection,
        &Filter {
            filter: &query.filter,
            area: area.as_deref(),
            sort: &query.sort,
            descending: query.descending,
            today,
            limit: due::page_size(query.limit),
            offset: query.offset,
        },
    )?;
    let mut known = read(connection, &choice.picked, today)?;
    if !choice.is_page {
        known = sorted_page(known, query);
    }
    Ok(Page {
        rows: known.into_iter().map(|known| known.row).collect(),
        total: choice.total,
    })
}

fn sorted_page(mut known: Vec<Known>, query: &PeopleQuery) -> Vec<Known> {
    known.sort_by(|a, b| {
        let order = a.key(&query.sort).cmp(&b.key(&query.sort));
        if query.descending {
            order.reverse()
        } else {
            order
        }
    });
    let page = known.into_iter().skip(query.offset as usize);
    page.take(due::page_size(query.limit) as usize).collect()
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
    let total = u32::try_from(known.len()).unwrap_or(u32::MAX);
    let rows = sorted_page(known, query)
        .into_iter()
        .map(|known| known.row)
        .collect();
    Ok(Page { rows, total })
}
