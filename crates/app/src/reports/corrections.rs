//! What came in, or was corrected, after a month was closed.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::counts::Counts;
use super::groups::{self, GROUPS};
use super::live::Question;
use super::measured::{Held, Month, held};
use super::{ReportCorrection, totals};
use crate::error::AppError;

/// Counts of closed months that would come out differently today, as far as their records are still held. `whole` is what is held of all
/// these months together.
pub(super) fn of(
    connection: &Connection,
    months: &[Month],
    whole: &Held,
    question: Question<'_>,
) -> Result<Vec<ReportCorrection>, AppError> {
    let mut corrections = vec![];
    for (month, closed) in months {
        let Some(closed) = closed else {
            continue;
        };
        let recounted;
        let again = if months.len() == 1 {
            whole
        } else {
            recounted = held(connection, *month, question)?.0;
            &recounted
        };
        let name = month.month_name();
        let mut then = Counts::default();
        let mut today = Counts::default();
        for group in GROUPS {
            if group == groups::POLICE || !again.known.contains(group.list) {
                continue;
            }
            if group == groups::REACH {
                if question.whole {
                    then.take(group, &closed.station);
                    today.take(group, &again.counted.station);
                }
                continue;
            }
            for area in question.areas {
                // Of an area that cannot be read nothing can be compared.
                let frozen = closed.by_area.get(area);
                if frozen.is_none() && closed.knew(area) {
                    continue;
                }
                then.take(group, frozen.unwrap_or(&Counts::default()));
                if let Some(counts) = again.counted.by_area.get(area) {
                    today.take(group, counts);
                }
            }
        }
        if question.whole
            && let Some(total) = totals::read(connection, &name)?
        {
            let frozen = closed.station.in_group(groups::POLICE).count() > 0;
            match frozen {
                true => then.take(groups::POLICE, &closed.station),
                false => then.take(groups::POLICE, &totals::counts(total.first)),
            }
            today.take(groups::POLICE, &totals::counts(total.now));
        }
        corrections.extend(differences(&name, &then, &today));
    }
    Ok(corrections)
}

fn differences(month: &str, then: &Counts, today: &Counts) -> Vec<ReportCorrection> {
    let mut differences = vec![];
    for group in GROUPS {
        let both = then.in_group(group).chain(today.in_group(group));
        let codes: BTreeSet<&str> = both.map(|(code, _)| code).collect();
        for code in codes {
            let (closed, recounted) = (then.of(group, code), today.of(group, code));
            // New doors do not correct the month.
            if closed != recounted && code != "doors" {
                differences.push(ReportCorrection {
                    month: month.to_owned(),
                    group: group.list.to_owned(),
                    code: code.to_owned(),
                    closed,
                    recounted,
                });
            }
        }
    }
    differences
}
