//! Putting away (TRUST P16): calls, answered consultations and closed disputes that are older than laptops hold, and whose months are closed,
//! keep their content at the station and leave every laptop. Reports of months that are not closed are counted on laptops, so these stay.
//! Like what is due, what is put away is found anew each day: a record that is held, disputed or about to be looked at comes back.

use std::collections::HashSet;

use domain::dates::day_of;

use super::survey::{Dated, Survey};
use crate::database::{Batch, Database, Held, Tx};
use crate::error::StationError;
use crate::push;

/// Who has just worked on a record finds it for a while, ms: 90 days, as long as journals.
const WORKED_ON_MS: i64 = 90 * 86_400_000;
/// Records moved in one transaction.
const AT_ONCE: usize = 500;

/// A record that is to be put away, or to be given back.
struct Move {
    id: String,
    away: bool,
}

/// Puts away what laptops need no longer on the day of `now`, ms, and gives back what they need again. Returns how many records.
///
/// # Errors
/// What the database says.
pub fn put_away(database: &Database, now: i64) -> Result<usize, StationError> {
    let (moves, head) = database.read(|tx| Ok((moves(tx, now)?, tx.head()?.seq)))?;
    let mut moved = 0;
    for some in moves.chunks(AT_ONCE) {
        moved += database.write(|tx| make(tx, some, head, now))?;
    }
    Ok(moved)
}

/// Makes these moves, but for records that somebody changed since they were looked at: they wait for the next day.
fn make(tx: &Tx<'_>, moves: &[Move], looked_at: i64, now: i64) -> Result<usize, StationError> {
    let head = tx.head()?;
    let mut batch = Batch::new(tx, head.hlc);
    batch.foresee_rows(moves.iter().map(|one| one.id.as_str()))?;
    let mut moved = 0;
    for Move { id, away } in moves {
        let was_seen = |held: &Held| {
            held.stored
                .as_ref()
                .is_some_and(|(seq, ..)| *seq <= looked_at)
        };
        let Some(held) = batch.row(id)?.filter(|held| was_seen(held)) else {
            continue;
        };
        if held.away == *away || *away && was_worked_on(held, now) {
            continue;
        }
        held.away = *away;
        batch.touch(id);
        moved += 1;
    }
    push::file(batch, head.seq, now)?;
    Ok(moved)
}

fn was_worked_on(held: &Held, now: i64) -> bool {
    let stamps = held.state.versions.values().map(|version| version.hlc);
    stamps.max().is_some_and(|last| last > now - WORKED_ON_MS)
}

fn moves(tx: &Tx<'_>, now: i64) -> Result<Vec<Move>, StationError> {
    let mut survey = Survey::on(day_of(now));
    survey.read(tx)?;
    let wanted = survey.to_put_away();
    let mut moves: Vec<Move> = wanted
        .iter()
        .filter(|id| !survey.away.contains(**id))
        .map(|id| (*id, true))
        .chain(
            survey
                .away
                .iter()
                .filter(|id| !wanted.contains(id.as_str()))
                .map(|id| (id.as_str(), false)),
        )
        .map(|(id, away)| Move {
            id: id.to_owned(),
            away,
        })
        .collect();
    moves.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(moves)
}

impl Survey {
    /// What the station alone is to hold.
    fn to_put_away(&self) -> HashSet<&str> {
        let dated = self.dated.iter();
        dated
            .filter(|dated| self.is_over(dated))
            .map(|dated| dated.id.as_str())
            .collect()
    }

    fn is_over(&self, dated: &Dated) -> bool {
        let today = self.today;
        let is_closed =
            |day: chrono::NaiveDate| self.closed.contains(&day.format("%Y-%m").to_string());
        self.periods.is_away(dated.class, dated.from, today)
            && is_closed(dated.from)
            && dated.opened.is_none_or(is_closed)
            // What two people keep longer they need.
            && !self.decisions.contains_key(&dated.id)
            && !self.is_unsettled(&dated.id)
    }

    /// Whether something about the record, or what goes with it, waits for a person.
    fn is_unsettled(&self, id: &str) -> bool {
        let all = self.with_children(vec![id.to_owned()]);
        all.iter().any(|id| self.unsettled.contains(id))
    }
}
