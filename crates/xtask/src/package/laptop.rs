//! The installed laptop: an ordinary account with the window and `beatbook`.

use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::chroot::{Chroot, refused, said};
use crate::display::Screen;
use crate::project::Project;
use crate::running::Running;

const PROGRAM: &str = "/usr/bin/beatbook";
const WINDOW: &str = "/usr/bin/beatbook-app";
const PASSPHRASE: &str = "installed for real 2026";
const START: Duration = Duration::from_secs(60);
const SETTLE: Duration = Duration::from_secs(2);
/// When every consultation was held: 2026-11-20 09:00 in China, ms.
const MADE_AT: i64 = 1_795_136_400_000;
/// A window with nothing painted in it has fewer colours; so has one whose type is missing.
const FEWEST_COLOURS: u32 = 40;

/// What the package promises before anybody did anything.
pub fn check_installed(debian: &Chroot) -> Result<()> {
    for package in ["libwebkit2gtk-4.1-0", "fonts-noto-cjk"] {
        let status = debian.run("dpkg-query", &["-W", "-f", "${db:Status-Status}", package])?;
        ensure!(status == "installed", "{package} is {status}");
    }
    let entry = debian.path("usr/share/applications/beatbook.desktop");
    said(Command::new("desktop-file-validate").arg(&entry))?;
    let text = std::fs::read_to_string(entry)?;
    for line in [
        "Name=Beatbook",
        "Name[zh_CN]=驻村警务簿",
        "Exec=beatbook-app",
    ] {
        ensure!(
            text.lines().any(|found| found == line),
            "the menu lacks {line}"
        );
    }
    for size in ["32x32", "128x128", "256x256", "512x512"] {
        let icon = format!("usr/share/icons/hicolor/{size}/apps/beatbook.png");
        let found = said(
            Command::new("identify")
                .args(["-format", "%wx%h"])
                .arg(debian.path(&icon)),
        )?;
        ensure!(found == size, "{icon} is {found}");
    }
    let chinese = debian.run("fc-match", &[":lang=zh-cn", "family"])?;
    ensure!(chinese.contains("CJK"), "Chinese is written in {chinese}");
    Ok(())
}

/// A laptop of one account, enrolled.
pub struct Laptop<'d> {
    debian: &'d Chroot,
    account: String,
    /// Address of its station.
    pub station: String,
    area: String,
    user: String,
    made: Vec<String>,
}

impl<'d> Laptop<'d> {
    /// Makes an ordinary account and enrols it by a code.
    pub fn enrol(debian: &'d Chroot, station: &str, code: &str) -> Result<Laptop<'d>> {
        let number = std::fs::read_dir(debian.path("home"))?.count();
        let account = format!("laptop{number}");
        debian.run("useradd", &["--create-home", &account])?;
        debian.write("tmp/station.address", station)?;
        let mut laptop = Laptop {
            debian,
            account,
            station: station.to_owned(),
            area: String::new(),
            user: String::new(),
            made: Vec::new(),
        };
        let said = laptop.ask(&["enroll", "--station", station, "--code", code])?;
        let digits = said["check_digits"].as_str();
        debian.run(
            "beatbook-station",
            &["confirm", digits.context("the laptop showed no digits")?],
        )?;
        laptop.sync()?;
        let status = laptop.ask(&["status"])?;
        let area = status["user"]["areas"][0]["id"].as_str();
        laptop.area = area.context("the laptop holds no area")?.to_owned();
        let user = status["user"]["id"].as_str();
        laptop.user = user.context("the laptop has no user")?.to_owned();
        laptop.check_sound()?;
        // Where `directories` puts data of a program of this name.
        let store = laptop.home(".local/share/beatbook/store.db");
        ensure!(debian.path(&store).is_file(), "there is no {store}");
        Ok(laptop)
    }

    fn home(&self, inside: &str) -> String {
        ["/home/", &self.account, "/", inside].concat()
    }

    fn command(&self) -> Command {
        let mut command = self
            .debian
            .command_as(&self.account, &self.home(""), PROGRAM);
        command.env("BEATBOOK_PASSPHRASE", PASSPHRASE);
        command
    }

    fn run(&self, arguments: &[&str]) -> Result<String> {
        said(self.command().args(arguments))
    }

    fn ask(&self, arguments: &[&str]) -> Result<Value> {
        let answer = said(self.command().arg("--json").args(arguments))?;
        Ok(serde_json::from_str(&answer)?)
    }

    /// Brings it and the station to the same state.
    pub fn sync(&self) -> Result<()> {
        self.run(&["sync"])?;
        Ok(())
    }

    /// Records made here so far.
    pub fn made(&self) -> &[String] {
        &self.made
    }

    /// Logs a consultation.
    pub fn write(&mut self) -> Result<()> {
        let fields = json!({"area": self.area, "kind": "help", "text": "孩子走失", "status": "open", "at": MADE_AT, "by": self.user});
        let mut child = self
            .command()
            .args(["put", "consultations"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut input = child.stdin.take().context("no input")?;
        input.write_all(fields.to_string().as_bytes())?;
        drop(input);
        let output = child.wait_with_output()?;
        let id = String::from_utf8(output.stdout)?.trim().to_owned();
        ensure!(output.status.success() && !id.is_empty(), "nothing was put");
        self.made.push(id);
        Ok(())
    }

    /// Logs a consultation and hands it in.
    pub fn write_and_sync(&mut self) -> Result<()> {
        self.write()?;
        self.sync()
    }

    /// The doctor finds nothing wrong.
    pub fn check_sound(&self) -> Result<()> {
        self.run(&["doctor"])?;
        Ok(())
    }

    /// Everything is at the station.
    pub fn check_nothing_waits(&self) -> Result<()> {
        let waiting = &self.ask(&["status"])?["waiting"];
        ensure!(waiting == 0, "{waiting} edits wait");
        Ok(())
    }

    /// These records are here.
    pub fn check_holds(&self, records: &[String]) -> Result<()> {
        let listed = self.ask(&["list", "consultations", "--limit", "1000"])?;
        let ids: Vec<&str> = listed
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|row| row["id"].as_str())
            .collect();
        ensure!(!records.is_empty(), "no record was made");
        for record in records {
            ensure!(ids.contains(&record.as_str()), "{record} is lost");
        }
        Ok(())
    }

    /// What was made here is here.
    pub fn check_holds_its_records(&self) -> Result<()> {
        self.check_holds(&self.made)
    }

    /// Opens the window on a screen in memory; the picture stays in `target/package`.
    pub fn show(&self, project: &Project) -> Result<()> {
        let screen = Screen::in_memory()?;
        let mut command = self
            .debian
            .command_as(&self.account, &self.home(""), WINDOW);
        for (name, value) in screen.settings() {
            // The bus lies outside of what the account sees.
            if *name != "DBUS_SESSION_BUS_ADDRESS" {
                command.env(name, value);
            }
        }
        let mut window = Running::start("the window", &mut command)?;
        window.wait_until_ready(START)?;
        thread::sleep(SETTLE);
        let picture = project.scratch("package")?.join("window.png");
        screen.picture(&picture)?;
        let colours: u32 = said(
            Command::new("identify")
                .args(["-format", "%k"])
                .arg(&picture),
        )?
        .trim()
        .parse()?;
        ensure!(
            colours >= FEWEST_COLOURS,
            "the window shows nothing: {colours} colours in {}",
            picture.display()
        );
        println!("screenshot: {}", picture.display());
        Ok(())
    }

    /// A sealed file is made, does not fit on a full stick, is not put over a store, and comes back in an empty folder.
    pub fn back_up_and_restore(&mut self) -> Result<()> {
        self.write()?;
        let file = self.home("a.beatbook-backup");
        self.run(&["backup", &file])?;
        let full = "/media/full/a.beatbook-backup";
        let told = refused(self.command().args(["--language", "en", "backup", full]))?;
        ensure!(told.contains("disk is full"), "{told}");
        let left = std::fs::read_dir(self.debian.path("media/full"))?.count();
        ensure!(left == 0, "{left} files stay on the full disk");
        let told = refused(self.command().args(["--language", "en", "restore", &file]))?;
        ensure!(told.contains("not overwritten"), "{told}");
        let store = self.home(".local/share/beatbook");
        let aside = self.home("lost");
        std::fs::rename(self.debian.path(&store), self.debian.path(&aside))?;
        self.run(&["restore", &file])?;
        self.check_holds_its_records()?;
        let waiting = &self.ask(&["status"])?["waiting"];
        ensure!(waiting == 1, "{waiting} edits wait after the restore");
        Ok(())
    }

    /// Neither removal nor purge takes the store away, and nobody else reads it.
    pub fn check_data_is_left(&self) -> Result<()> {
        for name in ["store.db", "store.key"] {
            let file = self.home(&[".local/share/beatbook/", name].concat());
            ensure!(self.debian.path(&file).is_file(), "{file} is gone");
        }
        let folder = self.home(".local/share/beatbook");
        let found = self.debian.owner_and_mode(&folder)?;
        ensure!(
            found.ends_with(" 700"),
            "others may look into {folder}: {found}"
        );
        Ok(())
    }
}
