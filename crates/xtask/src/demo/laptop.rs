//! The laptop of the demo: enrolled and filled by the program without a window.

use std::path::PathBuf;

use anyhow::{Context, Result};
use xshell::Cmd;

use super::PASSPHRASE;
use super::station::Invitation;
use crate::project::{Profile, Project};

const PROGRAM: &str = "beatbook";

/// One user's store on this machine.
pub struct Laptop<'a> {
    project: &'a Project,
    profile: Profile,
    /// The folder of the store.
    pub home: PathBuf,
}

impl<'a> Laptop<'a> {
    pub fn new(project: &'a Project, profile: Profile, home: PathBuf) -> Laptop<'a> {
        Laptop {
            project,
            profile,
            home,
        }
    }

    fn command(&self) -> Cmd<'a> {
        let program = self.project.binary(self.profile, PROGRAM);
        self.project
            .shell
            .cmd(program)
            .arg("--home")
            .arg(&self.home)
            .env("BEATBOOK_PASSPHRASE", PASSPHRASE)
            .env("BEATBOOK_SECRETS", self.home.join("device"))
    }

    /// Makes it the laptop of the invited account; returns the digits by which it is confirmed.
    pub fn enrol(&self, station: &str, invitation: &Invitation) -> Result<String> {
        let said = self
            .command()
            .args(["--json", "enroll", "--station", station])
            .args(["--code", &invitation.code])
            .args(["--fingerprint", &invitation.fingerprint])
            .read()?;
        let said: serde_json::Value = serde_json::from_str(&said)?;
        let digits = said["check_digits"].as_str();
        Ok(digits.context("the laptop showed no digits")?.to_owned())
    }

    /// Brings it to the state of the station.
    pub fn sync(&self) -> Result<()> {
        Ok(self.command().arg("sync").run()?)
    }
}
