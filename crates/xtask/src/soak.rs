//! `cargo xtask soak`: the long forms of the tests that show things by faults, each in turn for its share of the time.

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::project::Project;
use crate::setup;
use crate::steps::Steps;

/// Kills per minute of the test with real processes, as measured on two cores.
const KILLS_A_MINUTE: f64 = 15.0;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Histories of laptops and a station under faults.
    Histories,
    /// The hunt for planted bugs; writes `docs/planted-bugs.md`.
    Planted,
    /// Crash at every write.
    Crashes,
    /// Real processes, killed.
    Killed,
    /// Every decoder of what comes from outside.
    Decoders,
}

#[derive(Args)]
pub struct Options {
    /// Time for all of it, in minutes.
    #[arg(long, default_value_t = 10.0)]
    minutes: f64,
    /// Only this one.
    #[arg(long)]
    only: Option<Name>,
}

/// Runs the long forms; ends with the first that finds something.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    let mut steps = Steps::default();
    steps.run("set-up", || setup::everything(project))?;
    let names: Vec<Name> = Name::value_variants()
        .iter()
        .copied()
        .filter(|name| options.only.is_none_or(|only| only == *name))
        .collect();
    let share = options.minutes / names.len() as f64;
    for name in names {
        match name {
            Name::Histories => simulate(project, &mut steps, "histories", share)?,
            Name::Planted => simulate(project, &mut steps, "planted", share)?,
            Name::Crashes => simulate(project, &mut steps, "crashes", share)?,
            Name::Killed => steps.run("killed", || kill(project, share))?,
            Name::Decoders => steps.run("decoders", || fuzz(project, share))?,
        }
    }
    steps.print_summary();
    Ok(())
}

fn simulate(project: &Project, steps: &mut Steps, name: &str, minutes: f64) -> Result<()> {
    let minutes = minutes.to_string();
    steps.run(name, || {
        Ok(project
            .cargo(&["run", "--package", "simulator", "--bin", "soak", "--"])
            .args(["--only", name, "--minutes", &minutes])
            .run()?)
    })
}

fn fuzz(project: &Project, minutes: f64) -> Result<()> {
    let seed = std::process::id();
    println!("seed {seed}");
    Ok(project
        .cargo(&[
            "test",
            "--package",
            "tests",
            "--test",
            "decoders",
            "no_altered",
        ])
        .env("BEATBOOK_FUZZ_SECONDS", (minutes * 60.0).to_string())
        .env("BEATBOOK_FUZZ_SEED", seed.to_string())
        .run()?)
}

fn kill(project: &Project, minutes: f64) -> Result<()> {
    let programs = ["build", "--package", "cli", "--package", "station"];
    project.cargo(&programs).run()?;
    let kills = (minutes * KILLS_A_MINUTE).ceil().max(1.0).to_string();
    Ok(project
        .cargo(&["test", "--package", "tests", "--test", "stories", "killed"])
        .env("BEATBOOK_KILLS", kills)
        .run()?)
}
