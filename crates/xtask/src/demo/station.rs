//! The station of the demo: made by the same commands as a real one.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use chrono::{NaiveDate, TimeDelta};
use testkit::synthetic;
use xshell::Cmd;

use crate::project::{Profile, Project};
use crate::running::Running;

/// An address whose port the system picks.
pub const ANY_ADDRESS: &str = "127.0.0.1:0";

const PROGRAM: &str = "beatbook-station";
const NAME: &str = "江东派出所";
const START: Duration = Duration::from_secs(60);

fn command<'a>(project: &'a Project, profile: Profile, data: &Path) -> Cmd<'a> {
    let program = project.shell.cmd(project.binary(profile, PROGRAM));
    program.arg("--data").arg(data)
}

/// Makes an empty station in `data`.
pub fn init(project: &Project, profile: Profile, data: &Path) -> Result<()> {
    command(project, profile, data)
        .args(["init", "--empty", "--name", NAME])
        .run()?;
    Ok(())
}

/// Gives the station in `data` the records of a file, and removes that.
pub fn load(project: &Project, profile: Profile, data: &Path, records: &Path) -> Result<()> {
    command(project, profile, data)
        .arg("load")
        .arg(records)
        .run()?;
    Ok(std::fs::remove_file(records)?)
}

/// Invents a station of `people` people, one record a line.
pub fn write_records(file: &Path, people: usize, seed: u64) -> Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    let mut written = Ok(());
    synthetic::generate_into(seed, people, last_noon(), &mut |record| {
        if written.is_ok() {
            written = serde_json::to_writer(&mut out, &record)
                .map_err(anyhow::Error::from)
                .and_then(|()| Ok(out.write_all(b"\n")?));
        }
    });
    written
        .and_then(|()| Ok(out.flush()?))
        .with_context(|| format!("cannot write {}", file.display()))
}

/// The day of the last noon in China: the synthetic station stands at noon, and nothing in it may lie in the future.
#[expect(
    clippy::disallowed_methods,
    reason = "the demo shows a station as of now"
)]
fn last_noon() -> NaiveDate {
    let now = chrono::Utc::now() + TimeDelta::hours(8) - TimeDelta::hours(12);
    now.date_naive()
}

/// A station that serves, until this is dropped.
pub struct Station<'a> {
    project: &'a Project,
    profile: Profile,
    data: PathBuf,
    /// Where laptops reach it: a URL.
    pub address: String,
    _server: Running,
}

/// What lets one laptop in, once.
pub struct Invitation {
    pub code: String,
    pub fingerprint: String,
}

impl<'a> Station<'a> {
    /// Serves the station in `data` on `listen`, a host and port.
    pub fn serve(
        project: &'a Project,
        profile: Profile,
        data: PathBuf,
        listen: &str,
    ) -> Result<Station<'a>> {
        let program = project.binary(profile, PROGRAM);
        let mut server = Running::start(
            "the station",
            Command::new(program)
                .arg("--data")
                .arg(&data)
                .args(["serve", "--listen", listen]),
        )?;
        let address = server
            .wait_for("its address", START, |line| {
                line.strip_prefix("listening on ").map(str::to_owned)
            })
            .with_context(|| {
                format!(
                    "the station does not serve on {listen}; if another program does, try `--fresh`"
                )
            })?;
        Ok(Station {
            project,
            profile,
            data,
            address,
            _server: server,
        })
    }

    /// Host and port.
    pub fn listens_on(&self) -> &str {
        self.address.trim_start_matches("https://")
    }

    /// Confirms the laptop that shows these digits.
    pub fn confirm(&self, digits: &str) -> Result<()> {
        let command = command(self.project, self.profile, &self.data);
        Ok(command.args(["confirm", digits]).run()?)
    }

    /// Asks for an invitation for an account.
    pub fn invite(&self, user: &str) -> Result<Invitation> {
        let printed = command(self.project, self.profile, &self.data)
            .args(["invite", user])
            .read()?;
        Ok(Invitation {
            code: labelled(&printed, "code")?,
            fingerprint: labelled(&printed, "fingerprint")?,
        })
    }
}

// The word after `label` on the line that begins with it.
fn labelled(printed: &str, label: &str) -> Result<String> {
    printed
        .lines()
        .map(str::split_whitespace)
        .find_map(|mut words| (words.next() == Some(label)).then(|| words.next()))
        .flatten()
        .map(str::to_owned)
        .ok_or_else(|| anyhow!("the invitation has no {label}:\n{printed}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_is_read() {
        let printed = "invitation for 王丽, good for 10 minutes and one laptop:\n  code        ABCD-EFGH\n  fingerprint 0a1b\n";
        assert_eq!(labelled(printed, "code").unwrap(), "ABCD-EFGH");
        assert_eq!(labelled(printed, "fingerprint").unwrap(), "0a1b");
        assert!(labelled(printed, "key").is_err());
    }

    #[test]
    fn a_synthetic_station_is_written_one_record_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("station.jsonl");
        write_records(&file, 50, 1).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.lines().count() > 50);
        for line in text.lines() {
            serde_json::from_str::<synthetic::Record>(line).unwrap();
        }
    }
}
