//! `soak`: the long form of everything that is shown by faults, each in turn for its share of the time. Prints seeds or points per minute
//! and every failing one; ends with 1 if any failed.

mod forms;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Histories of laptops and a station under faults.
    Histories,
    /// The hunt for planted bugs; writes `docs/planted-bugs.md`.
    Planted,
    /// Crash at every write.
    Crashes,
}

#[derive(Parser)]
#[command(about = "The long form of everything that is shown by faults")]
struct Arguments {
    /// Time for all of it, in minutes.
    #[arg(long, default_value_t = 10.0)]
    minutes: f64,
    /// Only this one.
    #[arg(long)]
    only: Option<Name>,
    /// First seed of the hunt for planted bugs.
    #[arg(long, default_value_t = 1)]
    bug_from: u64,
    /// First seed.
    #[arg(long, default_value_t = 1_000)]
    seed: u64,
    /// Of the planted bugs only this one; only its line of the list is written.
    #[arg(long)]
    bug: Option<String>,
    /// Print every event of the first seed and end.
    #[arg(long)]
    aloud: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.aloud {
        let outcome = simulator::run(arguments.seed, true);
        println!("{outcome:?}");
        return ExitCode::from(u8::from(outcome.broken.is_some()));
    }
    let names: Vec<Name> = Name::value_variants()
        .iter()
        .copied()
        .filter(|name| arguments.only.is_none_or(|only| only == *name))
        .collect();
    let share = Duration::from_secs_f64(arguments.minutes * 60.0 / names.len() as f64);
    let mut failed = 0;
    for name in names {
        let begun = Instant::now();
        let until = begun + share;
        let done = match name {
            Name::Histories => forms::histories(arguments.seed, until),
            Name::Planted => forms::planted(until, arguments.bug.as_deref(), arguments.bug_from),
            Name::Crashes => forms::crashes(arguments.seed, until),
        };
        let minutes = begun.elapsed().as_secs_f64() / 60.0;
        println!(
            "{}: {} in {minutes:.1} min, {:.0} a minute, {} failed",
            done.what,
            done.number,
            done.number as f64 / minutes,
            done.failed
        );
        failed += done.failed;
    }
    ExitCode::from(u8::from(failed > 0))
}
