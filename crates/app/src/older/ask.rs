use audit::Act as Did;
use domain::Act;
use store::Access;
use sync::older::{Month, Older, OlderFound, OlderLine};

use super::{OlderAnswer, OlderForm, OlderRow};
use crate::access_log;
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::network::Network;
use crate::people;
use crate::rooms::user_name;

/// Asks the station for what it put away. That it is asked stands in this laptop's log first, and in the station's before it answers.
///
/// # Errors
/// `not_found` for what this laptop does not hold; `purpose_needed` for a person who is not open; `month_wrong`; `not_allowed`;
/// `station_unreachable`.
pub fn ask(desk: &Desk, form: &OlderForm) -> Result<OlderAnswer, AppError> {
    asked(desk, form).map_err(|error| error.in_language(desk.language))
}

fn asked(desk: &Desk, form: &OlderForm) -> Result<OlderAnswer, AppError> {
    let id = form.id.clone().unwrap_or_default();
    let asked = match form.kind.as_str() {
        "people" => {
            people::check_open(desk, &id)?;
            Older::Person(id)
        }
        "rooms" => {
            let sql = "SELECT 1 FROM rooms WHERE id = ?1";
            if !desk.read(|connection| Ok(connection.prepare_cached(sql)?.exists([&id])?))? {
                return Err(AppError::new("not_found"));
            }
            Older::Room(id)
        }
        "consultations" | "disputes" => Older::Month(Month {
            kind: form.kind.clone(),
            area: id,
            month: month(form.month.as_deref())?,
        }),
        _ => return Err(AppError::at("unknown_code", "kind")),
    };
    // Whoever asks for people outside the areas may ask for what is older within them.
    if !desk.role()?.may(Act::LookUp) {
        return Err(AppError::at("not_allowed", Act::LookUp.as_str()));
    }
    note(desk, &asked)?;
    post(desk, &asked)
}

/// What the station alone holds around somebody, for who puts on record themselves what they tell of it.
///
/// # Errors
/// `station_unreachable`.
pub(crate) fn around(desk: &Desk, person: &str) -> Result<OlderAnswer, AppError> {
    post(desk, &Older::Person(person.to_owned()))
}

fn note(desk: &Desk, asked: &Older) -> Result<(), AppError> {
    let (kind, record, month) = match asked {
        Older::Person(id) => ("people", id.as_str(), ""),
        Older::Room(id) => ("rooms", id.as_str(), ""),
        Older::Month(month) => (month.kind.as_str(), "", month.month.as_str()),
    };
    let access = Access {
        act: Did::Consult,
        kind,
        record,
        field: "older",
        purpose: "",
        result: month,
    };
    access_log::note(desk, &access)
}

fn post(desk: &Desk, asked: &Older) -> Result<OlderAnswer, AppError> {
    let found: OlderFound = Network::of(desk)?.post("older", asked)?;
    told(desk, found)
}

fn month(typed: Option<&str>) -> Result<String, AppError> {
    let month = typed.unwrap_or_default().trim();
    match due::day(&[month, "-01"].concat()) {
        Some(_) => Ok(month.to_owned()),
        None => Err(AppError::at("month_wrong", month)),
    }
}

fn told(desk: &Desk, found: OlderFound) -> Result<OlderAnswer, AppError> {
    let key = match (found.lines.is_empty(), found.more) {
        (_, true) => "older.more",
        (true, false) => "older.none",
        (false, false) => "older.found",
    };
    let count = found.lines.len().to_string();
    let lines = found.lines.into_iter();
    let rows = desk.read(|connection| {
        lines
            .map(|line| {
                let by = user_name(connection, &line.by)?;
                Ok(row(desk, line, by))
            })
            .collect::<Result<_, AppError>>()
    })?;
    Ok(OlderAnswer {
        lines: rows,
        message: desk.say(key, &[("count", &count)]),
    })
}

fn row(desk: &Desk, line: OlderLine, by: Option<String>) -> OlderRow {
    let (key, what, state) = match line.kind.as_str() {
        "consultations" => ("older.said", "consultation_kind", "consultation_status"),
        "disputes" => ("older.said", "dispute_kind", "dispute_status"),
        _ => ("history.visit", "visit_result", ""),
    };
    let what = desk.label(what, &line.what);
    let state = desk.label(state, &line.state);
    let said = [("what", what), ("state", state), ("result", what)];
    let mut what = desk.say(key, &said);
    if !line.place.is_empty() {
        what = [&what, " ", &line.place].concat();
    }
    OlderRow {
        what,
        kind: line.kind,
        id: line.id,
        at: line.at,
        who: due::some(line.who),
        text: due::some(line.text),
        end: due::some(line.end),
        by,
    }
}
