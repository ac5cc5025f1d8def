//! The window of the demo, signed in: shown, or left in pictures.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::PASSPHRASE;
use super::laptop::Laptop;
use crate::display::Screen;
use crate::running::Running;

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];
const START: Duration = Duration::from_secs(60);
/// From the first paint to a screen at rest: type and figures that come after it.
const SETTLE: Duration = Duration::from_millis(1500);

/// How the window is started.
pub struct Window<'a> {
    pub program: PathBuf,
    pub laptop: &'a Laptop<'a>,
}

impl Window<'_> {
    /// Opens it in front of you, until it is closed.
    pub fn show(&self) -> Result<()> {
        let screen = Screen::here()?;
        let mut window = Running::start("the window", &mut self.command(&screen))?;
        if let Some(status) = window.wait()? {
            ensure!(status.success(), "the window ended with {status}");
        }
        Ok(())
    }

    /// Opens it on a screen in memory, once per language, and leaves `<name>-<language>.png` in `folder`.
    pub fn pictures(&self, folder: &Path, name: &str) -> Result<()> {
        for language in LANGUAGES {
            let screen = Screen::in_memory()?;
            let mut command = self.command(&screen);
            command.env("BEATBOOK_LANGUAGE", language);
            let mut window = Running::start("the window", &mut command)?;
            window.wait_until_ready(START)?;
            thread::sleep(SETTLE);
            let file = folder.join(format!("{name}-{language}.png"));
            screen.picture(&file)?;
            println!("screenshot: {}", file.display());
        }
        Ok(())
    }

    fn command(&self, screen: &Screen) -> Command {
        let mut command = screen.command(&self.program);
        command
            .env("BEATBOOK_HOME", &self.laptop.home)
            .env("BEATBOOK_PASSPHRASE", PASSPHRASE)
            .env("BEATBOOK_SECRETS", self.laptop.home.join("device"))
            // Only with this does the window take the passphrase from its environment.
            .env("BEATBOOK_DEMO", "1");
        command
    }
}
