//! The simulator finds what it is there to find: every planted bug at the seed that `docs/planted-bugs.md` names.

use std::collections::BTreeMap;

use simulator::plants::{self, PLANTS};

/// Seeds searched when the program has changed so much that the listed seed is quiet.
const MOST: u64 = 40;

fn listed() -> BTreeMap<String, u64> {
    include_str!("../../../docs/planted-bugs.md")
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.split('|');
            let name = cells.next()?.trim().trim_end_matches('`').to_owned();
            let seed = cells.nth(1)?.trim().parse().ok()?;
            Some((name, seed))
        })
        .collect()
}

fn all_are_caught(part: usize) {
    let listed = listed();
    let missed: Vec<&str> = PLANTS
        .iter()
        .enumerate()
        .filter(|(index, _)| index % 2 == part)
        .map(|(_, plant)| plant)
        .filter(|plant| {
            let seed = listed.get(plant.name);
            let seed = seed.unwrap_or_else(|| panic!("{} is not listed", plant.name));
            plants::broken_by(plant, *seed).is_none() && plants::hunt(plant, MOST).is_none()
        })
        .map(|plant| plant.name)
        .collect();
    assert!(missed.is_empty(), "not caught: {missed:?}");
}

#[test]
fn every_second_planted_bug_is_caught() {
    all_are_caught(0);
}

#[test]
fn every_other_planted_bug_is_caught() {
    all_are_caught(1);
}

/// A name in the list that is nowhere in the code would be caught by nothing.
#[test]
fn every_bug_is_planted_somewhere() {
    let mut code = String::new();
    for krate in ["sync", "store", "station"] {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        collect(
            &std::path::Path::new(folder).join(krate).join("src"),
            &mut code,
        );
    }
    for plant in PLANTS {
        let call = format!("plant::is(\"{}\")", plant.name);
        assert!(code.contains(&call), "{} is planted nowhere", plant.name);
    }
}

fn collect(folder: &std::path::Path, code: &mut String) {
    for entry in std::fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            collect(&path, code);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            code.push_str(&std::fs::read_to_string(path).expect("readable"));
        }
    }
}
