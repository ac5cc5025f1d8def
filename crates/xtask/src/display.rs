//! A screen for the window: the one in front of you, or one in memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::running::Running;

const REFERENCE_SCREEN: &str = "1366x768x24";
const START: Duration = Duration::from_secs(15);

/// Whether windows can be seen here.
pub fn is_here() -> bool {
    cfg!(not(target_os = "linux")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}

/// A screen and a session bus, for as long as it lives.
pub struct Screen {
    settings: Vec<(&'static str, String)>,
    // Ended in this order.
    _bus: Option<Running>,
    memory: Option<Running>,
}

impl Screen {
    /// The screen in front of you, with a session bus if there is none.
    pub fn here() -> Result<Screen> {
        let mut settings = Vec::new();
        let has_bus = cfg!(not(target_os = "linux"))
            || is_set("DBUS_SESSION_BUS_ADDRESS")
            || std::env::var_os("XDG_RUNTIME_DIR")
                .is_some_and(|folder| Path::new(&folder).join("bus").exists());
        let bus = (!has_bus).then(|| start_bus(&mut settings)).transpose()?;
        Ok(Screen {
            settings,
            _bus: bus,
            memory: None,
        })
    }

    /// A screen in memory of 1366×768, with a bus of its own.
    pub fn in_memory() -> Result<Screen> {
        if cfg!(not(target_os = "linux")) {
            bail!("a screen in memory needs Xvfb, which this system does not have");
        }
        // The server itself picks a free number, and says which.
        let mut server = Running::start(
            "Xvfb",
            Command::new("Xvfb").args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                REFERENCE_SCREEN,
                "-nolisten",
                "tcp",
            ]),
        )?;
        let number =
            server.wait_for("its number", START, |line| line.trim().parse::<u32>().ok())?;
        let mut settings = vec![
            ("DISPLAY", format!(":{number}")),
            ("GDK_BACKEND", "x11".to_owned()),
            ("NO_AT_BRIDGE", "1".to_owned()),
        ];
        let bus = start_bus(&mut settings)?;
        Ok(Screen {
            settings,
            _bus: Some(bus),
            memory: Some(server),
        })
    }

    /// What a program needs in its environment to show itself here.
    pub fn settings(&self) -> &[(&'static str, String)] {
        &self.settings
    }

    /// A program that shows itself here.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.envs(self.settings().iter().map(|(name, value)| (name, value)));
        if self.memory.is_some() {
            command.env_remove("WAYLAND_DISPLAY");
        }
        command
    }

    /// Writes what the whole screen shows to a PNG file.
    pub fn picture(&self, file: &Path) -> Result<()> {
        let status = self
            .command(Path::new("import"))
            .args(["-window", "root"])
            .arg(file)
            .status()
            .context("cannot start `import` of ImageMagick")?;
        ensure!(status.success(), "no picture of the screen ({status})");
        Ok(())
    }
}

fn start_bus(settings: &mut Vec<(&'static str, String)>) -> Result<Running> {
    let mut bus = Running::start(
        "the session bus",
        Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address=1"])
            // Says there, without root, that it may not open 65,536 files.
            .stderr(Stdio::null()),
    )?;
    let address = bus.wait_for("its address", START, |line| {
        line.contains('=').then(|| line.to_owned())
    })?;
    settings.push(("DBUS_SESSION_BUS_ADDRESS", address));
    Ok(bus)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_taken_of_a_screen_in_memory() {
        let installed = |program: &str| Command::new(program).arg("-version").output().is_ok();
        if !installed("Xvfb") || !installed("import") {
            eprintln!("skipped: Xvfb or ImageMagick is missing");
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("screen.png");
        Screen::in_memory().unwrap().picture(&file).unwrap();
        let content = std::fs::read(&file).unwrap();
        // Width and height follow the signature and the head of the first chunk.
        assert_eq!(content[16..24], [0, 0, 0x05, 0x56, 0, 0, 0x03, 0x00]);
    }
}
