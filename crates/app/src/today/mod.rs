//! What is to be done today, as a walk; and how much of it there is.

mod counts;
mod desk_work;
mod door_work;
mod get;
mod news;
mod open;

use rusqlite::{CachedStatement, Connection};
use serde::{Deserialize, Serialize};
use specta::Type;

pub use counts::nav_counts;
pub use get::get;
pub(crate) use open::{Sort, open_in};

use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use domain::{Act, Role};

/// Numbers in the navigation: work for the user, never a statistic.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub struct NavCounts {
    /// Everything on the page of today.
    pub today: u32,
    /// Consultations to be answered.
    pub consultations: u32,
    /// Disputes that are not over.
    pub disputes: u32,
    /// Broadcasts to be confirmed, passed on or approved.
    pub broadcasts: u32,
    /// What waits for a decision of the station.
    pub station: u32,
}

/// One line: what, who, where, until when, why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub struct TaskItem {
    /// Kind of the row behind it.
    pub kind: String,
    /// The row.
    pub id: String,
    /// What is to be done.
    pub what: String,
    /// Whom it concerns.
    pub who: String,
    /// Where.
    pub place: String,
    /// Last day.
    pub until: Option<String>,
    /// Short sentence.
    pub why: String,
    /// Whether the last day has passed.
    pub late: bool,
    /// Person it concerns.
    pub person_id: Option<String>,
    /// Room it is done at.
    pub room_id: Option<String>,
    /// When it came up, ms since 1970.
    #[specta(type = Option<i32>)]
    pub at: Option<i64>,
}

/// Lines of one building, or those done at a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TaskGroup {
    /// The building; none for work at a desk.
    pub building_id: Option<String>,
    /// Its name.
    pub place: String,
    /// Lines in walking order.
    pub items: Vec<TaskItem>,
}

/// The page of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Today {
    /// A day's work.
    pub groups: Vec<TaskGroup>,
    /// How much more there is.
    pub rest: u32,
    /// What came from the station and was not seen to.
    pub arrived: Vec<TaskItem>,
    /// What waits for somebody else.
    pub waiting: Vec<TaskItem>,
}

/// Whose day it is and where.
pub(crate) struct Day<'a> {
    pub desk: &'a Desk,
    pub connection: &'a Connection,
    pub role: Role,
    /// None when every row of this laptop counts.
    pub area: Option<String>,
    /// Whether the user goes from door to door. A chief does where they chose an area; elsewhere they see what they decide.
    pub walks: bool,
}

impl<'a> Day<'a> {
    fn of(
        desk: &'a Desk,
        connection: &'a Connection,
        role: Role,
        area: Option<&String>,
    ) -> Result<Day<'a>, AppError> {
        let chosen = area.is_some_and(|area| !area.is_empty());
        Ok(Day {
            desk,
            connection,
            role,
            area: due::narrowing_area(connection, area)?,
            walks: role.may(Act::Visit) && (role != Role::Chief || chosen),
        })
    }

    fn may(&self, act: Act) -> bool {
        self.role.may(act)
    }

    /// A statement of which `(?1 IS NULL OR area_id = ?1)` stands for the area, if there is one: each of the two is served by an index of its
    /// own, and both in one by none.
    fn prepare(&self, sql: &str) -> Result<CachedStatement<'a>, AppError> {
        Ok(self
            .connection
            .prepare_cached(&narrowed(sql, "area_id", self.area.is_some()))?)
    }

    /// As [`Day::prepare`], for one author or all.
    fn prepare_by(&self, sql: &str, author: Option<&str>) -> Result<CachedStatement<'a>, AppError> {
        let sql = narrowed(sql, "status_by", author.is_some());
        self.prepare(&sql)
    }

    /// Whole days since a time, for "3 天前".
    fn days_since(&self, at: i64) -> String {
        let days = (self.desk.today() - store::day_of(at)).num_days();
        days.max(0).to_string()
    }
}

/// The statement for one value of a column, such as one area, or for all.
fn narrowed(sql: &str, column: &str, to_one: bool) -> String {
    let compared = [column, " ="].concat();
    let mut whole = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once('(') {
        whole.push_str(before);
        let choice = after.split_once(')').and_then(|(choice, after)| {
            let (all, one) = choice.split_once(" OR ")?;
            let is_choice = all.ends_with(" IS NULL") && one.contains(&compared);
            is_choice.then_some((if to_one { one } else { all }, after))
        });
        match choice {
            Some((chosen, after)) => {
                whole.push_str(chosen);
                rest = after;
            }
            None => {
                whole.push('(');
                rest = after;
            }
        }
    }
    whole + rest
}

/// Lines of one sort and how many there are in all.
#[derive(Default)]
struct Work<T> {
    items: Vec<T>,
    total: u32,
}

impl<T> Work<T> {
    fn counted(items: Vec<T>, total: u32) -> Work<T> {
        Work {
            total: total.max(u32::try_from(items.len()).unwrap_or(u32::MAX)),
            items,
        }
    }
}

#[cfg(test)]
mod tests;
