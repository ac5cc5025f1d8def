//! What people do at their laptops.

use domain::Fields;
use domain::fields::DELETED;
use serde_json::{Value, json};
use store::{Edit, StoreError};

use crate::dice::Dice;
use crate::inside;
use crate::ledger::Ledger;
use crate::machine::{Form, Machine};
use crate::template::Template;

/// One action at a laptop, if there is something to do; what it was, for the trace. An action that the store refused leaves no trace in
/// the ledger: its author was told.
///
/// # Errors
/// What the store says, except for a rule that forbids the action and a full disk.
pub fn act(
    number: usize,
    machine: &mut Machine,
    dice: &mut Dice,
    ledger: &mut Ledger,
    tick: i64,
    now: i64,
) -> Result<String, StoreError> {
    if let Some(form) = machine.form.clone() {
        if tick < form.saved_at {
            return Ok(String::new());
        }
        machine.form = None;
        let what = save(number, machine, ledger, &form, now + machine.clock);
        return forgiven(what);
    }
    let local = now + machine.clock;
    let what = match dice.below(100) {
        0..10 => family(number, machine, dice, ledger, local),
        10..18 => tenant(number, machine, dice, ledger, local),
        18..26 => visit(number, machine, dice, ledger, local),
        26..33 => consultation(number, machine, dice, ledger, local),
        33..37 => dispute(number, machine, dice, ledger, local),
        37..44 => delete(number, machine, dice, ledger, local),
        44..49 => move_person(number, machine, dice, ledger, local),
        49..52 => move_building(machine, dice, local),
        52..55 => newer_field(machine, dice, local),
        _ => return open_form(number, machine, dice, ledger, tick, now),
    };
    forgiven(what)
}

fn forgiven(what: Result<String, StoreError>) -> Result<String, StoreError> {
    match what {
        Err(StoreError::Refused(refusal)) => Ok(format!("refused {}", refusal.code)),
        Err(StoreError::DiskFull) => Ok("disk full".into()),
        Err(StoreError::NotFound) => Ok("not found".into()),
        other => other,
    }
}

fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}

fn own_area(machine: &Machine, dice: &mut Dice) -> Result<Option<String>, StoreError> {
    let held: Vec<String> = inside::held(machine.store())?
        .into_keys()
        .filter_map(|scope| scope.strip_prefix("area:").map(str::to_owned))
        .collect();
    Ok(dice.pick(&held).cloned())
}

fn one_of(machine: &Machine, dice: &mut Dice, kind: &str) -> Result<Option<String>, StoreError> {
    let shown: Vec<String> = inside::shown(machine.store(), kind)?.into_iter().collect();
    Ok(dice.pick(&shown).cloned())
}

/// A row to be made: kind, scope, fields; `{0}` in a text stands for the id of the first row of the action, and so on.
struct Made(&'static str, Value);

/// Makes rows in one action, later ones referring to earlier ones. Texts are new ones of the ledger.
fn make(
    number: usize,
    machine: &Machine,
    ledger: &mut Ledger,
    area: &str,
    rows: Vec<Made>,
    now: i64,
) -> Result<String, StoreError> {
    let first = ledger.count();
    let mut next = first;
    let (made, _) = machine.store().write(now, |write| {
        let mut made: Vec<(String, Vec<String>)> = Vec::new();
        for Made(kind, value) in rows {
            let mut named = Vec::new();
            let mut row = Fields::new();
            for (name, value) in fields(value) {
                let value = match value {
                    // A new text.
                    Value::String(text) if text == "?" => {
                        named.push(name.clone());
                        next += 1;
                        format!("e{}", next - 1).into()
                    }
                    // An earlier row of this action.
                    Value::String(text) if text.starts_with('#') => {
                        let index: usize = text[1..].parse().unwrap_or(0);
                        made[index].0.clone().into()
                    }
                    other => other,
                };
                row.insert(name, value);
            }
            let id = write.put(Edit::create(kind, area, row))?;
            made.push((id, named));
        }
        Ok::<_, StoreError>(made)
    })?;
    for (id, named) in &made {
        for field in named {
            ledger.file(number, id, field, &[]);
        }
    }
    let ids: Vec<String> = made.into_iter().map(|(id, _)| id).collect();
    let what = format!("makes {} in {area}", ids.join(" "));
    ledger.groups.push(ids);
    Ok(what)
}

fn family(
    number: usize,
    machine: &Machine,
    dice: &mut Dice,
    ledger: &mut Ledger,
    now: i64,
) -> Result<String, StoreError> {
    let Some(area) = own_area(machine, dice)? else {
        return Ok(String::new());
    };
    // Few names, so that two laptops make the same building now and then.
    let house = format!("{}", dice.below(5));
    let room = format!("{}", 101 + dice.below(3));
    let rows = vec![
        Made(
            "buildings",
            json!({"area": area, "address": {"number": house}, "kind": "house"}),
        ),
        Made("rooms", json!({"building": "#0", "place": {"label": room}})),
        Made(
            "people",
            json!({"area": area, "name": "Wang", "phone": "?"}),
        ),
        Made(
            "residences",
            json!({"person": "#2", "room": "#1", "since": "2026-11-01", "employer": "?"}),
        ),
        Made(
            "contacts",
            json!({"area": area, "room": "#1", "name": "Li", "phone": "?"}),
        ),
    ];
    make(number, machine, ledger, &area, rows, now)
}

fn tenant(
    number: usize,
    machine: &Machine,
    dice: &mut Dice,
    ledger: &mut Ledger,
    now: i64,
) -> Result<String, StoreError> {
    let (Some(area), Some(room)) = (own_area(machine, dice)?, one_of(machine, dice, "rooms")?)
    else {
        return Ok(String::new());
    };
    let rows = vec![
        Made(
            "people",
            json!({"area": area, "name": "Chen", "phone": "?"}),
        ),
        Made(
            "residences",
            json!({"person": "#0", "room": room, "since": "2026-11-02"}),
        ),
    ];
    make(number, machine, ledger, &area, rows, now)
}

fn visit(
    number: usize,
    machine: &Machine,
    dice: &mut Dice,
    ledger: &mut Ledger,
    now: i64,
) -> Result<String, StoreError> {
    let (Some(area), Some(room)) = (own_area(machine, dice)?, one_of(machine, dice, "rooms")?)
    else {
        return Ok(String::new());
    };
    let by = &Template::get().users[machine.user];
    let rows = vec![Made(
        "visits",
        json!({"room": room, "result": "done", "at": 1_795_136_400_000i64, "by": by, "note": "?"}),
    )];
    make(number, machine, ledger, &area, rows, now)
}

fn consultation(
    number: usize,
    machine: &Machine,
    dice: &mut Dice,
    ledger: &mut Ledger,
    now: i64,
) -> Result<String, StoreError> {
    let Some(area) = own_area(machine, dice)? else {
        return Ok(String::new());
    };
    let by = &Template::get().users[machine.user];
    let rows = vec![Made(
        "consultations",
        json!({"area": area, "kind": "help", "text": "?", "at": 1_795_136_400_000i64, "by": by}),
    )];
    make(number, machine, ledger, &area, rows, now)
}

fn dispute(
    number: usize,
    machine: &Machine,
    dice: &mut Dice,
    ledger: &mut Ledger,
    now: i64,
) -> Result<String, StoreError> {
    let Some(area) = own_area(machine, dice)? else {
        return Ok(String::new());
    };
    let by = &Template::get().users[machine.user];
    let rows = vec![
        Made(
            "disputes",
            json!({"area": area, "kind": "family", "course": "?", "at": 1_795_136_400_000i64, "by": by}),
        ),
        Made(
            "dispute_parties",
            json!({"dispute": "#0", "name": "Zhao", "phone": "?"}),
        ),
    ];
    make(number, machine, ledger, &area, rows, now)
}

fn delete(
    number: usize,
    machine: &Machine,
    dice: &mut Dice,
    ledger: &mut Ledger,
    now: i64,
) -> Result<String, StoreError> {
    let kinds = ["people", "consultations", "contacts", "visits", "disputes"];
    let kind = kinds[dice.below(kinds.len())];
    let Some(id) = one_of(machine, dice, kind)? else {
        return Ok(String::new());
    };
    let (before, _) = machine.store().write(now, |write| {
        let before = write.row(&id)?.unwrap_or_default();
        let change = fields(json!({ DELETED: true }));
        write.put(Edit::change(kind, &id, None, change))?;
        Ok::<_, StoreError>(before)
    })?;
    ledger.file_deletion(number, &id, &before);
    Ok(format!("deletes {id}"))
}

/// A stay ends and another begins, in one action.
fn move_person(
    number: usize,
    machine: &Machine,
    dice: &mut Dice,
    ledger: &mut Ledger,
    now: i64,
) -> Result<String, StoreError> {
    let (Some(stay), Some(room)) = (
        one_of(machine, dice, "residences")?,
        one_of(machine, dice, "rooms")?,
    ) else {
        return Ok(String::new());
    };
    let text = ledger.text();
    let (made, _) = machine.store().write(now, |write| {
        let row = write.row(&stay)?.unwrap_or_default();
        let person = domain::fields::text(&row, "person").unwrap_or_default();
        let begun = fields(
            json!({"person": person, "room": room, "since": "2026-11-10", "employer": text}),
        );
        let area = write
            .row(&room)?
            .and_then(|room| domain::fields::text(&room, "building").map(str::to_owned))
            .map_or(Ok(None), |building| write.row(&building))?
            .and_then(|building| domain::fields::text(&building, "area").map(str::to_owned))
            .unwrap_or_default();
        let ended = fields(json!({"until": "2026-11-10"}));
        write.put(Edit::change("residences", &stay, None, ended))?;
        write.put(Edit::create("residences", &area, begun))
    })?;
    ledger.file(number, &made, "employer", &[]);
    Ok(format!("moves out of {stay} into {made}"))
}

fn move_building(machine: &Machine, dice: &mut Dice, now: i64) -> Result<String, StoreError> {
    let areas = &Template::get().areas;
    let area = &areas[dice.below(areas.len())];
    let Some(building) = one_of(machine, dice, "buildings")? else {
        return Ok(String::new());
    };
    let change = fields(json!({ "area": area }));
    machine.store().write(now, |write| {
        write.put(Edit::change("buildings", &building, None, change))
    })?;
    Ok(format!("moves {building} to {area}"))
}

/// A newer program writes a field that others do not know.
fn newer_field(machine: &Machine, dice: &mut Dice, now: i64) -> Result<String, StoreError> {
    let Some(person) = one_of(machine, dice, "people")? else {
        return Ok(String::new());
    };
    let change = fields(json!({ "mood": format!("m{}", dice.below(1000)) }));
    machine.store().write(now, |write| {
        write.put(Edit::change("people", &person, None, change))
    })?;
    Ok(format!("writes a newer field of {person}"))
}

/// Opens a form on a field; three in ten are saved much later, the others at once.
fn open_form(
    number: usize,
    machine: &mut Machine,
    dice: &mut Dice,
    ledger: &mut Ledger,
    tick: i64,
    now: i64,
) -> Result<String, StoreError> {
    let (kind, names) = inside::EDITED[dice.below(inside::EDITED.len())];
    let Some(row) = one_of(machine, dice, kind)? else {
        return Ok(String::new());
    };
    let field = names[dice.below(names.len())];
    let stale = dice.in_thousand(300);
    let form = Form {
        kind,
        field,
        base: inside::base(machine.store(), &row)?,
        seen: inside::typed(machine.store(), kind, &row, field)?.unwrap_or_default(),
        saved_at: if stale {
            tick + dice.between(5, 60)
        } else {
            tick
        },
        row,
    };
    if stale {
        let what = format!("opens {} {}", form.row, form.field);
        machine.form = Some(form);
        return Ok(what);
    }
    forgiven(save(number, machine, ledger, &form, now + machine.clock))
}

fn save(
    number: usize,
    machine: &Machine,
    ledger: &mut Ledger,
    form: &Form,
    now: i64,
) -> Result<String, StoreError> {
    let text = ledger.text();
    let mut change = Fields::new();
    change.insert(form.field.to_owned(), text.into());
    let edit = Edit::change(form.kind, &form.row, Some(form.base), change);
    machine.store().write(now, |write| write.put(edit))?;
    ledger.file(
        number,
        &form.row,
        form.field,
        std::slice::from_ref(&form.seen),
    );
    Ok(format!("edits {} {}", form.row, form.field))
}
