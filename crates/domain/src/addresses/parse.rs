//! Reading an address: the head (Han before the first number) gives town and village, the tail is a chain of numbers
//! with or without markers. A number without marker finds its meaning by position (`37-2-401`).

use super::clean::{clean, without_zeros};
use super::head::split_head;
use super::marks::{LEVELS, MARKS, Mark, basement, is_number, start_of_tail};
use super::{Address, floor_of_room};

/// Reads an address in any of the spellings of the import files. Never fails: what is not understood goes to `rest`.
///
/// Leaving out a bracket or a prefix can bring marks together that mean something new, so an odd text is read again
/// until it stands still.
pub fn parse(text: &str) -> Address {
    let mut address = parse_once(text);
    for _ in 0..8 {
        let again = parse_once(&address.full_text());
        if again == address {
            return address;
        }
        address = again;
    }
    Address {
        rest: Some(clean(text).replace(['(', ')'], "")),
        ..Address::default()
    }
}

fn parse_once(text: &str) -> Address {
    let text = clean(text);
    let mut scan = Scan::default();
    let plain = scan.take_brackets(&text);
    let (head, tail) = plain.split_at(start_of_tail(&plain));
    scan.read_head(head);
    scan.read_tail(tail);
    scan.finish()
}

#[derive(Default)]
struct Scan {
    address: Address,
    /// Numbers without marker, in order.
    bare: Vec<String>,
    rest: Vec<String>,
    /// The building came from a house number (号), which a later 幢 outranks.
    weak_building: bool,
    /// The number in front of 楼, until the room decides what it is.
    storey: Option<String>,
}

impl Scan {
    fn take_brackets(&mut self, text: &str) -> String {
        let mut plain = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(open) = rest.find('(') {
            plain.push_str(&rest[..open]);
            let inner = &rest[open + 1..];
            let close = inner.find(')').unwrap_or(inner.len());
            self.keep(&inner[..close]);
            rest = inner.get(close + 1..).unwrap_or("");
        }
        plain.push_str(rest);
        plain.replace(')', "")
    }

    fn keep(&mut self, text: &str) {
        let text = text.replace('(', "");
        let text = text.trim_matches(',');
        if !text.is_empty() {
            self.rest.push(text.to_string());
        }
    }

    fn read_head(&mut self, head: &str) {
        let head = head.replace(['-', ','], "");
        let (town, village, zone) = split_head(&head);
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_string());
        self.address.town = filled(town);
        self.address.village = filled(village);
        self.address.zone = filled(zone);
    }

    fn read_tail(&mut self, mut tail: &str) {
        while let Some(c) = tail.chars().next() {
            if let Some((word, level)) = LEVELS.iter().find(|(word, _)| tail.starts_with(word)) {
                self.set_floor(level, word);
                tail = &tail[word.len()..];
            } else if let Some((floor, after)) = basement(tail) {
                self.set_floor(&floor, &floor);
                tail = after;
            } else if c.is_ascii_alphanumeric() {
                tail = self.read_number(tail);
            } else if matches!(c, '-' | ',') {
                tail = &tail[1..];
            } else {
                let end = tail
                    .find(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ','))
                    .unwrap_or(tail.len());
                let level = LEVELS
                    .iter()
                    .filter_map(|(word, _)| tail.find(word))
                    .min()
                    .unwrap_or(end);
                let (text, after) = tail.split_at(end.min(level));
                self.keep(text);
                tail = after;
            }
        }
    }

    /// Takes one run of letters and digits with the marker behind it; returns what follows.
    fn read_number<'a>(&mut self, tail: &'a str) -> &'a str {
        let end = tail
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(tail.len());
        let (run, after) = tail.split_at(end);
        if let Some(after) = after.strip_prefix('层') {
            self.set_floor(&without_zeros(run), run);
            return after;
        }
        if let Some((word, mark)) = MARKS.iter().find(|(word, _)| after.starts_with(word)) {
            self.mark(*mark, run, word);
            return &after[word.len()..];
        }
        match run.strip_suffix('F') {
            Some(floor) if is_number(floor) => self.set_floor(&without_zeros(floor), run),
            // A word is no number: buildings and rooms have at most a letter or two.
            _ if run.len() > 2 && run.bytes().all(|b| b.is_ascii_alphabetic()) => self.keep(run),
            _ => self.bare.push(run.to_string()),
        }
        after
    }

    fn mark(&mut self, mark: Mark, run: &str, word: &str) {
        let number = without_zeros(run);
        match mark {
            Mark::Zone if self.address.zone.is_none() => {
                self.address.zone = Some(format!("{number}区"))
            }
            Mark::Building => self.set_building(number, word),
            Mark::Number if self.address.building.is_none() && self.bare.is_empty() => {
                self.address.building = Some(number);
                self.weak_building = true;
            }
            Mark::Unit if self.address.unit.is_none() => self.address.unit = Some(number),
            Mark::Room | Mark::Number if self.address.room.is_none() => {
                self.address.room = Some(number)
            }
            Mark::Storey if self.storey.is_none() => self.storey = Some(number),
            _ => self.keep(&format!("{run}{word}")),
        }
    }

    /// After a house number the building proper outranks it: `宗泽路123号5幢` has the place `宗泽路123号`.
    fn set_building(&mut self, number: String, word: &str) {
        match self.address.building.take() {
            Some(house) if self.weak_building => {
                let village = self.address.village.get_or_insert_default();
                village.push_str(&format!("{house}号"));
                self.weak_building = false;
                self.address.building = Some(number);
            }
            Some(first) => {
                self.address.building = Some(first);
                self.keep(&format!("{number}{word}"));
            }
            None => self.address.building = Some(number),
        }
    }

    fn set_floor(&mut self, floor: &str, written: &str) {
        if self.address.floor.is_none() {
            self.address.floor = Some(floor.to_string());
        } else {
            self.keep(written);
        }
    }

    fn finish(mut self) -> Address {
        self.place_bare();
        self.place_storey();
        let mut address = self.address;
        if address.floor.is_none() {
            address.floor = address.room.as_deref().and_then(floor_of_room);
        }
        address.rest = (!self.rest.is_empty()).then(|| self.rest.join(","));
        address
    }

    /// Numbers without marker fill building, unit, floor, room in this order, as far as each is still open: the last one
    /// is the room, the first the building.
    fn place_bare(&mut self) {
        let mut bare: Vec<String> = std::mem::take(&mut self.bare)
            .iter()
            .map(|run| without_zeros(run))
            .collect();
        if self.address.room.is_none() && (bare.len() > 1 || self.last_is_room(&bare)) {
            self.address.room = bare.pop();
        }
        let mut bare = bare.into_iter();
        for slot in [
            &mut self.address.building,
            &mut self.address.unit,
            &mut self.address.floor,
        ] {
            if slot.is_none() {
                *slot = bare.next();
            }
        }
        self.rest.extend(bare);
    }

    /// A single number is the room when the building is known or it is as long as room numbers are; behind a road it is
    /// the house.
    fn last_is_room(&self, bare: &[String]) -> bool {
        let Some(number) = bare.first() else {
            return false;
        };
        let on_road = self
            .address
            .village
            .as_deref()
            .is_some_and(|place| place.ends_with(['路', '街', '巷', '弄']));
        self.address.building.is_some() || self.storey.is_some() || (number.len() >= 3 && !on_road)
    }

    fn place_storey(&mut self) {
        let Some(number) = self.storey.take() else {
            return;
        };
        let other_floor = self
            .address
            .room
            .as_deref()
            .and_then(floor_of_room)
            .is_some_and(|floor| floor != number);
        if self.address.building.is_none() && other_floor {
            self.address.building = Some(number);
        } else {
            self.set_floor(&number, &format!("{number}楼"));
        }
    }
}
