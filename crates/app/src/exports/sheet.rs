use chrono::DateTime;
use reports::{Cell, Document, Table};

use super::ExportForm;
use super::gather::Gathered;
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::people::RollLine;
use crate::saying;
use crate::session;

/// The list as a workbook: above it who made it, when, what for, for whom and under which number; the same at the foot of each printed
/// page; the number and a mark in each row.
pub(super) fn sheet(
    desk: &Desk,
    form: &ExportForm,
    gathered: &Gathered,
    (number, marks): (&str, Vec<String>),
) -> Result<Document, AppError> {
    let name = session::me(desk)?.name;
    let time = [&desk.today().to_string(), " ", &saying::clock(desk.now())].concat();
    let purpose = desk.label("export_purpose", &form.purpose);
    let recipient = recipient(desk, form);
    let persons = gathered.persons.to_string();
    let args = [
        ("name", name.as_str()),
        ("time", time.as_str()),
        ("purpose", purpose),
        ("recipient", recipient.as_str()),
        ("number", number),
        ("count", persons.as_str()),
    ];
    let mut notes = vec![
        desk.say("export.made", &args),
        desk.say("export.for", &args),
        desk.say("export.number", &args),
    ];
    if gathered.children > 0 {
        let children = gathered.children.to_string();
        notes.push(desk.say("export.children", &[("count", &children)]));
    }
    notes.push(desk.say("export.duty", &[]));
    let rows = gathered.lines.iter().zip(marks);
    Ok(Document {
        title: desk.say("export.title", &[("which", &which(desk, form)?)]),
        notes,
        made: DateTime::from_timestamp_millis(desk.now() + saying::CHINA_OFFSET_MS)
            .unwrap_or_default()
            .naive_utc(),
        tables: vec![Table {
            name: desk.say("export.sheet", &[]),
            columns: columns(desk, form),
            rows: rows
                .map(|(line, mark)| row(desk, form, line, mark))
                .collect(),
            curve: vec![],
        }],
        foot: desk.say("export.foot", &args),
        lang: if desk.language.is_chinese() {
            "zh"
        } else {
            "en"
        },
        // Words of the printed page, which a workbook has none of.
        seal: String::new(),
        page: String::new(),
        nothing: String::new(),
    })
}

/// Kind and name of who gets it.
pub(super) fn recipient(desk: &Desk, form: &ExportForm) -> String {
    let kind = desk.label("export_recipient", &form.recipient_kind);
    [kind, " · ", form.recipient.trim()].concat()
}

/// Area, building and what is shown, in words: `青岩刘村 E区12幢 · 现住`.
pub(super) fn which(desk: &Desk, form: &ExportForm) -> Result<String, AppError> {
    let name = |sql: &str, id: &Option<String>| {
        let Some(id) = id.as_deref().filter(|id| !id.is_empty()) else {
            return Ok(None);
        };
        desk.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([id])?;
            let row = rows.next()?;
            Ok(row.map(|row| row.get::<_, String>("name")).transpose()?)
        })
    };
    let area = name("SELECT name FROM areas WHERE id = ?1", &form.area)?
        .unwrap_or_else(|| desk.say("export.all_areas", &[]));
    let building = name(
        "SELECT label AS name FROM buildings WHERE id = ?1",
        &form.building,
    )?;
    let place = match building {
        Some(building) => [&area, " ", &building].concat(),
        None => area,
    };
    let filter = desk.label("people_filter", &form.filter);
    Ok([&place, " · ", filter].concat())
}

fn columns(desk: &Desk, form: &ExportForm) -> Vec<String> {
    let mut names = vec!["area", "room", "name", "sex", "age", "phone"];
    if form.documents {
        names.push("document");
    }
    names.extend(["since", "due", "mark"]);
    names
        .iter()
        .map(|name| desk.say(&["export.column.", name].concat(), &[]))
        .collect()
}

fn row(desk: &Desk, form: &ExportForm, line: &RollLine, mark: String) -> Vec<Cell> {
    let text = |text: &str| match text {
        "" => Cell::Nothing,
        text => Cell::Text(text.to_owned()),
    };
    let day = |day: &Option<String>| {
        let day = day.as_deref().and_then(due::day);
        day.map_or(Cell::Nothing, Cell::Day)
    };
    let sex = line.sex.as_deref().map(|sex| desk.label("sex", sex));
    let mut cells = vec![
        text(line.area.as_deref().unwrap_or_default()),
        text(line.room.as_deref().unwrap_or_default()),
        text(&line.name),
        text(sex.unwrap_or_default()),
        line.age
            .map_or(Cell::Nothing, |age| Cell::Count(i64::from(age))),
        match form.unmasked {
            true => text(&line.phone),
            false => text(&due::masked_phone(&line.phone)),
        },
    ];
    if form.documents {
        cells.push(match form.unmasked {
            true => text(&line.number),
            false => text(&due::masked_number(&line.number)),
        });
    }
    cells.extend([day(&line.since), day(&line.due), Cell::Text(mark)]);
    cells
}
