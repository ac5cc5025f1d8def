//! `cargo xtask …`: set-up, demo, test and bench, each complete on a fresh machine.
//!
//! Here live the ways of working on this repository. No rule of the product does.

mod bench;
mod bindings;
mod demo;
mod display;
mod guides;
mod package;
mod processes;
mod project;
mod running;
mod setup;
mod soak;
mod steps;
mod stop;
mod test;

use anyhow::Result;
use clap::{Parser, Subcommand};

use project::Project;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Set up, show, test and measure this repository"
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what the other tasks need; they do it themselves too.
    Setup,
    /// Start a synthetic station, enrol a laptop and open the app signed in.
    Demo(demo::Options),
    /// Check and test everything.
    Test(test::Options),
    /// Look whether known advisories are about anything that is built here; fetches their list.
    Advisories,
    /// Show by faults, for as long as you like, that nothing is lost.
    Soak(soak::Options),
    /// Measure start-up, search and sync, each against the plainest thing that could do it.
    Bench(bench::Options),
    /// Make the guides, with pictures of the real windows.
    Guides,
    /// Make the packages that are installed, and check that they install.
    Package(package::Options),
    /// Write the TypeScript that describes the window's commands.
    Bindings,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    stop::watch()?;
    let project = Project::open()?;
    match arguments.task {
        Task::Setup => setup::everything(&project),
        Task::Demo(options) => demo::run(&project, &options),
        Task::Test(options) => test::run(&project, &options),
        Task::Advisories => test::advisories(&project),
        Task::Soak(options) => soak::run(&project, &options),
        Task::Bench(options) => bench::run(&project, &options),
        Task::Guides => guides::make(&project),
        Task::Package(options) => package::run(&project, &options),
        Task::Bindings => bindings::write(&project),
    }
}
