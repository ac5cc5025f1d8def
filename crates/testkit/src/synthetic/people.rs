//! People and their stays.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::area::{Door, Neighbour, Village};
use super::declarations::{self, Case};
use super::households::{Household, Member, Origin};
use super::rooms::Use;
use super::staff::Area;
use super::words::employers;
use super::world::{World, iso};

/// Under this age there is no document, only a guardian (PIPL ss. 28 and 31).
const DOCUMENT_FROM: u32 = 14;
const ADULT_FROM: u32 = 18;
const OLD_FROM: u32 = 60;

/// Somebody on record.
pub(super) struct Person {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) phone: Option<String>,
    pub(super) birth: NaiveDate,
    pub(super) age: u32,
    pub(super) local: bool,
    /// When they were registered.
    pub(super) at: i64,
    pub(super) foreign: bool,
    /// The house is theirs, and they have a contact as landlord.
    pub(super) is_landlord: bool,
}

impl Person {
    pub(super) fn is_adult(&self) -> bool {
        self.age >= ADULT_FROM
    }

    pub(super) fn is_old(&self) -> bool {
        self.age >= OLD_FROM
    }

    pub(super) fn as_neighbour(&self, door: &Door, since: NaiveDate) -> Neighbour {
        Neighbour {
            id: self.id.clone(),
            name: self.name.clone(),
            phone: self.phone.clone(),
            door: door.clone(),
            since,
        }
    }
}

/// From when until when somebody stays, and how.
pub(super) struct Term {
    pub(super) since: NaiveDate,
    pub(super) until: Option<NaiveDate>,
    pub(super) usage: Use,
    /// Came from another room of the area.
    pub(super) moved_in: bool,
    /// Went to another room of the area.
    pub(super) moves_on: bool,
}

/// A stay that was written.
pub(super) struct Stay {
    pub(super) id: String,
    pub(super) since: NaiveDate,
}

/// Writes the members of a household, as many as the area still wants.
pub(super) fn write(
    world: &mut World<'_>,
    village: &mut Village<'_>,
    household: &Household,
    registered: NaiveDate,
) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for member in household.members.iter().take(village.left) {
        let guardian = member.guardian.and_then(|place| people.get(place));
        let guardian = guardian.map(|guardian| guardian.id.clone());
        let person = write_one(
            world,
            village.area,
            household.origin,
            member,
            guardian,
            registered,
        );
        people.push(person);
    }
    village.left -= people.len();
    if household.is_local() {
        village.locals += people.len();
    }
    people
}

fn write_one(
    world: &mut World<'_>,
    area: &Area,
    origin: Origin,
    member: &Member,
    guardian: Option<String>,
    registered: NaiveDate,
) -> Person {
    let age = world.calendar.today.years_since(member.birth).unwrap_or(0);
    let name = member.name.full();
    let phone = phone(world, age);
    let phone2 = (phone.is_some() && world.draw.chance(4)).then(|| world.draw.mobile());
    let nation = match origin {
        Origin::Abroad(nation) => Some(nation),
        _ => None,
    };
    let fields = json!({
        "area": area.id,
        "name": name,
        "name_latin": nation.filter(|_| age >= DOCUMENT_FROM).map(|_| &name),
        "sex": member.sex.as_str(),
        "birth": iso(member.birth),
        "document": document(world, origin, member, age),
        "phone": phone,
        "phone2": phone2,
        "household": origin.household().map(|region| json!({ "code": region.code, "name": region.name })),
        "nationality": nation.map_or("CHN", |nation| nation.code),
        "guardian": guardian,
    });
    let day = registered.max(member.birth);
    let at = world.office_hours(day);
    Person {
        id: world.write("people", at, fields),
        name,
        phone,
        birth: member.birth,
        age,
        at,
        local: matches!(origin, Origin::Here),
        foreign: nation.is_some(),
        is_landlord: false,
    }
}

fn phone(world: &mut World<'_>, age: u32) -> Option<String> {
    let percent = match age {
        ..14 => 0,
        14..18 => 55,
        18..70 => 96,
        _ => 70,
    };
    world.draw.chance(percent).then(|| world.draw.mobile())
}

fn document(world: &mut World<'_>, origin: Origin, member: &Member, age: u32) -> Option<Value> {
    if age < DOCUMENT_FROM {
        return None;
    }
    let draw = &mut world.draw;
    Some(match origin {
        Origin::Abroad(nation) => {
            json!({ "type": "passport", "number": world.numbers.passport(draw, nation) })
        }
        _ => {
            let number = world.numbers.resident(draw, member.birth, member.sex);
            json!({ "type": "resident_id", "number": number })
        }
    })
}

/// Writes a stay with the declarations that belong to it.
pub(super) fn stay(
    world: &mut World<'_>,
    area: &Area,
    person: &Person,
    door: &Door,
    term: &Term,
) -> Stay {
    let since = term.since.max(person.birth);
    let works = (18..62).contains(&person.age) && world.draw.chance(82);
    let employer =
        (works && !person.local && world.draw.chance(70)).then(|| employers::name(&mut world.draw));
    let fields = json!({
        "person": person.id,
        "room": door.id,
        "since": iso(since),
        "until": term.until.map(iso),
        "reason": reason(world, person, term.usage, works),
        "dwelling": dwelling(world, term.usage),
        "period": period(world, person),
        "employer": employer,
    });
    let at = world.office_hours(since.max(world.calendar.start));
    let at = at.max(person.at);
    let id = world.write("residences", at, fields);
    if !person.local {
        let case = Case {
            person: &person.id,
            residence: &id,
            room: &door.id,
            since,
            // Who was born later has not moved.
            moved_in: term.moved_in && since == term.since,
            term,
            foreign: person.foreign,
        };
        declarations::write(world, area, &case);
    }
    Stay { id, since }
}

/// Reason for a stay; who is registered here needs none.
fn reason(world: &mut World<'_>, person: &Person, usage: Use, works: bool) -> Option<&'static str> {
    if person.local {
        return None;
    }
    let draw = &mut world.draw;
    Some(match (person.age, usage) {
        (..6, _) => "131",
        (6..16, _) => draw.weighted(&[("207", 75), ("212", 15), ("131", 10)]),
        (_, Use::ShopDwelling) => "206",
        _ if person.foreign => draw.weighted(&[("206", 70), ("201", 20), ("210", 6), ("207", 4)]),
        _ if person.is_old() || !works => {
            draw.weighted(&[("131", 82), ("214", 10), ("213", 5), ("999", 3)])
        }
        _ => draw.weighted(&[
            ("204", 66),
            ("206", 16),
            ("208", 11),
            ("209", 2),
            ("211", 2),
            ("202", 1),
            ("205", 1),
            ("999", 1),
        ]),
    })
}

fn dwelling(world: &mut World<'_>, usage: Use) -> &'static str {
    match usage {
        Use::Own => "21",
        Use::Dormitory => world.draw.weighted(&[("42", 75), ("71", 25)]),
        Use::ShopDwelling | Use::Shop => "73",
        Use::Whole | Use::Shared | Use::Vacant => {
            world
                .draw
                .weighted(&[("30", 90), ("23", 6), ("14", 3), ("90", 1)])
        }
    }
}

/// How long a newcomer means to stay.
fn period(world: &mut World<'_>, person: &Person) -> Option<&'static str> {
    let draw = &mut world.draw;
    let period = draw.weighted(&[("over_year", 55), ("month_year", 40), ("under_month", 5)]);
    (!person.local).then_some(period)
}
