//! The TypeScript that describes the window's commands: written by a test of the window's package, and checked by it.
//!
//! That test has `bindings` in its name, fails when the committed file differs, and with `BEATBOOK_BINDINGS=write` writes it.

use anyhow::{Context, Result, ensure};

use crate::project::{Project, WINDOW_FEATURES};
use crate::setup;

/// Fails when the committed file is not what the commands generate.
pub fn check(project: &Project) -> Result<()> {
    run(project, "check").context("write them with `cargo xtask bindings`")
}

/// Writes the file.
pub fn write(project: &Project) -> Result<()> {
    setup::everything(project)?;
    setup::build_ui(project)?;
    run(project, "write")
}

fn run(project: &Project, how: &str) -> Result<()> {
    let arguments = [
        "test",
        "--workspace",
        "--features",
        WINDOW_FEATURES,
        "--lib",
        "--bins",
        "bindings",
    ];
    let output = project
        .cargo(&arguments)
        .env("BEATBOOK_BINDINGS", how)
        .ignore_status()
        .output()?;
    let printed = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        print!("{printed}");
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
    }
    ensure!(
        output.status.success(),
        "the generated bindings are not those in ui/"
    );
    // A filter that matches nothing succeeds too.
    let ran = printed
        .lines()
        .any(|line| line.starts_with("test ") && line.ends_with("... ok"));
    ensure!(ran, "no test with `bindings` in its name was found");
    Ok(())
}
