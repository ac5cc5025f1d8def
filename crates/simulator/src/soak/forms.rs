//! The long forms.

use std::time::Instant;

use crash_disk::Fault;
use simulator::crashes::{Bench, Work};
use simulator::plants::{self, PLANTS};

/// What a long form did.
pub struct Done {
    /// What is counted.
    pub what: &'static str,
    /// How many of them.
    pub number: u64,
    /// How many broke a promise.
    pub failed: u64,
}

/// Seed after seed; every twentieth twice.
pub fn histories(first: u64, until: Instant) -> Done {
    let (mut number, mut failed) = (0, 0);
    while Instant::now() < until {
        let seed = first + number;
        let outcome = simulator::run(seed, false);
        if let Some(broken) = &outcome.broken {
            failed += 1;
            println!("seed {seed}: {broken}");
        }
        if seed.is_multiple_of(20) && simulator::run(seed, false) != outcome {
            failed += 1;
            println!("seed {seed} went two ways");
        }
        number += 1;
    }
    Done {
        what: "histories",
        number,
        failed,
    }
}

/// Hunts every planted bug; when all were hunted, the list in `docs` is written. Of one that is hunted alone its line is written.
pub fn planted(until: Instant, only: Option<&str>, first: u64) -> Done {
    const MOST: u64 = 2_000;
    let (mut number, mut failed) = (0, 0);
    let mut lines = String::new();
    let wanted = |plant: &plants::Plant| only.is_none_or(|name| name == plant.name);
    for plant in PLANTS.into_iter().filter(wanted) {
        if Instant::now() > until {
            println!("no time left for {} and those after it", plant.name);
            break;
        }
        number += 1;
        match plants::hunt_from(&plant, first, MOST) {
            Some(caught) => {
                println!("{} at seed {}: {}", plant.name, caught.seed, caught.broken);
                lines.push_str(&plants::line(&plant, &caught));
            }
            None => {
                failed += 1;
                println!("{} was not caught in {MOST} seeds", plant.name);
            }
        }
    }
    let all = number as usize == PLANTS.len();
    if (all || only.is_some()) && failed == 0 {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/planted-bugs.md");
        let list = match only {
            None => Ok([plants::HEAD, &lines].concat()),
            Some(name) => std::fs::read_to_string(path).map(|list| with_line(&list, name, &lines)),
        };
        if let Err(error) = list.and_then(|list| std::fs::write(path, list)) {
            failed += 1;
            println!("{path}: {error}");
        }
    }
    Done {
        what: "planted bugs",
        number,
        failed,
    }
}

/// The list with the line of one bug anew, in its place among the others.
fn with_line(list: &str, name: &str, line: &str) -> String {
    let begins = format!("| `{name}` |");
    let is_bug = |held: &str| held.starts_with("| `");
    let mut lines: Vec<String> = list
        .lines()
        .filter(|held| !held.starts_with(&begins))
        .map(|held| [held, "\n"].concat())
        .collect();
    let place = lines
        .iter()
        .rposition(|held| held.starts_with('|') && (!is_bug(held) || held.as_str() < line));
    lines.insert(place.map_or(lines.len(), |at| at + 1), line.to_owned());
    lines.concat()
}

/// Every operation of every piece of work under every fault, again and again with other tears.
pub fn crashes(first: u64, until: Instant) -> Done {
    let (mut number, mut failed) = (0, 0);
    let bench = match Bench::new() {
        Ok(bench) => bench,
        Err(error) => {
            println!("{error}");
            return Done {
                what: "crash points",
                number,
                failed: 1,
            };
        }
    };
    'all: for pass in 0.. {
        for work in Work::ALL {
            let operations = bench.operations(work).unwrap_or(0);
            for at in 0..operations {
                for fault in Fault::ALL {
                    if Instant::now() > until {
                        break 'all;
                    }
                    let seed = first + pass * 1_000_000 + at;
                    number += 1;
                    if let Err(broken) = bench.point(work, Some((at, fault)), seed) {
                        failed += 1;
                        println!("{work:?} {fault:?} at {at} seed {seed}: {broken}");
                    }
                }
            }
        }
    }
    Done {
        what: "crash points",
        number,
        failed,
    }
}
