//! Buildings: five zones of houses with flats, as in 青岩刘, some single houses, dormitories, shops and building sites.

use chrono::NaiveDate;
use serde_json::json;

use super::area::Village;
use super::days::before;
use super::rooms::{self, Room, Spot};
use super::visits;
use super::world::World;

/// What kind of house it is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Form {
    Flats,
    House,
    Dormitory,
    Shops,
    Site,
}

impl Form {
    fn as_str(self) -> &'static str {
        match self {
            Form::Flats => "dwelling",
            Form::House => "house",
            Form::Dormitory => "dormitory",
            Form::Shops => "shops",
            Form::Site => "site",
        }
    }
}

/// A building as it will be written.
pub(super) struct Plan {
    pub(super) form: Form,
    pub(super) zone: Option<&'static str>,
    /// Bare number: `12`.
    pub(super) number: usize,
    pub(super) units: i64,
    pub(super) floors: i64,
    pub(super) rooms_per_floor: i64,
    /// Ground floor let to shops.
    pub(super) shops_below: bool,
}

impl Plan {
    /// `E区12幢`.
    pub(super) fn text(&self) -> String {
        format!("{}{}幢", self.zone.unwrap_or_default(), self.number)
    }
}

/// Writes the `nth` building of the area with its rooms, people and visits.
pub(super) fn write(world: &mut World<'_>, village: &mut Village<'_>, nth: usize) {
    let plan = plan(world, village, nth);
    let surveyed = surveyed(world);
    let at = world.office_hours(surveyed);
    let fields = json!({
        "area": village.area.id,
        "address": {
            "town": "江东街道",
            "zone": plan.zone,
            "number": plan.number.to_string(),
        },
        "kind": plan.form.as_str(),
    });
    let building = world.write("buildings", at, fields);
    let mut written: Vec<Room> = Vec::new();
    for unit in 1..=plan.units {
        let spot = Spot {
            plan: &plan,
            building: &building,
            unit: (plan.units > 1).then_some(unit),
            surveyed,
            at,
        };
        written.extend(rooms::write_unit(world, village, &spot));
    }
    visits::write(world, village.area, &written);
}

/// The station was surveyed in the two months before its records begin.
fn surveyed(world: &mut World<'_>) -> NaiveDate {
    let early = world.draw.between(1, 60);
    before(world.calendar.start, early)
}

fn plan(world: &mut World<'_>, village: &Village<'_>, nth: usize) -> Plan {
    const ZONES: [&str; 5] = ["A区", "B区", "C区", "D区", "E区"];
    let estate = village.area.name.ends_with("花园");
    let draw = &mut world.draw;
    // The fixed turns make every form occur in an area of a thousand people.
    let form = match nth % 24 {
        3 | 15 if !estate => Form::House,
        9 => Form::Shops,
        13 => Form::Dormitory,
        21 if !estate => Form::Site,
        _ => Form::Flats,
    };
    let zone = (!estate && form != Form::House).then(|| ZONES[nth % ZONES.len()]);
    let number = match (zone, form) {
        (Some(_), _) => nth / ZONES.len() + 1,
        (None, Form::House) => 100 + nth,
        (None, _) => nth + 1,
    };
    let units = match form {
        Form::Flats => draw.weighted(&[(1, 60), (2, 28), (3, 12)]),
        _ => 1,
    };
    let floors = match form {
        Form::Flats => draw.between(3, 6),
        Form::House => draw.between(1, 3),
        Form::Dormitory => draw.between(3, 5),
        Form::Shops | Form::Site => draw.between(1, 2),
    };
    let rooms_per_floor = match form {
        Form::Flats if units > 1 => 2,
        Form::Flats | Form::Site => draw.between(2, 4),
        Form::House => 1,
        Form::Dormitory => draw.between(4, 8),
        Form::Shops => draw.between(4, 8),
    };
    Plan {
        form,
        zone,
        number,
        units,
        floors,
        rooms_per_floor,
        shops_below: form == Form::Flats && draw.chance(35),
    }
}
