//! SQLite in this process, looked at from outside: what the program's memory holds after a value was read and the connection closed.

use std::fs::File;
use std::os::unix::fs::FileExt;

use rusqlite::Connection;

/// How often the bytes of `half`, twice in a row, stand in the memory that this process can write to.
fn occurrences(half: &[u8]) -> usize {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let memory = File::open("/proc/self/mem").unwrap();
    let mut found = 0;
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (from, to) = line.split(' ').next().unwrap().split_once('-').unwrap();
        let (from, to) = (hex(from), hex(to));
        let mut bytes = vec![0; (to - from) as usize];
        if memory.read_exact_at(&mut bytes, from).is_err() {
            continue;
        }
        found += bytes
            .windows(half.len() * 2)
            .filter(|window| window[..half.len()] == *half && window[half.len()..] == *half)
            .count();
        // This copy of the memory must not be met in the next part of it.
        bytes.fill(0);
        std::hint::black_box(&bytes);
    }
    found
}

fn hex(text: &str) -> u64 {
    u64::from_str_radix(text, 16).unwrap()
}

#[test]
fn nothing_of_a_row_is_left_in_the_memory_of_a_program_that_closed_its_database() {
    assert!(wiped::install());
    assert!(wiped::install(), "the second time changes nothing");
    // The marker itself stands nowhere: SQLite puts it together.
    let half = b"Xq7#kV2!mZ9@";
    let database = Connection::open_in_memory().unwrap();
    database
        .execute_batch("CREATE TABLE person (name TEXT); CREATE INDEX by_name ON person (name);")
        .unwrap();
    let text = std::str::from_utf8(half).unwrap();
    for _ in 0..500 {
        database
            .execute("INSERT INTO person SELECT ?1 || ?1", [text])
            .unwrap();
    }
    let length: i64 = database
        .query_row("SELECT max(length(name)) FROM person", [], |row| row.get(0))
        .unwrap();
    assert_eq!(length, 24);
    assert!(occurrences(half) >= 500, "the search finds what is there");
    database.close().unwrap();
    assert_eq!(occurrences(half), 0);
}
