//! The parts of the Rust toolchain that a minimal installation lacks, and what looks through the dependencies.

use anyhow::{Context, Result};
use xshell::cmd;

use crate::project::Project;

const COMPONENTS: [(&str, &str); 2] = [("fmt", "rustfmt"), ("clippy", "clippy")];

/// Of this version `.deny.toml` is known to be understood.
const DENY: &str = "0.20.2";

/// Adds `cargo deny`, which takes some minutes to build once.
pub fn deny(project: &Project) -> Result<()> {
    let present = project.cargo(&["deny", "--version"]).quiet();
    if present.ignore_stderr().read().is_ok() {
        return Ok(());
    }
    println!("installing: cargo-deny {DENY}");
    let install = ["install", "--locked", "cargo-deny", "--version", DENY];
    Ok(project.cargo(&install).run()?)
}

/// Adds what `cargo fmt` and `cargo clippy` need.
pub fn components(project: &Project) -> Result<()> {
    for (command, component) in COMPONENTS {
        let present = project
            .cargo(&[command, "--version"])
            .quiet()
            .ignore_stderr()
            .read();
        if present.is_ok() {
            continue;
        }
        println!("installing: {component} (rustup)");
        let shell = &project.shell;
        cmd!(shell, "rustup component add {component}")
            .run()
            .with_context(|| format!("`cargo {command}` is missing; install {component}"))?;
    }
    Ok(())
}
