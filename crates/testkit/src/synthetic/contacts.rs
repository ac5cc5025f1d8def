//! Contacts: one per owner, and the tenants and shopkeepers who can be reached through WeCom.

use serde_json::{Value, json};

use super::area::{Door, Village};
use super::names::{Local, Sex};
use super::people::{Person, Term};
use super::rooms::{Spot, Use};
use super::words::{employers, nicknames};
use super::world::World;

/// The owner of one entrance.
pub(super) struct Landlord<'a> {
    pub(super) spot: &'a Spot<'a>,
    /// Where the owner lives in the house.
    pub(super) owner: Option<&'a Person>,
    /// Dormitories and sites belong to a company.
    pub(super) company: bool,
}

/// Writes the owner's contact and returns its id.
pub(super) fn write_landlord(
    world: &mut World<'_>,
    village: &Village<'_>,
    landlord: &Landlord<'_>,
    at: i64,
) -> String {
    let (name, phone) = match (landlord.owner, landlord.company) {
        (Some(owner), _) => (owner.name.clone(), owner.phone.clone()),
        (None, true) => (employers::name(&mut world.draw), Some(world.draw.mobile())),
        (None, false) => (somebody(world, village.clan()), Some(world.draw.mobile())),
    };
    let (role, tag) = match landlord.company {
        true => ("employer", "用工单位"),
        false => ("landlord", "房东"),
    };
    let wecom = world.draw.chance(60).then(|| {
        json!({ "remark": format!("{name} {tag}"), "nickname": nicknames::of(&mut world.draw, &name) })
    });
    let fields = json!({
        "area": village.area.id,
        "person": landlord.owner.map(|owner| &owner.id),
        "building": landlord.spot.building,
        "name": name,
        "role": role,
        "phone": phone,
        "wecom": wecom,
        "group": format!("{}房东群", village.area.name),
        "tags": [village.staff.tag(tag)],
        "source": source(world),
        "added_by": village.area.instructor,
        "added_at": at,
    });
    world.write("contacts", at, fields)
}

/// Writes the contact of a shop in which nobody lives.
pub(super) fn write_shopkeeper(
    world: &mut World<'_>,
    village: &Village<'_>,
    spot: &Spot<'_>,
    room: &str,
) {
    let name = somebody(world, None);
    let remark = format!("{}商铺 {name}", spot.plan.text());
    let days = world.draw.days_back(world.calendar.span());
    let at = added_at(world, days);
    let fields = json!({
        "area": village.area.id,
        "room": room,
        "name": name,
        "role": "shop",
        "phone": world.draw.mobile(),
        "wecom": { "remark": remark, "nickname": nicknames::of(&mut world.draw, &name) },
        "tags": [village.staff.tag("商户")],
        "source": source(world),
        "added_by": village.area.instructor,
        "added_at": at,
    });
    world.write("contacts", at, fields);
}

/// Writes the contacts of those who moved in together; about a third of all people has one.
pub(super) fn write_residents(
    world: &mut World<'_>,
    village: &Village<'_>,
    spot: &Spot<'_>,
    people: &[Person],
    door: &Door,
    term: &Term,
) {
    let has_child = people.iter().any(|person| (6..16).contains(&person.age));
    for person in people.iter().filter(|person| !person.is_landlord) {
        if person.phone.is_some() && world.draw.chance(43) {
            write_resident(world, village, spot, person, door, term, has_child);
        }
    }
}

fn write_resident(
    world: &mut World<'_>,
    village: &Village<'_>,
    spot: &Spot<'_>,
    person: &Person,
    door: &Door,
    term: &Term,
    has_child: bool,
) {
    let longest = world.calendar.age(term.since).min(world.calendar.span());
    let days = world.draw.between(0, longest);
    let at = added_at(world, days);
    let role = match term.usage {
        Use::Own => "resident",
        Use::ShopDwelling => "shop",
        _ => "tenant",
    };
    let group = world.draw.chance(55);
    let zone = spot.plan.zone.unwrap_or_default();
    let group = group.then(|| format!("{}{zone}邻里群", village.area.name));
    let fields = json!({
        "area": village.area.id,
        "person": person.id,
        "room": door.id,
        "name": person.name,
        "role": role,
        "phone": person.phone,
        "wecom": {
            "remark": remark(world, village, spot, person, door),
            "nickname": nicknames::of(&mut world.draw, &person.name),
        },
        "group": group,
        "tags": tags(world, village, person, term, has_child),
        "source": source(world),
        "added_by": village.area.instructor,
        "added_at": at,
    });
    world.write("contacts", at, fields);
}

/// Remarks are written in the instructors' own ways; the import has to read them all.
fn remark(
    world: &mut World<'_>,
    village: &Village<'_>,
    spot: &Spot<'_>,
    person: &Person,
    door: &Door,
) -> String {
    let name = &person.name;
    match world.draw.between(0, 3) {
        0 => format!("{}{} {name}", village.area.name, door.text),
        1 => format!("{} {name}", door.text),
        2 => format!("{}{name}", spot.plan.text()),
        _ => name.clone(),
    }
}

fn tags(
    world: &mut World<'_>,
    village: &Village<'_>,
    person: &Person,
    term: &Term,
    has_child: bool,
) -> Value {
    let business = term.usage == Use::ShopDwelling;
    let lodger = !person.local && !business;
    let online = world.draw.chance(9);
    let chosen = [
        ("租客", lodger),
        ("商户", business),
        ("外籍", person.foreign),
        ("网店", online && !person.is_old()),
        ("老年人", person.is_old()),
        ("学生家长", has_child && (25..55).contains(&person.age)),
    ];
    let tags = chosen.into_iter().filter(|(_, fits)| *fits);
    let ids: Vec<&str> = tags.filter_map(|(tag, _)| village.staff.tag(tag)).collect();
    json!((!ids.is_empty()).then_some(ids))
}

fn source(world: &mut World<'_>) -> &'static str {
    world.draw.weighted(&[
        ("door", 38),
        ("qr", 30),
        ("phone", 14),
        ("card", 6),
        ("group", 8),
        ("import", 3),
        ("other", 1),
    ])
}

fn added_at(world: &mut World<'_>, days_back: i64) -> i64 {
    let day = world.calendar.back(days_back);
    world.moment(day, 8 * 60 + 30, 20 * 60)
}

/// The name of somebody who is no person on record.
fn somebody(world: &mut World<'_>, clan: Option<&str>) -> String {
    let sex = Sex::any(&mut world.draw);
    let year = world.draw.between(1955, 1990) as i32;
    let local = Local::Yes { clan };
    world
        .names
        .chinese(&mut world.draw, sex, year, local)
        .full()
}
