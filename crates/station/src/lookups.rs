//! A person outside the asker's areas (TRUST P17): found by the whole of what was asked, told with numbers masked, for an hour. Its entries
//! in the access log and the notice to the chiefs and the officers of that area are committed before the answer leaves; who is not found is
//! answered and noted in the same way.

use std::collections::{BTreeMap, BTreeSet};

use audit::Act;
use data_encoding::HEXLOWER;
use domain::fields::{self, Fields};
use domain::lookups::{AN_HOUR, GRANT_MS, LOOKUPS, MOST, WORDS, Whole};
use domain::{Role, codes, identity, ids, phones, same_person};
use serde_json::json;
use sync::lookup::{Found, FoundPerson, FoundStay, Looked, Lookup, Unmask, Wanted};

use crate::access_log::{self, Own};
use crate::database::{Batch, Database, LookupAsked, Tx};
use crate::error::StationError;
use crate::scopes::CHIEFS;
use crate::staff::{self, Caller, day_of};
use crate::{push, secret};

/// Answers one question, or refuses it.
///
/// # Errors
/// [`StationError::NotAuthorised`] if the role may not, or for a grant that is none of this laptop's; [`StationError::BadRequest`] for a
/// question that names nobody whole, or no reason.
pub fn lookup(
    database: &Database,
    caller: &Caller,
    asked: &Lookup,
    now: i64,
) -> Result<Looked, StationError> {
    let role = caller.in_service()?.role;
    if !role.may(domain::Act::LookUp) {
        return Err(StationError::NotAuthorised);
    }
    match asked {
        Lookup::Find(wanted) => find(database, caller, wanted, now),
        Lookup::Reveal(unmask) => reveal(database, caller, unmask, now),
    }
}

fn find(
    database: &Database,
    caller: &Caller,
    wanted: &Wanted,
    now: i64,
) -> Result<Looked, StationError> {
    let words = wanted.words.trim();
    let told = !words.is_empty() && words.chars().count() <= WORDS;
    if !told
        || !codes::holds("lookup_reason", &wanted.reason)
        || words.chars().any(char::is_control)
    {
        return Err(StationError::BadRequest("lookup without a reason"));
    }
    let whole = Whole::read(&wanted.number, &wanted.name, &wanted.birth, &wanted.phone)
        .ok_or(StationError::BadRequest("lookup of nobody whole"))?;
    database.write(|tx| {
        let times = tx.lookups_since(&caller.user, now - GRANT_MS)?;
        if times.len() >= AN_HOUR {
            return refuse(tx, caller, (wanted, &times), now);
        }
        let mut people = standing(tx, &matching(tx, &whole)?)?;
        let more = people.len() > MOST;
        people.truncate(if more { 0 } else { MOST });
        add_guardians(tx, &mut people)?;
        let told: Vec<FoundPerson> = people
            .iter()
            .map(|person| tell(tx, person))
            .collect::<Result<_, _>>()?;
        let grant = HEXLOWER.encode(&secret::random::<16>()?);
        let asked = LookupAsked {
            account: caller.user.clone(),
            device: caller.device.clone(),
            asked_at: now,
            records: people.iter().map(|person| person.id.clone()).collect(),
        };
        tx.add_lookup(&grant, &asked)?;
        note_found(tx, caller, (wanted, &people), now)?;
        give_notice(tx, caller, (wanted, &people, &grant), now)?;
        Ok(Looked::Found(Found {
            grant,
            until: now + GRANT_MS,
            people: told,
            more,
        }))
    })
}

/// The first question too many is noted; the rest of a flood changes nothing.
fn refuse(
    tx: &Tx<'_>,
    caller: &Caller,
    (wanted, times): (&Wanted, &[i64]),
    now: i64,
) -> Result<Looked, StationError> {
    if times.len() == AN_HOUR {
        let asked = LookupAsked {
            account: caller.user.clone(),
            device: caller.device.clone(),
            asked_at: now,
            records: vec![],
        };
        tx.add_lookup(&HEXLOWER.encode(&secret::random::<16>()?), &asked)?;
        let own = Own {
            act: Act::Consult,
            account: &caller.user,
            kind: LOOKUPS,
            object: "",
            field: "lookup_limited",
            result: &wanted.reason,
        };
        access_log::note(tx, &own, now)?;
    }
    let first = times.first().copied().unwrap_or(now);
    Ok(Looked::Limited(first + GRANT_MS))
}

/// A standing record of a person with what counts as theirs.
struct Standing {
    id: String,
    row: Fields,
    /// Names of scopes of areas.
    areas: Vec<String>,
    /// Standing record and those merged into it.
    members: Vec<String>,
    /// Name of the child whose guardian this is.
    guardian_of: String,
}

/// Records that fit; by number through the index of numbers, by name through all people.
fn matching(tx: &Tx<'_>, whole: &Whole) -> Result<Vec<String>, StationError> {
    let holding = match whole {
        Whole::Number(number) => {
            let key = [same_person::BY_NUMBER, ":", number].concat();
            let found = tx.people_with_keys(&[&key])?;
            return Ok(found.into_iter().map(|(_, id)| id).collect());
        }
        Whole::Born(_, birth) => tx.people_holding(&format!("\"birth\":\"{birth}\""))?,
        // As stored it may bear a country's number or not: the last digits are there in any case.
        Whole::Phone(_, phone) => {
            let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
            let tail: String = digits[digits.len().saturating_sub(7)..].iter().collect();
            tx.people_holding(&[&tail, "\""].concat())?
        }
    };
    let fitting = holding.into_iter().filter(|(_, row)| whole.fits(row));
    Ok(fitting.map(|(id, _)| id).collect())
}

/// The standing records of these, each once.
fn standing(tx: &Tx<'_>, ids: &[String]) -> Result<Vec<Standing>, StationError> {
    let mut found: BTreeMap<String, Standing> = BTreeMap::new();
    for id in ids {
        let Some(held) = tx.row(id)? else { continue };
        let root = held.text("merged_into").unwrap_or(id).to_owned();
        if !found.contains_key(&root)
            && let Some(person) = one(tx, &root)?
        {
            found.insert(root, person);
        }
    }
    Ok(found.into_values().collect())
}

fn one(tx: &Tx<'_>, id: &str) -> Result<Option<Standing>, StationError> {
    let Some(held) = tx.row(id)?.filter(|held| held.kind == "people") else {
        return Ok(None);
    };
    if held.is_deleted() || held.is_forgotten() {
        return Ok(None);
    }
    let mut members = vec![id.to_owned()];
    for (_, child) in tx.children(&[id])? {
        let merged = tx.row(&child)?;
        if merged.is_some_and(|row| row.kind == "people" && row.text("merged_into") == Some(id)) {
            members.push(child);
        }
    }
    let areas = held
        .scopes
        .iter()
        .filter(|scope| scope.starts_with("area:"));
    Ok(Some(Standing {
        id: id.to_owned(),
        areas: areas.cloned().collect(),
        row: held.state.fields,
        members,
        guardian_of: String::new(),
    }))
}

/// A child at the door is asked about because of who looks after it.
fn add_guardians(tx: &Tx<'_>, people: &mut Vec<Standing>) -> Result<(), StationError> {
    let mut at = 0;
    while at < people.len() {
        let person = &people[at];
        at += 1;
        let Some(guardian) = fields::text(&person.row, "guardian") else {
            continue;
        };
        let child = fields::text(&person.row, "name")
            .unwrap_or_default()
            .to_owned();
        let known = people.iter().any(|other| other.id == guardian);
        if let Some(mut guardian) = one(tx, guardian)?.filter(|_| !known) {
            guardian.guardian_of = child;
            people.insert(at, guardian);
            at += 1;
        }
    }
    Ok(())
}

fn tell(tx: &Tx<'_>, person: &Standing) -> Result<FoundPerson, StationError> {
    let text = |path| fields::text(&person.row, path).unwrap_or_default();
    let masked = |field| match text(field) {
        "" => String::new(),
        phone => phones::mask_phone(phone),
    };
    let document = match text("document.number") {
        "" => String::new(),
        number => identity::mask_number(number),
    };
    let mut areas = Vec::new();
    for scope in &person.areas {
        let row = tx.row(scope.trim_start_matches("area:"))?;
        areas.extend(row.and_then(|row| row.text("name").map(str::to_owned)));
    }
    Ok(FoundPerson {
        record: person.id.clone(),
        name: text("name").to_owned(),
        sex: text("sex").to_owned(),
        birth: text("birth").to_owned(),
        document_type: text("document.type").to_owned(),
        document,
        phone: masked("phone"),
        phone2: masked("phone2"),
        guardian_of: person.guardian_of.clone(),
        areas,
        stays: stays(tx, person)?,
    })
}

/// Where they live now.
fn stays(tx: &Tx<'_>, person: &Standing) -> Result<Vec<FoundStay>, StationError> {
    let members: Vec<&str> = person.members.iter().map(String::as_str).collect();
    let mut stays = Vec::new();
    for (_, child) in tx.children(&members)? {
        let Some(stay) = tx.row(&child)?.filter(|row| row.kind == "residences") else {
            continue;
        };
        if stay.is_deleted() || stay.text("until").is_some() {
            continue;
        }
        let room = tx
            .row(stay.text("room").unwrap_or_default())?
            .unwrap_or_default();
        let building = room.text("building").unwrap_or_default();
        let building = tx.row(building)?.unwrap_or_default();
        let text =
            |row: &crate::database::Held, path| row.text(path).unwrap_or_default().to_owned();
        stays.push(FoundStay {
            building: domain::places::building_label(&building.state.fields),
            unit: text(&room, "place.unit"),
            label: text(&room, "place.label"),
            since: text(&stay, "since"),
        });
    }
    Ok(stays)
}

/// One entry for each person told of; one where there is nobody.
fn note_found(
    tx: &Tx<'_>,
    caller: &Caller,
    (wanted, people): (&Wanted, &[Standing]),
    now: i64,
) -> Result<(), StationError> {
    let key = tx.log_key(now)?;
    let key = HEXLOWER.decode(key.as_bytes()).unwrap_or_default();
    let mut objects: Vec<String> = people
        .iter()
        .map(|person| audit::tag(&key, &person.id))
        .collect();
    if objects.is_empty() {
        objects.push(String::new());
    }
    for object in &objects {
        let own = Own {
            act: Act::Consult,
            account: &caller.user,
            kind: LOOKUPS,
            object,
            field: if object.is_empty() {
                "lookup_nobody"
            } else {
                "lookup"
            },
            result: &wanted.reason,
        };
        access_log::note(tx, &own, now)?;
    }
    Ok(())
}

/// What the chiefs and the officers of the areas hear at once: who asked, when, why, of which area and record; no name.
fn give_notice(
    tx: &Tx<'_>,
    caller: &Caller,
    (wanted, people, grant): (&Wanted, &[Standing], &str),
    now: i64,
) -> Result<(), StationError> {
    let head = tx.head()?;
    let mut batch = Batch::new(tx, head.hlc);
    let own_areas: Vec<String> = staff::scopes_of(tx, &caller.user)?.1;
    let about: Vec<(&str, &[String])> = match people {
        [] => vec![("", own_areas.as_slice())],
        people => people
            .iter()
            .map(|person| (person.id.as_str(), person.areas.as_slice()))
            .collect(),
    };
    for (record, areas) in about {
        let area = areas.iter().find_map(|scope| scope.strip_prefix("area:"));
        let values = json!({
            "user": caller.user,
            "at": now,
            "reason": wanted.reason,
            "words": wanted.words.trim(),
            "record": record,
            "area": area.filter(|_| !record.is_empty()).unwrap_or_default(),
            "officers": officers_of(tx, areas, &caller.user, now)?,
        });
        let name = ids::derived(&[LOOKUPS, grant, record]);
        batch.write_own(LOOKUPS, &name, CHIEFS, serde_json::from_value(values)?)?;
    }
    push::file(batch, head.seq, now)
}

/// Officers in charge of any of these areas today, the asker left out.
fn officers_of(
    tx: &Tx<'_>,
    areas: &[String],
    but: &str,
    now: i64,
) -> Result<Vec<String>, StationError> {
    let mut officers = BTreeSet::new();
    for user in staff::assigned_to(tx, areas, day_of(now))? {
        if user != but && staff::active_role(tx, &user)? == Some(Role::Officer) {
            officers.insert(user);
        }
    }
    Ok(officers.into_iter().collect())
}

/// A number in full, for who was told of the person within the hour.
fn reveal(
    database: &Database,
    caller: &Caller,
    unmask: &Unmask,
    now: i64,
) -> Result<Looked, StationError> {
    if !caller.role.may(domain::Act::Reveal) {
        return Err(StationError::NotAuthorised);
    }
    if !codes::holds("reveal_purpose", &unmask.purpose) {
        return Err(StationError::BadRequest("reveal without a purpose"));
    }
    let path = match unmask.field.as_str() {
        "document" => "document.number",
        field @ ("phone" | "phone2") => field,
        _ => return Err(StationError::BadRequest("no number")),
    };
    database.write(|tx| {
        let asked = tx.lookup(&unmask.grant)?;
        let Some(asked) = asked.filter(|asked| now < asked.asked_at + GRANT_MS) else {
            return Ok(Looked::Over);
        };
        let fits = asked.account == caller.user
            && asked.device == caller.device
            && asked.records.contains(&unmask.record);
        if !fits {
            return Err(StationError::NotAuthorised);
        }
        let Some(person) = one(tx, &unmask.record)? else {
            return Ok(Looked::Over);
        };
        let number = fields::text(&person.row, path).ok_or(StationError::NotFound)?;
        let key = HEXLOWER.decode(tx.log_key(now)?.as_bytes());
        let own = Own {
            act: Act::Consult,
            account: &caller.user,
            kind: LOOKUPS,
            object: &audit::tag(&key.unwrap_or_default(), &unmask.record),
            field: &["lookup_", &unmask.field].concat(),
            result: &unmask.purpose,
        };
        access_log::note(tx, &own, now)?;
        Ok(Looked::Number(number.to_owned()))
    })
}
