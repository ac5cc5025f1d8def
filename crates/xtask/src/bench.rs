//! `cargo xtask bench`: each figure is a ratio of two things measured in the same run.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Args;

use crate::demo::{self, Role};
use crate::display::Screen;
use crate::processes;
use crate::project::{Profile, Project, WINDOW, WINDOW_FEATURES};
use crate::running::Running;
use crate::setup;
use crate::steps::Steps;

/// Name of the start of the window among what is measured.
const START_UP: &str = "start";
const ROUNDS: usize = 5;
const START: Duration = Duration::from_secs(60);

#[derive(Args)]
pub struct Options {
    /// Only these: `start`, `search` (with saving and screens), `typing`, `import`, `report`, `sync`, `storm`, `live`, `growth`, `postgres`; `sync` alone brings all that are about sync.
    only: Vec<String>,
    /// People in the store while start-up is measured.
    #[arg(long, default_value_t = 12_000)]
    people: usize,
    /// Leave out the start-up of the window.
    #[arg(long)]
    without_window: bool,
}

/// Measures start-up, then search and sync.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    let mut steps = Steps::default();
    steps.run("set-up", || {
        setup::everything(project)?;
        setup::build_ui(project)
    })?;
    if options.start() {
        of_the_start(project, options.people, &mut steps)?;
    }
    if let Some(only) = options.core() {
        steps.run("search and sync", || of_the_core(project, &only))?;
    }
    steps.print_summary();
    Ok(())
}

impl Options {
    fn start(&self) -> bool {
        !self.without_window
            && (self.only.is_empty() || self.only.iter().any(|one| one == START_UP))
    }

    /// What is wanted of the measurements without a window; all of them when nothing is named.
    fn core(&self) -> Option<Vec<&String>> {
        let named: Vec<_> = self.only.iter().filter(|one| *one != START_UP).collect();
        (self.only.is_empty() || !named.is_empty()).then_some(named)
    }
}

fn of_the_start(project: &Project, people: usize, steps: &mut Steps) -> Result<()> {
    steps.run("build the windows", || build_windows(project))?;
    let demo = demo::Options::for_measuring(Role::Instructor, people);
    let home = steps.run("a laptop", || {
        demo::laptop(project, &demo, Profile::Release)
    })?;
    let starts = contenders(project, home);
    steps.run("start-up", || start_up(&starts))
}

fn of_the_core(project: &Project, only: &[&String]) -> Result<()> {
    let programs = ["--package", "station", "--package", "tests"];
    project
        .cargo(&["build", "--release", "--bins"])
        .args(programs)
        .run()?;
    let bench = ["--package", "tests", "--bin", "bench", "--"];
    Ok(project
        .cargo(&["run", "--release"])
        .args(bench)
        .args(only)
        .run()?)
}

fn build_windows(project: &Project) -> Result<()> {
    let build = ["build", "--release", "--features", WINDOW_FEATURES];
    let of_window = ["--package", WINDOW, "--bins", "--example", "bare_window"];
    let beside = ["--package", "station", "--package", "cli"];
    Ok(project.cargo(&build).args(of_window).args(beside).run()?)
}

/// A program whose start is measured: it prints `ready` when its page has been painted.
struct Contender {
    name: &'static str,
    program: PathBuf,
    arguments: &'static [&'static str],
    settings: Vec<(&'static str, PathBuf)>,
}

fn contenders(project: &Project, home: PathBuf) -> [Contender; 4] {
    let bare = project.example(Profile::Release, "bare_window");
    let window = project.binary(Profile::Release, WINDOW);
    [
        Contender {
            name: "a bare window",
            program: bare.clone(),
            arguments: &[],
            settings: Vec::new(),
        },
        Contender {
            name: "a bare window with a text box",
            program: bare,
            arguments: &["--asking"],
            settings: Vec::new(),
        },
        Contender {
            name: "the app, asking for the passphrase",
            program: window.clone(),
            arguments: &[],
            settings: vec![("BEATBOOK_HOME", home.clone())],
        },
        // Contains the derivation of the key, which is slow on purpose.
        Contender {
            name: "the app, signed in",
            program: window,
            arguments: &[],
            settings: vec![
                ("BEATBOOK_SECRETS", home.join("device")),
                ("BEATBOOK_HOME", home),
                ("BEATBOOK_DEMO", "1".into()),
                ("BEATBOOK_PASSPHRASE", demo::PASSPHRASE.into()),
            ],
        },
    ]
}

impl Contender {
    fn command(&self, screen: &Screen) -> Command {
        let mut command = screen.command(&self.program);
        command.args(self.arguments);
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// Starts all in turn, [`ROUNDS`] times, and prints median, least and greatest time of each, and its ratio to the first.
fn start_up(contenders: &[Contender]) -> Result<()> {
    let screen = Screen::in_memory()?;
    // Untimed: brings the files into memory.
    for contender in contenders {
        time_to_ready(&screen, contender)?;
    }
    let mut times = vec![Vec::new(); contenders.len()];
    for _ in 0..ROUNDS {
        for (contender, times) in contenders.iter().zip(&mut times) {
            times.push(time_to_ready(&screen, contender)?);
        }
    }
    let atrest = contenders
        .iter()
        .map(|contender| at_rest(&screen, contender))
        .collect::<Result<Vec<_>>>()?;
    println!(
        "{:<36} {:>9} {:>9} {:>9} {:>7}",
        "start-up, ms", "median", "least", "greatest", "ratio"
    );
    let base = Spread::of(&mut times[0]).context("nothing was measured")?;
    for (contender, times) in contenders.iter().zip(&mut times) {
        let spread = Spread::of(times).context("nothing was measured")?;
        println!(
            "{:<36} {:>9.0} {:>9.0} {:>9.0} {:>7.2}",
            contender.name,
            spread.median,
            spread.least,
            spread.greatest,
            spread.median / base.median
        );
    }
    println!(
        "{:<36} {:>9} {:>9} {:>9}",
        "at rest", "MiB", "more", "CPU %"
    );
    for (contender, rest) in contenders.iter().zip(&atrest) {
        println!(
            "{:<36} {:>9.0} {:>9.0} {:>9.1}",
            contender.name,
            rest.memory,
            rest.memory - atrest[0].memory,
            rest.processor
        );
    }
    Ok(())
}

/// What a program takes that nobody touches.
struct Rest {
    /// Of it and its web view, each page shared with others counted in part, MiB.
    memory: f64,
    /// Share of one processor, percent.
    processor: f64,
}

/// Lets a program settle and then watches it for a while.
fn at_rest(screen: &Screen, contender: &Contender) -> Result<Rest> {
    const SETTLES: Duration = Duration::from_secs(5);
    const WATCHED: Duration = Duration::from_secs(10);
    let mut command = contender.command(screen);
    let mut running = Running::start(contender.name, &mut command)?;
    running.wait_until_ready(START)?;
    std::thread::sleep(SETTLES);
    let before = processes::all_below(running.pid())?;
    std::thread::sleep(WATCHED);
    let after = processes::all_below(running.pid())?;
    let used = after.processor_s - before.processor_s;
    Ok(Rest {
        memory: after.memory_kib / 1024.0,
        processor: used / WATCHED.as_secs_f64() * 100.0,
    })
}

fn time_to_ready(screen: &Screen, contender: &Contender) -> Result<Duration> {
    let mut command = contender.command(screen);
    let begun = Instant::now();
    let mut running = Running::start(contender.name, &mut command)?;
    running.wait_until_ready(START)?;
    Ok(begun.elapsed())
}

/// Milliseconds.
#[derive(Debug, PartialEq)]
struct Spread {
    median: f64,
    least: f64,
    greatest: f64,
}

impl Spread {
    fn of(times: &mut [Duration]) -> Option<Spread> {
        times.sort();
        let at = |index: usize| times.get(index).map(|time| time.as_secs_f64() * 1000.0);
        Some(Spread {
            median: at(times.len() / 2)?,
            least: at(0)?,
            greatest: at(times.len().checked_sub(1)?)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        let mut times = [900, 100, 300].map(Duration::from_millis);
        let spread = Spread::of(&mut times).unwrap();
        assert_eq!(
            (spread.median, spread.least, spread.greatest),
            (300.0, 100.0, 900.0)
        );
        assert_eq!(Spread::of(&mut []), None);
    }
}
