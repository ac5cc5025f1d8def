//! Rules of what there is once a month: totals from elsewhere, and figures as they were when the month was closed.

use chrono::NaiveDate;
use serde_json::Value;

use crate::fields::{self, Fields};
use crate::ids;
use crate::permissions::Act;
use crate::retention;
use crate::rules::Refusal;

pub(crate) fn totals_acts(before: Option<&Fields>, change: &Fields) -> Result<Vec<Act>, Refusal> {
    check_month(before, change)?;
    if change.get("incidents").is_some_and(|count| {
        !count
            .as_i64()
            .is_some_and(|count| (0..=1_000_000).contains(&count))
    }) {
        return Err(Refusal::new("count_impossible", "incidents"));
    }
    Ok(vec![Act::EnterTotals])
}

/// A month is closed once, after it is over: what is closed is neither changed nor taken away.
pub(crate) fn closing_acts(
    before: Option<&Fields>,
    change: &Fields,
    today: NaiveDate,
) -> Result<Vec<Act>, Refusal> {
    if before.is_some() {
        return Err(Refusal::new("month_closed", "month"));
    }
    check_month(before, change)?;
    let this_month = today.format("%Y-%m").to_string();
    if text(change, "month") >= this_month.as_str() {
        return Err(Refusal::new("month_not_over", "month"));
    }
    let counts = change.get("counts").and_then(Value::as_object);
    if !counts.is_some_and(|counts| counts.values().all(|count| count.as_u64().is_some())) {
        return Err(Refusal::new("wrong_type", "counts"));
    }
    Ok(vec![Act::CloseMonth])
}

/// Checks the name of a new row whose kind has one row per month, or per class: under another name a second one would stand beside the first.
///
/// # Errors
/// `wrong_id`.
pub fn check_name(kind: &str, id: &str, row: &Fields) -> Result<(), Refusal> {
    let month = text(row, "month");
    let name = match kind {
        "closed_months" | "police_totals" => ids::derived(&[kind, month]),
        "closed_figures" => ids::derived(&[kind, text(row, "area"), month]),
        retention::PERIODS => retention::period_id(text(row, "class")),
        _ => return Ok(()),
    };
    if name == id {
        Ok(())
    } else {
        Err(Refusal::new("wrong_id", "id"))
    }
}

fn text<'a>(row: &'a Fields, path: &str) -> &'a str {
    fields::text(row, path).unwrap_or_default()
}

/// `2026-11`; a row stays with its month.
fn check_month(before: Option<&Fields>, change: &Fields) -> Result<(), Refusal> {
    let Some(month) = fields::text(change, "month") else {
        return Ok(());
    };
    let first = [month, "-01"].concat();
    let sound = month.len() == 7 && NaiveDate::parse_from_str(&first, "%Y-%m-%d").is_ok();
    let moved = before.is_some_and(|row| fields::text(row, "month") != Some(month));
    if !sound || moved {
        return Err(Refusal::new("date_impossible", "month"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::permissions::Role;
    use crate::rules::{self, Author};

    const USER: &str = "01900000-0000-7000-8000-0000000000b1";
    const AREA: &str = "01900000-0000-7000-8000-00000000a001";

    fn closing(kind: &str, month: &str) -> Result<(), Refusal> {
        let row = json!({"area": AREA, "month": month, "counts": {"visit_result.done": 1}, "by": USER, "at": 1});
        let row: Fields = serde_json::from_value(row).expect("fields");
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
        let by = Author {
            role: Role::Chief,
            user: USER,
        };
        rules::check(kind, None, &row, by, today)
    }

    #[test]
    fn a_month_that_is_not_over_is_not_closed() {
        for kind in ["closed_months", "closed_figures"] {
            assert_eq!(closing(kind, "2026-10"), Ok(()));
            for month in ["2026-11", "2026-12", "2031-01"] {
                assert_eq!(closing(kind, month).unwrap_err().code, "month_not_over");
            }
        }
    }

    #[test]
    fn a_month_has_one_row_because_its_name_follows_from_it() {
        let row = json!({"area": AREA, "month": "2026-10"});
        let row: Fields = serde_json::from_value(row).unwrap();
        let names = [
            ("closed_months", ids::derived(&["closed_months", "2026-10"])),
            ("police_totals", ids::derived(&["police_totals", "2026-10"])),
            (
                "closed_figures",
                ids::derived(&["closed_figures", AREA, "2026-10"]),
            ),
        ];
        for (kind, name) in names {
            assert_eq!(check_name(kind, &name, &row), Ok(()));
            assert_eq!(check_name(kind, USER, &row).unwrap_err().code, "wrong_id");
        }
        assert_eq!(check_name("visits", USER, &row), Ok(()));
    }
}
