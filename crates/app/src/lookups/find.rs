use audit::Act as Did;
use domain::lookups::{LOOKUPS, WORDS, Whole};
use domain::{Act, codes};
use store::Access;
use sync::lookup::{Found, FoundPerson, Looked, Lookup, Unmask, Wanted};

use super::{LookupAnswer, LookupDoor, LookupForm, LookupPerson, LookupUnmask};
use crate::access_log;
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::network::Network;
use crate::saying;

/// Asks the station who this is. That it is asked stands in this laptop's log first, and in the station's before it answers.
///
/// # Errors
/// `not_allowed`; `lookup_part` for less than a whole number, or a whole name with birth or telephone; `unknown_code`, `required` without a
/// reason; `lookup_limited` after ten within an hour; `station_unreachable`.
pub fn find(desk: &Desk, form: &LookupForm) -> Result<LookupAnswer, AppError> {
    found(desk, form).map_err(|error| error.in_language(desk.language))
}

fn found(desk: &Desk, form: &LookupForm) -> Result<LookupAnswer, AppError> {
    if !desk.role()?.may(Act::LookUp) {
        return Err(AppError::at("not_allowed", Act::LookUp.as_str()));
    }
    if Whole::read(&form.number, &form.name, &form.birth, &form.phone).is_none() {
        return Err(AppError::new("lookup_part"));
    }
    if !codes::holds("lookup_reason", &form.reason) {
        return Err(AppError::at("unknown_code", "reason"));
    }
    let words = form.words.trim();
    if words.is_empty() {
        return Err(AppError::at("required", "words"));
    }
    if words.chars().count() > WORDS {
        return Err(AppError::at("too_long", "words"));
    }
    note(desk, "lookup", &form.reason)?;
    let wanted = Wanted {
        number: form.number.clone(),
        name: form.name.clone(),
        birth: form.birth.clone(),
        phone: form.phone.clone(),
        reason: form.reason.clone(),
        words: words.to_owned(),
    };
    match Network::of(desk)?.post("lookup", &Lookup::Find(wanted))? {
        Looked::Found(found) => told(desk, found),
        Looked::Limited(again) => Err(limited(desk, again)?),
        _ => Err(AppError::new("station_unreadable")),
    }
}

/// A number of somebody in an answer, in full; on record here first, and at the station before it answers.
///
/// # Errors
/// `not_allowed`, `unknown_code`; `lookup_over` after the hour; `station_unreachable`.
pub fn reveal(desk: &Desk, form: &LookupUnmask) -> Result<String, AppError> {
    revealed(desk, form).map_err(|error| error.in_language(desk.language))
}

fn revealed(desk: &Desk, form: &LookupUnmask) -> Result<String, AppError> {
    if !desk.role()?.may(Act::Reveal) {
        return Err(AppError::at("not_allowed", Act::Reveal.as_str()));
    }
    if !codes::holds("reveal_purpose", &form.purpose) {
        return Err(AppError::at("unknown_code", "purpose"));
    }
    if !matches!(form.field.as_str(), "document" | "phone" | "phone2") {
        return Err(AppError::at("wrong_type", &form.field));
    }
    note(desk, &form.field, &form.purpose)?;
    let unmask = Unmask {
        grant: form.grant.clone(),
        record: form.record.clone(),
        field: form.field.clone(),
        purpose: form.purpose.clone(),
    };
    match Network::of(desk)?.post("lookup", &Lookup::Reveal(unmask))? {
        Looked::Number(number) => Ok(number),
        Looked::Over => Err(AppError::new("lookup_over")),
        _ => Err(AppError::new("station_unreadable")),
    }
}

fn note(desk: &Desk, field: &str, purpose: &str) -> Result<(), AppError> {
    let access = Access {
        act: Did::Consult,
        kind: LOOKUPS,
        record: "",
        field,
        purpose,
        result: "",
    };
    access_log::note(desk, &access)
}

/// The station's time by this laptop's clock.
fn offset(desk: &Desk) -> Result<i64, AppError> {
    desk.read(|connection| Ok(store::state::number(connection, "clock_offset")?))
}

fn limited(desk: &Desk, again: i64) -> Result<AppError, AppError> {
    let time = saying::moment(desk.language, again - offset(desk)?, desk.now());
    Ok(AppError::at("lookup_limited", &time))
}

fn told(desk: &Desk, found: Found) -> Result<LookupAnswer, AppError> {
    let left = found.until - desk.now() - offset(desk)?;
    let key = match (found.people.is_empty(), found.more) {
        (_, true) => "lookup.more",
        (true, false) => "lookup.nobody",
        (false, false) => "lookup.found",
    };
    Ok(LookupAnswer {
        grant: found.grant,
        left_ms: u32::try_from(left).unwrap_or(0),
        people: found
            .people
            .into_iter()
            .map(|person| shown(desk, person))
            .collect(),
        message: desk.say(key, &[]),
    })
}

fn shown(desk: &Desk, person: FoundPerson) -> LookupPerson {
    let doors = person.stays.into_iter().map(|stay| LookupDoor {
        room: due::door(&stay.building, &stay.unit, &stay.label).unwrap_or_default(),
        since: due::some(stay.since),
    });
    LookupPerson {
        age: due::age(&person.birth, desk.today()),
        record: person.record,
        name: person.name,
        sex: due::some(person.sex),
        birth: due::some(person.birth),
        document: due::some(person.document),
        phone: due::some(person.phone),
        phone2: due::some(person.phone2),
        guardian_of: due::some(person.guardian_of),
        area: person.areas.join(&desk.say("saying.comma", &[])),
        doors: doors.collect(),
    }
}
