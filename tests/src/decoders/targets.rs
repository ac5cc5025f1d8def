//! The decoders, each with what it begins with.

use std::io::Cursor;
use std::path::Path;

use app::imports::{self, ImportAs};
use domain::Role;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use sync::courier::{self, Header, Kind, SecretKeys, Writer};
use sync::invite::{Enrol, Enrolled};
use sync::lookup::Lookup;
use sync::wire::{self, Hello, Pull, Pulled, Push, Welcome};

use super::corpus;
use crate::World;

/// Decodes; whether it took the input.
pub type Decode = Box<dyn FnMut(&[u8]) -> bool>;

/// A decoder.
pub struct Target {
    pub name: &'static str,
    /// Every how many rounds it gets an input; slow ones get fewer.
    pub every: usize,
    pub corpus: Vec<Vec<u8>>,
    pub decode: Decode,
}

fn target(
    name: &'static str,
    every: usize,
    corpus: Vec<Vec<u8>>,
    decode: impl FnMut(&[u8]) -> bool + 'static,
) -> Target {
    Target {
        name,
        every,
        corpus,
        decode: Box::new(decode),
    }
}

/// All of them.
pub fn all() -> Vec<Target> {
    vec![
        message::<Hello>("hello", corpus::hello()),
        message::<Welcome>("welcome", corpus::welcome()),
        message::<Push>("push", corpus::push()),
        message::<Pull>("pull", corpus::pull()),
        message::<Pulled>("page", corpus::pulled()),
        message::<Enrol>("enrol", corpus::enrol()),
        message::<Enrolled>("enrolled", corpus::enrolled()),
        message::<station::staff::Act>("act", corpus::act()),
        message::<Lookup>("lookup", corpus::lookup()),
        frame(),
        courier_file(),
        courier_for_station(),
        courier_for_laptop(),
        target("import", 10, corpus::imports(), import),
        key_file(),
        backup(),
    ]
}

/// A message altered before it is packed: it reaches the parser.
fn message<T: DeserializeOwned>(name: &'static str, json: Vec<u8>) -> Target {
    target(name, 1, vec![json], |input| {
        let frame = zstd::bulk::compress(input, 1).unwrap_or_default();
        wire::decode::<T>(&frame).is_ok()
    })
}

/// A message altered after it is packed: it reaches the decompressor.
fn frame() -> Target {
    target("frame", 1, corpus::frames(), |input| {
        wire::decode::<Push>(input).is_ok() | wire::decode::<Pulled>(input).is_ok()
    })
}

fn keys(number: u8) -> SecretKeys {
    SecretKeys::from_random(&[number; 64])
}

fn header(kind: Kind, station: &str, laptop: &str) -> Header {
    Header {
        kind,
        station: station.to_owned(),
        laptop: laptop.to_owned(),
        serial: 1,
        created: 0,
    }
}

/// A whole file altered: head, chunks, seal, signature.
fn courier_file() -> Target {
    let mut writer = Writer::new(
        Vec::new(),
        &header(Kind::ToStation, "s", "l"),
        &keys(2).public(),
        &keys(1),
    )
    .expect("a writer");
    writer.put(&"a message").expect("put");
    let file = writer.finish().expect("a file");
    let (own, sender) = (keys(2), keys(1).public());
    target("courier-file", 1, vec![file], move |input| {
        courier::open(Cursor::new(input), &own, &sender)
            .and_then(|mut messages| messages.take::<String>())
            .is_ok()
    })
}

/// Messages as they stand, in a file whose seal and signature are right: a laptop whose program was tampered with.
fn sealed(head: &Header, to: &courier::PublicKeys, by: &SecretKeys, texts: &[&[u8]]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), head, to, by).expect("a writer");
    for text in texts {
        // What is no JSON cannot be put; the file ends early then.
        let Ok(raw) = serde_json::from_slice::<Box<RawValue>>(text) else {
            break;
        };
        writer.put(&raw).expect("put");
    }
    writer.finish().expect("a file")
}

/// A real station reads altered messages of an enrolled laptop: decoding, rules, merging and answering.
fn courier_for_station() -> Target {
    let world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let laptop = world.laptop(&user);
    let (own, station) = laptop.desk.store.courier_keys(world.now()).expect("keys");
    let (device, station) = (device_of(&laptop), station.expect("the station's keys"));
    let head = header(Kind::ToStation, &world.station().fingerprint, &device);
    let separator = b"\n\0\n";
    let corpus = [corpus::outbox(), corpus::push()].join(separator.as_slice());
    target("courier-for-station", 4, vec![corpus], move |input| {
        let texts: Vec<&[u8]> = split(input, separator);
        world
            .courier(&sealed(&head, &station, &own, &texts))
            .is_ok()
    })
}

/// A real laptop reads altered pages that its station signed.
fn courier_for_laptop() -> Target {
    let world = World::new();
    let user = world.user("王丽", Role::Instructor, &[]);
    let laptop = world.laptop(&user);
    let folder = world.station_folder().join("courier.key");
    let station = std::fs::read_to_string(folder).expect("the station's keys");
    let station = SecretKeys::from_text(&station).expect("the station's keys");
    let (own, _) = laptop.desk.store.courier_keys(world.now()).expect("keys");
    let head = header(
        Kind::ToLaptop,
        &world.station().fingerprint,
        &device_of(&laptop),
    );
    let position = laptop.desk.store.courier_position().expect("a position");
    let answer = serde_json::json!({
        "welcome": {"protocol": 1, "epoch": 1, "now": 1_795_136_400_000_i64, "watermarks": {}},
        "from": position.cursor, "head": position.cursor.head + 10, "scope_version": 9, "receipt": null,
    });
    let page = serde_json::to_vec(&corpus::page()).unwrap_or_default();
    let separator = b"\n\0\n";
    let corpus = [answer.to_string().into_bytes(), page].join(separator.as_slice());
    target("courier-for-laptop", 4, vec![corpus], move |input| {
        let texts: Vec<&[u8]> = split(input, separator);
        let _station_stays_open = &world;
        laptop
            .courier_in(&sealed(&head, &own.public(), &station, &texts))
            .is_ok()
    })
}

fn device_of(laptop: &crate::Laptop) -> String {
    let identity = laptop.desk.store.read(store::state::identity);
    identity.expect("an identity").device
}

fn split<'a>(input: &'a [u8], separator: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut rest = input;
    while let Some(at) = rest
        .windows(separator.len())
        .position(|bytes| bytes == separator)
    {
        parts.push(&rest[..at]);
        rest = &rest[at + separator.len()..];
    }
    parts.push(rest);
    parts
}

fn import(input: &[u8]) -> bool {
    let today = domain::dates::day_of(crate::MORNING);
    let kinds = [ImportAs::People, ImportAs::Rooms, ImportAs::Contacts];
    let import_as = kinds[input.len() % kinds.len()];
    let Ok(table) = imports::open("fuzz", input, None, import_as) else {
        return false;
    };
    let columns = imports::columns(&table, import_as);
    imports::check(&table, &columns, import_as, today);
    true
}

/// The key file, read as the program reads it at start; what opens nothing costs no memory either.
fn key_file() -> Target {
    let folder = tempfile::tempdir().expect("a folder");
    let identity = store::Identity {
        user: "u".into(),
        user_name: "王丽".into(),
        role: "instructor".into(),
        ..store::Identity::default()
    };
    let made = store::create(
        folder.path(),
        crate::PASSPHRASE,
        &identity,
        store::KdfCost::FLOOR,
    );
    drop(made.expect("a store"));
    let path = folder.path().join("store.key");
    let file = std::fs::read(&path).expect("the key file");
    target("key-file", 1, vec![file], move |input| {
        let _folder_stays = &folder;
        std::fs::write(&path, input).is_ok() && store::peek(folder.path()).is_ok()
    })
}

/// A backup of the station, put in place: what is not sound changes nothing.
fn backup() -> Target {
    let world = World::new();
    let file = std::fs::read(world.backup("sound")).expect("a backup");
    target("backup", 40, vec![file], move |input| {
        let folder = tempfile::tempdir().expect("a folder");
        restore(folder.path(), input)
    })
}

fn restore(folder: &Path, input: &[u8]) -> bool {
    let backup = folder.join("backup");
    std::fs::write(&backup, input).is_ok() && station::Station::restore(folder, &backup).is_ok()
}
