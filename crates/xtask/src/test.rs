//! `cargo xtask test`: everything that must hold before a change is kept. What fails fastest comes first.

use anyhow::Result;
use clap::Args;
use testkit::postgres::Cluster;
use xshell::Cmd;

use crate::bindings;
use crate::display::Screen;
use crate::project::{Profile, Project, WINDOW, WINDOW_FEATURES};
use crate::setup;
use crate::steps::Steps;

#[derive(Args)]
pub struct Options {
    /// Leave out the tests of the real window.
    #[arg(long)]
    fast: bool,
}

/// Runs every step; ends with the first that fails.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    let mut steps = Steps::default();
    steps.run("set-up", || {
        setup::everything(project)?;
        setup::checkers(project)
    })?;
    steps.run("formatting", || {
        Ok(project.cargo(&["fmt", "--all", "--check"]).run()?)
    })?;
    steps.run("dependencies", || {
        let offline = ["deny", "--offline", "check", "licenses", "bans", "sources"];
        Ok(project.cargo(&offline).run()?)
    })?;
    ui(project, &mut steps)?;
    rust(project, &mut steps)?;
    if !options.fast {
        steps.run("window", || window(project))?;
    }
    steps.print_summary();
    Ok(())
}

/// Fetches the list of advisories and looks whether any is about what is built here.
pub fn advisories(project: &Project) -> Result<()> {
    setup::checkers(project)?;
    Ok(project.cargo(&["deny", "check", "advisories"]).run()?)
}

fn ui(project: &Project, steps: &mut Steps) -> Result<()> {
    for (name, script) in [
        ("ui lint", "lint"),
        ("ui types", "typecheck"),
        ("ui tests", "test"),
    ] {
        steps.run(name, || {
            project.in_ui(|| Ok(project.npm(&["run", script]).run()?))
        })?;
    }
    // The window's binary carries what is built here.
    steps.run("ui build", || setup::build_ui(project))
}

fn rust(project: &Project, steps: &mut Steps) -> Result<()> {
    steps.run("clippy", || {
        let clippy = workspace(project, &["clippy"]).arg("--all-targets");
        Ok(clippy.args(["--", "--deny", "warnings"]).run()?)
    })?;
    // Binaries and examples are built together with the tests, so that all use the same artefacts.
    steps.run("build", || {
        Ok(workspace(project, &["build"])
            .args(["--bins", "--tests", "--examples"])
            .run()?)
    })?;
    steps.run("bindings", || bindings::check(project))?;
    if has_nextest(project) {
        steps.run("tests", || {
            Ok(workspace(project, &["nextest", "run"])
                .arg("--no-fail-fast")
                .run()?)
        })?;
        steps.run("stories on PostgreSQL", || on_postgres(project))?;
        steps.run("examples in the documentation", || {
            Ok(workspace(project, &["test"])
                .args(["--doc", "--quiet"])
                .run()?)
        })
    } else {
        steps.run("tests", || {
            Ok(workspace(project, &["test"]).arg("--no-fail-fast").run()?)
        })
    }
}

/// A cargo command on all packages. The tests of the window do nothing in it: no window is named to them.
fn workspace<'a>(project: &'a Project, command: &[&str]) -> Cmd<'a> {
    project
        .cargo(command)
        .args(["--workspace", "--features", WINDOW_FEATURES])
        .env_remove("BEATBOOK_APP")
}

/// The same stories once more, all stations in one database. Those that bring a database of their own ran already.
fn on_postgres(project: &Project) -> Result<()> {
    let cluster = Cluster::start(false)?;
    Ok(workspace(project, &["nextest", "run"])
        .args(["--no-fail-fast", "--filterset"])
        .arg("binary(stories) - test(databases::) - test(imports::) - test(store_files::)")
        .env("BEATBOOK_STORIES_DATABASE", cluster.database("stories")?)
        .run()?)
}

fn has_nextest(project: &Project) -> bool {
    let version = project.cargo(&["nextest", "--version"]).quiet();
    version.ignore_stderr().read().is_ok()
}

fn window(project: &Project) -> Result<()> {
    let screen = Screen::in_memory()?;
    let pictures = project.scratch("e2e-screenshots")?;
    let settings = screen.settings().iter().map(|(name, value)| (name, value));
    workspace(project, &["test"])
        .args(["--test", "e2e", "--", "--test-threads", "1", "--nocapture"])
        .envs(settings)
        .env_remove("WAYLAND_DISPLAY")
        .env("BEATBOOK_APP", project.binary(Profile::Dev, WINDOW))
        .env("BEATBOOK_SCREENSHOTS", &pictures)
        .run()?;
    println!("screenshots are in {}", pictures.display());
    Ok(())
}
