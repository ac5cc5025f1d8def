//! What a door looks like, and which record of a room or building stands for it.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};

use super::CellState;
use crate::due::{self, DAY_MS, DueState};
use crate::error::AppError;

/// A call older than this says nothing about today.
const CALL_COUNTS_DAYS: i64 = 90;
/// Within this many days a room counts as visited in this round.
const ROUND_DAYS: i64 = 30;

/// What is known of a door.
#[derive(Debug, Clone, Default)]
pub(super) struct Door {
    pub room_use: String,
    pub occupants: u32,
    /// Earliest last day among the stays; empty when none runs out.
    pub due_on: String,
    pub result: String,
    pub at: i64,
}

impl Door {
    /// The rule of the grid: an empty room first, then what runs out, then how the last call went.
    pub fn state(&self, now: i64, today: NaiveDate) -> CellState {
        let called_empty = self.result == "vacant" && self.occupants == 0;
        if called_empty || (self.room_use == "vacant" && self.occupants == 0) {
            return CellState::Vacant;
        }
        match due::state_of(&self.due_on, today) {
            DueState::Late => return CellState::Late,
            DueState::Due => return CellState::Due,
            DueState::Ok | DueState::None => {}
        }
        if self.at < now - CALL_COUNTS_DAYS * DAY_MS {
            return CellState::Unknown;
        }
        match self.result.as_str() {
            "done" => CellState::Confirmed,
            "nobody_home" => CellState::NobodyHome,
            "refused" => CellState::Refused,
            _ => CellState::Unknown,
        }
    }

    /// Whether it was called at in this round.
    pub fn visited(&self, now: i64) -> bool {
        self.at >= round_began(now)
    }

    /// Adds a stay with this last day.
    pub fn add_stay(&mut self, due_on: &str) {
        self.occupants += 1;
        if !due_on.is_empty() && (self.due_on.is_empty() || due_on < self.due_on.as_str()) {
            due_on.clone_into(&mut self.due_on);
        }
    }
}

/// Beginning of this round of calls, ms.
pub(super) fn round_began(now: i64) -> i64 {
    now - ROUND_DAYS * DAY_MS
}

/// The room that stands for this one: itself, or the one it was merged into.
///
/// # Errors
/// `not_found` if it is not on this laptop.
pub(crate) fn standing_room(connection: &Connection, room: &str) -> Result<String, AppError> {
    standing(
        connection,
        "SELECT CASE WHEN merged_into = '' THEN id ELSE merged_into END AS id FROM rooms WHERE id = ?1",
        room,
    )
}

/// The building that stands for this one.
///
/// # Errors
/// `not_found` if it is not on this laptop.
pub(crate) fn standing_building(
    connection: &Connection,
    building: &str,
) -> Result<String, AppError> {
    standing(
        connection,
        "SELECT CASE WHEN merged_into = '' THEN id ELSE merged_into END AS id FROM buildings WHERE id = ?1",
        building,
    )
}

fn standing(connection: &Connection, sql: &str, id: &str) -> Result<String, AppError> {
    connection
        .prepare_cached(sql)?
        .query_row([id], |row| row.get("id"))
        .optional()?
        .ok_or_else(|| AppError::new("not_found"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_140_000_000;

    fn state(door: &Door) -> CellState {
        door.state(NOW, store::day_of(NOW))
    }

    fn called(result: &str, days_ago: i64) -> Door {
        Door {
            result: result.into(),
            at: NOW - days_ago * DAY_MS,
            ..Door::default()
        }
    }

    #[test]
    fn a_call_of_more_than_ninety_days_ago_says_nothing() {
        assert_eq!(state(&called("done", 90)), CellState::Confirmed);
        assert_eq!(state(&called("done", 91)), CellState::Unknown);
        assert_eq!(state(&called("refused", 3)), CellState::Refused);
        assert_eq!(state(&Door::default()), CellState::Unknown);
    }

    #[test]
    fn what_is_late_outranks_what_is_due_and_both_outrank_the_last_call() {
        let mut door = called("done", 1);
        door.add_stay("2026-11-30");
        assert_eq!(state(&door), CellState::Due);
        door.add_stay("2026-11-19");
        door.add_stay("");
        assert_eq!(state(&door), CellState::Late);
        assert_eq!(door.occupants, 3);
    }

    #[test]
    fn a_room_found_empty_is_vacant_until_somebody_lives_there() {
        let mut door = called("vacant", 200);
        assert_eq!(state(&door), CellState::Vacant);
        door.add_stay("");
        assert_eq!(state(&door), CellState::Unknown);
        let kept_empty = Door {
            room_use: "vacant".into(),
            ..called("nobody_home", 1)
        };
        assert_eq!(state(&kept_empty), CellState::Vacant);
    }
}
