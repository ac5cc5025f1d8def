//! The records every story uses.

use serde_json::json;
use tests::{Laptop, World};

/// A village with one building and one room, an instructor of it, and two laptops: the instructor's and an officer's.
pub struct Village {
    pub world: World,
    pub area: String,
    pub instructor: String,
    pub building: String,
    pub room: String,
    pub hers: Laptop,
    pub his: Laptop,
}

impl Village {
    pub fn new() -> Village {
        Village::of(World::new())
    }

    pub fn of(world: World) -> Village {
        let area = world.area("青岩刘村");
        let instructor = world.user("王丽", domain::Role::Instructor, &[&area]);
        let officer = world.user("陈警官", domain::Role::Officer, &[&area]);
        let hers = world.laptop(&instructor);
        let building = building(&hers, &area, "12");
        let room = room(&hers, &area, &building, "402");
        hers.sync();
        let his = world.laptop(&officer);
        Village {
            world,
            area,
            instructor,
            building,
            room,
            hers,
            his,
        }
    }

    /// A person living in the room, known to both laptops.
    pub fn tenant(&self) -> String {
        let person = person(&self.hers, &self.area, "王子涵");
        residence(&self.hers, &self.area, &person, &self.room);
        self.hers.sync();
        self.his.sync();
        person
    }

    pub fn phone_on(&self, laptop: &Laptop, person: &str) -> Option<String> {
        laptop.text("SELECT phone FROM people WHERE id = ?1", person)
    }
}

pub fn building(laptop: &Laptop, area: &str, number: &str) -> String {
    laptop.create(
        "buildings",
        area,
        json!({"area": area, "address": {"zone": "E区", "number": number}}),
    )
}

pub fn room(laptop: &Laptop, area: &str, building: &str, label: &str) -> String {
    laptop.create(
        "rooms",
        area,
        json!({"building": building, "place": {"unit": "3", "label": label}}),
    )
}

pub fn person(laptop: &Laptop, area: &str, name: &str) -> String {
    laptop.create(
        "people",
        area,
        json!({"area": area, "name": name, "phone": "+8613800138000", "nationality": "CHN"}),
    )
}

pub fn residence(laptop: &Laptop, area: &str, person: &str, room: &str) -> String {
    laptop.create(
        "residences",
        area,
        json!({"person": person, "room": room, "since": "2026-11-01"}),
    )
}
