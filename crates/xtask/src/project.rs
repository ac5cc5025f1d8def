//! Where things are in this repository, and how its tools are called.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use xshell::{Cmd, Shell, cmd};

/// The package of the window; its feature [`WINDOW_FEATURES`] makes it serve the built UI from inside.
pub const WINDOW: &str = "beatbook-app";
/// Features of everything that is built here. One set for all tasks, so that they share what they build.
pub const WINDOW_FEATURES: &str = "beatbook-app/custom-protocol";

/// How binaries are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Dev,
    Release,
}

impl Profile {
    fn folder(self) -> &'static str {
        match self {
            Profile::Dev => "debug",
            Profile::Release => "release",
        }
    }
}

/// The repository, and a shell in its root.
pub struct Project {
    pub shell: Shell,
    pub root: PathBuf,
    target: PathBuf,
}

impl Project {
    /// Finds the repository this program was built from.
    pub fn open() -> Result<Project> {
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .parent()
            .and_then(Path::parent)
            .context("xtask is not in crates/ of the repository")?
            .to_owned();
        let shell = Shell::new()?;
        shell.change_dir(&root);
        let metadata = cmd!(shell, "cargo metadata --no-deps --format-version 1").quiet();
        let metadata: Value = serde_json::from_str(&metadata.read()?)?;
        let target = metadata["target_directory"]
            .as_str()
            .context("cargo names no target folder")?
            .into();
        Ok(Project {
            shell,
            root,
            target,
        })
    }

    /// `cargo`, as if called from a terminal.
    pub fn cargo(&self, arguments: &[&str]) -> Cmd<'_> {
        // `cargo run` describes xtask's own package in these; build scripts that watch them (ring's does) would run
        // again each time the caller changes.
        let inherited = std::env::vars_os().map(|(name, _)| name).filter(|name| {
            let name = name.to_string_lossy();
            [
                "CARGO_PKG_",
                "CARGO_MANIFEST_",
                "CARGO_BIN_",
                "CARGO_CRATE_",
            ]
            .iter()
            .any(|prefix| name.starts_with(prefix))
        });
        inherited.fold(self.shell.cmd("cargo").args(arguments), |command, name| {
            command.env_remove(name)
        })
    }

    /// `npm`, to be run in the folder of the UI: see [`Project::in_ui`].
    pub fn npm(&self, arguments: &[&str]) -> Cmd<'_> {
        self.shell.cmd(npm()).args(arguments)
    }

    /// The folder of the UI.
    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// Runs `work` with the shell in the folder of the UI.
    pub fn in_ui<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let _there = self.shell.push_dir(self.ui());
        work()
    }

    /// A built binary.
    pub fn binary(&self, profile: Profile, name: &str) -> PathBuf {
        self.target
            .join(profile.folder())
            .join(format!("{name}{EXE_SUFFIX}"))
    }

    /// A built example.
    pub fn example(&self, profile: Profile, name: &str) -> PathBuf {
        self.target
            .join(profile.folder())
            .join("examples")
            .join(format!("{name}{EXE_SUFFIX}"))
    }

    /// A folder for things that can be made again.
    pub fn scratch(&self, name: &str) -> Result<PathBuf> {
        let folder = self.target.join(name);
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(folder)
    }
}

/// The program `npm`, under the name by which it can be started here.
pub fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}
