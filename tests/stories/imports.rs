//! Files as they come from villages.

use app::importing;
use app::imports::ImportAs;
use domain::Role;
use tests::{Laptop, World};

const TENANTS: &[u8] = include_bytes!("../imports/tenant-register.xlsx");
const ROOMS: &[u8] = include_bytes!("../imports/rooms-utf8bom.csv");

fn take(laptop: &Laptop, name: &str, bytes: &[u8], import_as: ImportAs) -> importing::ImportResult {
    let prepared =
        importing::open_bytes(&laptop.desk, name, bytes, import_as, None).expect("taken in");
    let result = importing::commit(&laptop.desk, &prepared).expect("taken in");
    // The preview is the import, rolled back.
    assert_eq!(prepared.preview.left_out, result.left_out);
    assert_eq!(prepared.preview.unchanged, result.unchanged);
    result
}

fn chief_of_all_villages(world: &World) -> Laptop {
    for village in [
        "青岩刘村",
        "下骆宅村",
        "大塘下村",
        "九联村",
        "鸡鸣山社区",
        "五爱社区",
        "宗泽社区",
        "东洲花园",
    ] {
        world.area(village);
    }
    world.laptop(&world.chief)
}

#[test]
fn the_tenant_register_goes_in_and_every_other_row_is_listed_with_its_reason() {
    let world = World::new();
    let laptop = chief_of_all_villages(&world);
    let result = take(&laptop, "tenant-register.xlsx", TENANTS, ImportAs::People);
    assert_eq!((result.created, result.left_out), (576, 25));
    let of = |code: &str| {
        result
            .problems
            .iter()
            .filter(|problem| problem.code == code && problem.left_out)
            .count()
    };
    assert_eq!(
        (
            of("id_check_digit"),
            of("number_missing"),
            of("duplicate_in_file"),
            of("total_row")
        ),
        (10, 7, 7, 1)
    );
    assert!(
        result
            .problems
            .iter()
            .all(|problem| !problem.message.is_empty() && problem.message != problem.code)
    );
    assert_eq!(laptop.count("SELECT count(*) FROM people"), 576);
    assert_eq!(
        laptop.count("SELECT count(*) FROM residences WHERE until = ''"),
        576
    );
    // Row 4 of the file: 谭银轩 in 下骆宅村E区43幢1单元104室.
    let room = laptop.text(
        "SELECT a.name || b.label || r.place_unit || '-' || r.place_label FROM people p JOIN residences s ON s.person = p.id
         JOIN rooms r ON r.id = s.room JOIN buildings b ON b.id = r.building JOIN areas a ON a.id = r.area_id WHERE p.document_number = ?1",
        "330799198009229606",
    );
    assert_eq!(room.as_deref(), Some("下骆宅村E区43幢1-104"));
}

#[test]
fn the_same_file_twice_adds_nothing() {
    let world = World::new();
    let laptop = chief_of_all_villages(&world);
    take(&laptop, "tenant-register.xlsx", TENANTS, ImportAs::People);
    take(&laptop, "rooms.csv", ROOMS, ImportAs::Rooms);
    let waiting = laptop.waiting();
    let again = take(&laptop, "tenant-register.xlsx", TENANTS, ImportAs::People);
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 576));
    let again = take(&laptop, "rooms.csv", ROOMS, ImportAs::Rooms);
    assert_eq!((again.created, again.unchanged), (0, 720));
    assert_eq!(laptop.waiting(), waiting);
}

#[test]
fn rows_of_other_areas_are_listed_as_such_and_not_taken() {
    let world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let laptop = world.laptop(&user);
    let result = take(&laptop, "tenant-register.xlsx", TENANTS, ImportAs::People);
    let elsewhere = result
        .problems
        .iter()
        .filter(|problem| problem.code == "area_not_yours")
        .count();
    assert!(
        elsewhere > 300 && result.created > 30,
        "{elsewhere} elsewhere, {} taken",
        result.created
    );
    assert_eq!(elsewhere as u32 + result.created, 576);
    assert_eq!(
        laptop.count("SELECT count(DISTINCT area_id) FROM residences"),
        1
    );
}

#[test]
fn tenants_go_into_the_rooms_that_are_there() {
    let world = World::new();
    let laptop = chief_of_all_villages(&world);
    let rooms = take(&laptop, "rooms.csv", ROOMS, ImportAs::Rooms);
    assert_eq!((rooms.created, rooms.left_out), (720, 0));
    let before = laptop.count("SELECT count(*) FROM rooms");
    assert_eq!(before, 720);
    take(&laptop, "tenant-register.xlsx", TENANTS, ImportAs::People);
    // No door exists twice: same building, same number, units that agree.
    let twice = laptop.count("SELECT count(*) FROM (SELECT 1 FROM rooms WHERE merged_into = '' GROUP BY building, norm HAVING count(*) > 1)");
    assert_eq!(twice, 0);
}

#[test]
fn taking_an_import_back_keeps_what_somebody_touched_since() {
    let world = World::new();
    let laptop = chief_of_all_villages(&world);
    let result = take(&laptop, "tenant-register.xlsx", TENANTS, ImportAs::People);
    world.clock.advance(1_000);
    let person = laptop
        .text(
            "SELECT id FROM people WHERE document_number = ?1",
            "330799198009229606",
        )
        .unwrap();
    laptop.change(
        "people",
        &person,
        serde_json::json!({"phone": "+8613800138000"}),
    );
    importing::undo(&laptop.desk, &result.batch).unwrap();
    assert_eq!(laptop.count("SELECT count(*) FROM people"), 1);
    assert!(importing::undo(&laptop.desk, &result.batch).is_err());
    laptop.sync();
    let other = world.laptop(&world.chief);
    assert_eq!(other.count("SELECT count(*) FROM people"), 1);
}

#[test]
fn an_import_reaches_the_other_laptop_whole() {
    let world = World::new();
    let laptop = chief_of_all_villages(&world);
    take(&laptop, "tenant-register.xlsx", TENANTS, ImportAs::People);
    let round = laptop.sync();
    assert_eq!((round.quarantined, laptop.waiting()), (0, 0));
    let other = world.laptop(&world.chief);
    for table in [
        "people",
        "residences",
        "rooms",
        "buildings",
        "contacts",
        "search_key",
        "stay_due",
    ] {
        let sql = ["SELECT count(*) FROM ", table].concat();
        assert_eq!(other.count(&sql), laptop.count(&sql), "{table}");
    }
}
