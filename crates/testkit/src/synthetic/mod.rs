//! A station of invented people, as large as wanted: the same seed, size and day give the same records, byte for byte.
//!
//! Nobody in it exists: every resident ID number has region 330799, which is in no list of divisions. Mobile numbers are random,
//! because China reserves no range for tests: they must never reach a real gateway.
//!
//! Records come in an order in which every reference points backwards, village by village, so that a large station need not be
//! held: see [`generate_into`].

mod area;
mod broadcasts;
mod buildings;
mod consultations;
mod contacts;
mod days;
mod declarations;
mod disputes;
mod draw;
mod households;
mod identity;
mod names;
mod people;
mod regions;
mod rooms;
mod settling;
mod staff;
mod visits;
mod words;
mod world;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use identity::REGION;
pub use staff::{ADMINISTRATOR, AUDITOR, CHIEF, FIRST_AREA, FIRST_INSTRUCTOR, OFFICER};

/// One record as it was written; one JSON object per line is the file format.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Kind, as in the data register.
    pub kind: String,
    /// UUIDv7 whose time is that of the record.
    pub id: String,
    /// All fields; what is empty is absent.
    pub fields: domain::Fields,
}

/// How large a station is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// People on record, among them some who have left.
    pub people: usize,
}

impl Size {
    /// People of an area, about; the real station has 300,000 people and more than 100 instructors.
    const PER_AREA: usize = 2_800;

    /// How many areas the station has: two at least, so that there is always somebody else's area.
    pub fn areas(self) -> usize {
        self.people.div_ceil(Size::PER_AREA).max(2)
    }
}

/// A whole station.
#[derive(Debug, Clone, Default)]
pub struct SyntheticStation {
    /// Every reference of a record points to an earlier one.
    pub records: Vec<Record>,
}

impl SyntheticStation {
    /// The records of one kind, in order.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Record> {
        self.records
            .iter()
            .filter(move |record| record.kind == kind)
    }

    /// The id of the first account with this name, for example [`FIRST_INSTRUCTOR`].
    pub fn user(&self, name: &str) -> Option<&str> {
        self.of_kind("users")
            .find(|user| domain::fields::text(&user.fields, "name") == Some(name))
            .map(|user| user.id.as_str())
    }
}

/// A station of `people` people as it stands at 12:00 (UTC+8) of `today`.
pub fn generate(seed: u64, people: usize, today: NaiveDate) -> SyntheticStation {
    let mut station = SyntheticStation::default();
    generate_into(seed, people, today, &mut |record| {
        station.records.push(record)
    });
    station
}

/// As [`generate`], handing over each record as it is made; holds one area's people at a time.
pub fn generate_into(seed: u64, people: usize, today: NaiveDate, sink: &mut dyn FnMut(Record)) {
    let mut world = world::World::new(seed, today, sink);
    let staff = staff::write(&mut world, Size { people });
    broadcasts::write(&mut world, &staff);
    for area in &staff.areas {
        area::write(&mut world, &staff, area);
    }
}
