use domain::{Fields, fields as row_fields};
use rusqlite::Connection;
use serde_json::json;
use store::{Edit, Write};

use super::RegisterForm;
use super::check::Reading;
use crate::declarations::submitted;
use crate::desk::{Desk, Done};
use crate::due;
use crate::error::AppError;
use crate::records::fields;
use crate::rooms::{area_of_room, standing_room};

/// Registers a person in a room: the person (or the one who moves in), the stay, and the declaration that the user proposes, all in
/// one action. For somebody under 14 no document number is kept. Where they lived until now ends with the day they move in.
///
/// # Errors
/// `check_field` at the first field whose remark is an error, `not_found`, or a rule's refusal.
pub fn register(desk: &Desk, form: RegisterForm) -> Result<Done, AppError> {
    let reading = Reading::of(desk, &form);
    if let Some(finding) = reading
        .findings
        .iter()
        .find(|finding| finding.level == "error")
    {
        return Err(AppError::at("check_field", &finding.field).in_language(desk.language));
    }
    desk.write("done.registered", |write| {
        let room = standing_room(write.connection(), &form.room)?;
        let area = area_of_room(write.connection(), &room)?;
        let (person, moved) = match due::typed(form.person.as_ref()) {
            Some(person) => {
                complete(write, person, &form, &reading)?;
                (
                    person.to_owned(),
                    end_other_stays(write, person, &room, &form.since)?,
                )
            }
            None => {
                let mut row = person_fields(&form, &reading);
                row.insert("area".into(), area.clone().into());
                (write.put(Edit::create("people", &area, row))?, false)
            }
        };
        let stay = fields(json!({
            "person": person,
            "room": room,
            "since": form.since.trim(),
            "reason": due::typed(form.reason.as_ref()),
            "period": due::typed(form.period.as_ref()),
            "dwelling": due::typed(form.dwelling.as_ref()),
            "employer": due::typed(form.employer.as_ref()).filter(|_| !reading.minor),
        }));
        let residence = write.put(Edit::create("residences", &area, stay))?;
        let declaration = fields(json!({
            "person": person,
            "residence": residence,
            "room": room,
            "type": if moved { "change" } else { "arrive" },
            "declared_on": write.today().to_string(),
            "status": submitted(write),
        }));
        write.put(Edit::create("declarations", &area, declaration))?;
        Ok(Some(person))
    })
}

/// The person as registered. Under 14: name, birth, sex and guardian only.
fn person_fields(form: &RegisterForm, reading: &Reading) -> Fields {
    let adult = !reading.minor;
    let document = adult.then(|| {
        json!({
            "type": reading.document_type.map(|kind| kind.as_str()),
            "number": due::some(reading.number.clone()),
        })
    });
    let mut row = fields(json!({
        "name": reading.name,
        "name_latin": due::typed(form.name_latin.as_ref()).filter(|_| adult),
        "sex": due::some(reading.sex.clone()),
        "birth": due::some(reading.birth.clone()),
        "document": document.filter(|_| !reading.number.is_empty()),
        "phone": due::some(reading.phone.clone()).filter(|_| adult),
        "household": {
            "code": due::typed(form.household_code.as_ref()),
            "name": due::typed(form.household_name.as_ref()),
        },
        "nationality": due::some(reading.nationality.clone()),
        "guardian": due::typed(form.guardian.as_ref()).filter(|_| reading.minor),
    }));
    row.retain(|_, value| {
        !value.is_null() && value.as_object().is_none_or(|parts| !parts.is_empty())
    });
    row
}

/// Adds what was not known of somebody registered already; what is known is corrected on their own page.
fn complete(
    write: &mut Write<'_>,
    person: &str,
    form: &RegisterForm,
    reading: &Reading,
) -> Result<(), AppError> {
    let known = write
        .row(person)?
        .ok_or_else(|| AppError::new("not_found"))?;
    let mut row = person_fields(form, reading);
    row.retain(|name, _| row_fields::at(&known, name).is_none());
    // Numbers belong to nobody who is known to be a minor.
    let birth = row_fields::text(&known, "birth").unwrap_or(&reading.birth);
    if due::is_minor(birth, write.today()) {
        row.retain(|name, _| !domain::minors::WITHHELD.contains(&name.as_str()));
    }
    if !row.is_empty() {
        write.put(Edit::change("people", person, None, row))?;
    }
    Ok(())
}

/// Ends the open stays of somebody who moves; says whether there was one.
fn end_other_stays(
    write: &mut Write<'_>,
    person: &str,
    room: &str,
    since: &str,
) -> Result<bool, AppError> {
    let open = open_stays(write.connection(), person)?;
    for stay in &open {
        if stay.room == room {
            return Err(AppError::new("already_here"));
        }
        // A stay cannot end before it began.
        let until = since.trim().max(stay.since.as_str());
        let end = fields(json!({"until": until}));
        write.put(Edit::change("residences", &stay.id, None, end))?;
    }
    Ok(!open.is_empty())
}

struct OpenStay {
    id: String,
    room: String,
    since: String,
}

fn open_stays(connection: &Connection, person: &str) -> Result<Vec<OpenStay>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, room, since FROM residences
         WHERE person IN (SELECT ?1 UNION ALL SELECT id FROM people WHERE merged_into = ?1 AND merged_into <> '') AND until = '' ORDER BY since",
    )?;
    let rows = statement.query_map([person], |row| {
        Ok(OpenStay {
            id: row.get("id")?,
            room: row.get("room")?,
            since: row.get("since")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
