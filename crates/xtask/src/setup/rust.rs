//! The parts of the Rust toolchain that a minimal installation lacks.

use anyhow::{Context, Result};
use xshell::cmd;

use crate::project::Project;

const COMPONENTS: [(&str, &str); 2] = [("fmt", "rustfmt"), ("clippy", "clippy")];

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
