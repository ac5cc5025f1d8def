//! Rows of rooms, and the place a row is about.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::addresses::{self, Address, floor_of_room, norm_building, norm_room};
use domain::codes;

use super::fields::Field;
use super::problem::Problem;
use super::reader::{Layout, RowReader};
use super::table::TableRow;

const PLACE_PART: usize = 40;
const NAME: usize = 100;
/// Everyday words for uses of the code list.
const USES: &[(&str, &str)] = &[
    ("出租", "let_whole"),
    ("整套出租", "let_whole"),
    ("整套", "let_whole"),
    ("群租", "let_shared"),
    ("分租", "let_shared"),
    ("合租(多人)", "let_shared"),
    ("宿舍", "dormitory"),
    ("员工宿舍", "dormitory"),
    ("自用", "own"),
    ("自住房", "own"),
    ("空", "vacant"),
    ("空房", "vacant"),
    ("店面", "shop"),
    ("商业", "shop"),
];

/// One room of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomRow {
    pub row: u32,
    pub town: Option<String>,
    /// Missing when the whole file is about one village.
    pub village: Option<String>,
    /// With its 区.
    pub zone: Option<String>,
    /// Bare: `12`, `B`.
    pub building: String,
    pub unit: Option<String>,
    pub floor: Option<String>,
    /// Bare: `402`; `底层` where a whole storey is one room.
    pub label: String,
    pub landlord: Option<String>,
    pub landlord_phone: Option<String>,
    /// Code of `room_use`.
    pub room_use: Option<String>,
}

/// Reads all rows; of a room that is in the file twice the first row is taken.
pub(super) fn read_all(
    layout: &Layout,
    rows: &[&TableRow],
    today: NaiveDate,
    problems: &mut Vec<Problem>,
) -> Vec<RoomRow> {
    let mut taken = Vec::new();
    let mut first_rows = HashMap::new();
    for row in rows {
        let mut reader = RowReader::new(layout, row, today);
        if let Some(room) = read(&mut reader).filter(|_| reader.is_sound()) {
            let building = norm_building(room.zone.as_deref(), &room.building);
            let key = (
                room.village.clone(),
                building,
                norm_room(room.unit.as_deref(), &room.label),
            );
            if let Some(first) = first_rows.get(&key) {
                let twice = Problem::block(room.row, "duplicate_in_file").with("first", first);
                reader.problems = vec![Problem {
                    field: Some(Field::Room),
                    ..twice
                }];
            } else {
                first_rows.insert(key, room.row);
                taken.push(room);
            }
        }
        problems.append(&mut reader.problems);
    }
    taken
}

fn read(reader: &mut RowReader) -> Option<RoomRow> {
    let address = place(reader)?;
    let label = address.room.clone().or_else(|| address.room_label())?;
    Some(RoomRow {
        row: reader.number(),
        town: address.town,
        village: address.village,
        zone: address.zone,
        building: address.building?,
        unit: address.unit,
        floor: address.floor,
        label,
        landlord: landlord(reader),
        landlord_phone: reader.phone(Field::LandlordPhone),
        room_use: read_use(reader),
    })
}

/// The name of the landlord. One that cannot be read is told and left out: the row is about the room.
pub(super) fn landlord(reader: &mut RowReader) -> Option<String> {
    let before = reader.problems.len();
    let name = reader.name(Field::Landlord, NAME);
    let blocked = reader.problems[before..]
        .iter()
        .any(|problem| problem.blocks);
    reader.problems.truncate(before);
    if blocked {
        reader.tell(Field::Landlord, "landlord_unreadable");
    }
    name.filter(|_| !blocked)
}

/// Where the row is, from one address or from columns for its parts; a part's own column wins. Blocks without a building,
/// or without a room or floor.
pub(super) fn place(reader: &mut RowReader) -> Option<Address> {
    let mut address = reader.address(Field::Address).unwrap_or_default();
    fill(reader, &mut address);
    let field = [Field::Address, Field::Room]
        .into_iter()
        .find(|field| reader.has(*field))
        .unwrap_or(Field::Building);
    if address == Address::default() {
        reader.block(field, "address_missing");
        return None;
    }
    if address.building.is_none() {
        reader.block(field, "address_no_building");
        return None;
    }
    if address.room_label().is_none() {
        reader.block(field, "address_no_room");
        return None;
    }
    let parts = [
        &address.town,
        &address.village,
        &address.zone,
        &address.building,
        &address.unit,
        &address.floor,
        &address.room,
    ];
    if parts
        .into_iter()
        .flatten()
        .any(|part| part.chars().count() > PLACE_PART)
    {
        reader.block(field, "address_unreadable");
        return None;
    }
    if address.rest.is_some() {
        reader.tell(field, "address_rest");
    }
    Some(address)
}

fn fill(reader: &RowReader, address: &mut Address) {
    if let Some(text) = reader.text(Field::Village) {
        let read = addresses::parse(&text);
        address.town = address.town.take().or(read.town);
        address.village = read.village.or(Some(text));
    }
    if let Some(text) = reader.text(Field::Zone) {
        let short = text.chars().count() <= 2 && !text.ends_with('区');
        address.zone = Some(if short {
            format!("{}区", text.to_uppercase())
        } else {
            text
        });
    }
    if let Some(text) = reader.text(Field::Building) {
        let read = addresses::parse(&text);
        address.zone = address.zone.take().or(read.zone);
        address.building = read
            .building
            .filter(|_| read.room.is_none())
            .or_else(|| Some(norm_building(None, &text)));
    }
    if let Some(text) = reader.text(Field::Unit) {
        let bare = norm_building(None, &text);
        address.unit = Some(
            bare.strip_suffix("单元")
                .map(str::to_string)
                .unwrap_or(bare),
        );
    }
    if let Some(text) = reader.text(Field::Room) {
        let read = addresses::parse(&text);
        let with_unit = text.contains("单元");
        address.unit = address.unit.take().or(read.unit.filter(|_| with_unit));
        // `402-2` is a part of 402, not room 2 of building 402.
        address.room = read
            .room
            .filter(|_| with_unit)
            .or_else(|| Some(norm_room(None, &text)));
    }
    if let Some(text) = reader.text(Field::Floor) {
        let bare = norm_building(None, &text);
        let bare = bare
            .strip_suffix('层')
            .or_else(|| bare.strip_suffix('F'))
            .unwrap_or(&bare)
            .to_string();
        address.floor = Some(bare);
    }
    if address.floor.is_none() {
        address.floor = address.room.as_deref().and_then(floor_of_room);
    }
}

fn read_use(reader: &mut RowReader) -> Option<String> {
    let text = reader
        .text(Field::RoomUse)?
        .replace('（', "(")
        .replace('）', ")");
    let everyday = USES
        .iter()
        .find(|(word, _)| *word == text)
        .map(|(_, code)| *code);
    let code = codes::from_label("room_use", &text).or(everyday);
    if code.is_none() {
        reader.tell(Field::RoomUse, "use_unknown");
    }
    code.map(str::to_string)
}
