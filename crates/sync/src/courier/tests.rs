use std::io::{Cursor as Bytes, Write};

use serde_json::Value;
use serde_json::json;

use super::*;
use crate::wire::WireError;

fn keys(number: u8) -> SecretKeys {
    SecretKeys::from_random(&[number; 64])
}

fn header() -> Header {
    Header {
        kind: Kind::ToStation,
        station: "f".repeat(64),
        laptop: "laptop".into(),
        serial: 7,
        created: 1_795_136_400_000,
    }
}

fn written(messages: &[Value]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), &header(), &keys(2).public(), &keys(1)).unwrap();
    for message in messages {
        writer.put(message).unwrap();
    }
    writer.finish().unwrap()
}

fn read(file: &[u8]) -> Result<Vec<Value>, CourierError> {
    let mut messages = open(Bytes::new(file), &keys(2), &keys(1).public())?;
    let mut all = Vec::new();
    while let Some(message) = messages.take()? {
        all.push(message);
    }
    Ok(all)
}

/// Longer than several chunks, and not compressible to less.
fn long() -> Value {
    let mut number = 1u64;
    let text: String = (0..300_000)
        .map(|_| {
            number = number
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            char::from(b'a' + ((number >> 33) % 26) as u8)
        })
        .collect();
    json!({ "text": text })
}

#[test]
fn what_is_written_is_read_by_its_receiver() {
    let messages = [json!({"a": 1}), long(), json!([])];
    let file = written(&messages);
    assert_eq!(peek(&mut file.as_slice()).unwrap(), header());
    assert_eq!(read(&file).unwrap(), messages);
    assert_eq!(read(&written(&[])).unwrap(), Vec::<Value>::new());
}

#[test]
fn nobody_else_reads_it_and_nobody_else_could_have_written_it() {
    let file = written(&[json!(1)]);
    let by_other = open(Bytes::new(&file), &keys(2), &keys(3).public());
    assert!(matches!(by_other, Err(CourierError::Damaged)));
    let mut for_other = open(Bytes::new(&file), &keys(3), &keys(1).public()).unwrap();
    assert!(matches!(
        for_other.take::<Value>(),
        Err(CourierError::Damaged)
    ));
}

#[test]
fn no_text_of_a_record_can_be_read_in_the_file() {
    let marker = "王子涵 330782199001011234 +8613800138000";
    let file = written(&[json!({ "name": marker })]);
    for part in marker.split(' ') {
        let found = file
            .windows(part.len())
            .any(|bytes| bytes == part.as_bytes());
        assert!(!found, "{part}");
    }
}

#[test]
fn a_changed_bit_anywhere_is_noticed_before_anything_is_read() {
    let file = written(&[json!({"a": 1}), json!({"b": 2})]);
    for place in 0..file.len() {
        let mut altered = file.clone();
        altered[place] ^= 1 << (place % 8);
        assert!(
            open(Bytes::new(&altered), &keys(2), &keys(1).public()).is_err(),
            "byte {place}"
        );
    }
}

#[test]
fn a_file_cut_anywhere_is_refused_as_cut() {
    let file = written(&[long()]);
    for length in (12..file.len()).step_by(997).chain([file.len() - 1]) {
        assert!(
            matches!(read(&file[..length]), Err(CourierError::Truncated)),
            "{length}"
        );
    }
    assert!(matches!(read(b""), Err(CourierError::NotCourier)));
    let longer = [file.as_slice(), b"x"].concat();
    assert!(matches!(read(&longer), Err(CourierError::Damaged)));
}

#[test]
fn a_newer_format_and_other_files_are_told_apart() {
    let mut newer = written(&[]);
    newer[9] = 2;
    assert!(matches!(read(&newer), Err(CourierError::Newer(2))));
    assert!(matches!(
        read(b"PK\x03\x04 a spreadsheet"),
        Err(CourierError::NotCourier)
    ));
}

/// A file whose seal and signature are right and whose content is `plain`.
fn with_content(plain: &[u8]) -> Vec<u8> {
    let head = header().to_bytes().unwrap();
    let mut sealer = seal::Sealer::new(Vec::new(), &head, &keys(2).public()).unwrap();
    sealer.write_all(plain).unwrap();
    sealer.finish(&keys(1)).unwrap()
}

#[test]
fn a_bomb_from_a_known_sender_is_refused_too() {
    let mut plain = (20u32 << 20).to_be_bytes().to_vec();
    plain.resize(20 << 20, b' ');
    let bomb = with_content(&zstd::bulk::compress(&plain, 19).unwrap());
    assert!(bomb.len() < 20_000);
    assert!(matches!(
        read(&bomb),
        Err(CourierError::Message(WireError::Bomb))
    ));
    let announced = with_content(&zstd::bulk::compress(&u32::MAX.to_be_bytes(), 1).unwrap());
    assert!(matches!(
        read(&announced),
        Err(CourierError::Message(WireError::TooLarge(_)))
    ));
    assert!(matches!(
        read(&with_content(b"no frame at all")),
        Err(CourierError::Message(WireError::NotCompressed(_)))
    ));
}

#[test]
fn a_message_that_ends_early_is_damage() {
    let plain = [10u32.to_be_bytes().as_slice(), b"{}"].concat();
    let file = with_content(&zstd::bulk::compress(&plain, 1).unwrap());
    assert!(matches!(read(&file), Err(CourierError::Damaged)));
}

#[test]
fn keys_survive_being_stored_and_weak_ones_are_none() {
    let stored = keys(5).to_text();
    assert_eq!(
        SecretKeys::from_text(&stored).unwrap().public(),
        keys(5).public()
    );
    assert!(keys(5).public().are_sound());
    let weak = PublicKeys {
        sign: "01".to_owned() + &"00".repeat(31),
        ..keys(5).public()
    };
    assert!(!weak.are_sound());
    assert!(SecretKeys::from_text("none").is_err());
}
