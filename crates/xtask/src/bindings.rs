//! The TypeScript that describes the window's commands: generated, committed, and checked.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use xshell::cmd;

use crate::project::{Profile, Project, WINDOW};
use crate::setup;

/// The example of the window's package that writes them.
const EXAMPLE: &str = "bindings";

fn committed(project: &Project) -> PathBuf {
    project.ui().join("src").join("api").join("bindings.ts")
}

/// Fails when the committed file is not what the commands generate. The examples must be built.
pub fn check(project: &Project) -> Result<()> {
    let generated = project.scratch("xtask")?.join("bindings.ts");
    let program = project.example(Profile::Dev, EXAMPLE);
    let shell = &project.shell;
    cmd!(shell, "{program} {generated}").quiet().run()?;
    let committed = committed(project);
    let read = |file: &PathBuf| {
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
    };
    // A checkout on Windows may end lines differently.
    ensure!(
        read(&generated)?.lines().eq(read(&committed)?.lines()),
        "{} is not what the commands generate; write it with `cargo xtask bindings`",
        committed.display()
    );
    Ok(())
}

/// Writes the file. Needs no built UI: the UI may be waiting for these very bindings.
pub fn write(project: &Project) -> Result<()> {
    setup::everything(project)?;
    project
        .cargo(&["run", "--package", WINDOW, "--example", EXAMPLE, "--"])
        .arg(committed(project))
        .run()?;
    Ok(())
}
