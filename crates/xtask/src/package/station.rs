//! The installed station: made, served, backed up and restored as its administrator does.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::chroot::{Chroot, said};
use super::laptop::Laptop;
use crate::running::Running;

const ACCOUNT: &str = "beatbook-station";
const PROGRAM: &str = "/usr/bin/beatbook-station";
const DATA: &str = "/var/lib/beatbook-station";
const BACKUPS: &str = "/var/backups/beatbook-station";
const WANTED: &str = "etc/systemd/system/multi-user.target.wants/beatbook-station.service";
const AREA: &str = "青岩刘村";
const START: Duration = Duration::from_secs(60);
/// Backups made while laptops write.
const BACKUP_COUNT: usize = 4;

/// What the package promises before anybody did anything.
pub fn check_installed(debian: &Chroot) -> Result<()> {
    let account = debian.run("getent", &["passwd", ACCOUNT])?;
    let fields: Vec<&str> = account.trim().split(':').collect();
    let number: u32 = fields[2].parse()?;
    ensure!(number < 1000, "{ACCOUNT} is no system account: {account}");
    ensure!(
        fields[6].ends_with("nologin"),
        "{ACCOUNT} may log in: {account}"
    );
    for folder in [DATA, BACKUPS] {
        let found = debian.owner_and_mode(folder)?;
        ensure!(
            found == format!("{ACCOUNT}:{ACCOUNT} 700"),
            "{folder} is {found}"
        );
    }
    ensure!(
        debian.path(WANTED).symlink_metadata().is_ok(),
        "the unit is not enabled"
    );
    let unit = debian.run("cat", &["/lib/systemd/system/beatbook-station.service"])?;
    let condition = format!("ConditionPathExists={DATA}/ca.der");
    ensure!(
        unit.lines().any(|line| line == condition) && !debian.path(DATA).join("ca.der").exists(),
        "the unit would start before there is a station"
    );
    Ok(())
}

fn station(debian: &Chroot, arguments: &[&str]) -> Result<String> {
    debian.run(PROGRAM, arguments)
}

/// The program that checks the access log comes along, and finds it whole.
fn check_log(debian: &Chroot) -> Result<()> {
    let file = "/tmp/access.log.json";
    debian.run("rm", &["-f", file])?;
    station(debian, &["log", "save", file])?;
    debian.run("beatbook-audit", &["verify", file])?;
    Ok(())
}

/// Makes a station with one area and an instructor, as root; returns the instructor's code.
pub fn init(debian: &Chroot) -> Result<String> {
    station(
        debian,
        &[
            "init",
            "--name",
            "江东派出所",
            "--host",
            "station.local",
            "--chief",
            "周建平",
        ],
    )?;
    station(debian, &["areas", "add", AREA, "--code", "330799001001"])?;
    let code = invite(debian, "王丽", "instructor")?;
    check_rights(debian)?;
    Ok(code)
}

fn invite(debian: &Chroot, name: &str, role: &str) -> Result<String> {
    station(
        debian,
        &["users", "add", name, "--role", role, "--area", AREA],
    )?;
    let printed = station(debian, &["invite", name])?;
    let mut words = printed
        .split_whitespace()
        .skip_while(|word| *word != "code");
    Ok(words.nth(1).context("no code was printed")?.to_owned())
}

/// All that root made belongs to the station's account, and nobody else reads it.
fn check_rights(debian: &Chroot) -> Result<()> {
    let listed = debian.run("find", &[DATA, "-printf", "%u:%g %m %p\n"])?;
    for line in listed.lines() {
        let (owner, rest) = line.split_once(' ').context("no owner")?;
        let (mode, _) = rest.split_once(' ').context("no mode")?;
        ensure!(
            owner == format!("{ACCOUNT}:{ACCOUNT}") && mode.ends_with("00"),
            "others get at {line}"
        );
    }
    ensure!(listed.lines().count() > 4, "there is no station: {listed}");
    Ok(())
}

/// The station, serving as its account until this is dropped.
pub struct Serving {
    /// `https://…`
    pub address: String,
    pid: String,
    server: Running,
}

impl Serving {
    /// Starts it on the address of a former run.
    pub fn start(debian: &Chroot, address: &str) -> Result<Serving> {
        let listen = address.trim_start_matches("https://");
        let mut command = debian.command("setpriv");
        Serving::run(debian, begin(&mut command, listen))
    }

    /// Starts it on a free port; what it asks of the system is written to a file.
    pub fn start_watched(debian: &Chroot, record: &Path) -> Result<Serving> {
        let by = ["strace", "-f", "-qq", "-e", "signal=none", "-o"].map(OsStr::new);
        let by = [&by[..], &[record.as_os_str()]].concat();
        let mut command = debian.command_by(&by, "setpriv");
        Serving::run(debian, begin(&mut command, "127.0.0.1:0"))
    }

    fn run(debian: &Chroot, command: &mut Command) -> Result<Serving> {
        let mut server = Running::start("the station", command)?;
        let address = server.wait_for("its address", START, |line| {
            line.strip_prefix("listening on ").map(str::to_owned)
        })?;
        let pid = debian.run("cat", &["/tmp/station.pid"])?.trim().to_owned();
        Ok(Serving {
            address,
            pid,
            server,
        })
    }
}

/// As the unit starts it: `ExecStart` under its account, without any right of root's.
fn begin<'c>(command: &'c mut Command, listen: &str) -> &'c mut Command {
    let script = format!(
        "echo $$ > /tmp/station.pid; umask 0077; exec {PROGRAM} --data {DATA} serve --listen {listen}"
    );
    command
        .args(["--reuid", ACCOUNT, "--regid", ACCOUNT, "--clear-groups"])
        .args(["--no-new-privs", "--bounding-set=-all", "--", "sh", "-c"])
        .arg(script)
}

impl Drop for Serving {
    // As systemd ends it. What watches it ends by itself then.
    fn drop(&mut self) {
        let _ = said(Command::new("kill").args(["-INT", &self.pid]));
        let _ = self.server.wait();
    }
}

/// The doctor finds nothing wrong.
pub fn check_sound(debian: &Chroot, serving: &Serving) -> Result<()> {
    let listen = serving.address.trim_start_matches("https://");
    station(debian, &["doctor", "--listen", listen])?;
    check_log(debian)?;
    check_rights(debian)
}

fn backup(number: usize) -> String {
    format!("{BACKUPS}/{number}.backup")
}

/// Copies the running station several times while a laptop writes and syncs.
pub fn back_up_under_writes(debian: &Chroot, laptop: &mut Laptop) -> Result<()> {
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| (0..8).try_for_each(|_| laptop.write_and_sync()));
        let mut made = 0;
        while made < BACKUP_COUNT {
            station(debian, &["backup", &backup(made)])?;
            made += 1;
        }
        ensure!(!writing.is_finished(), "the laptop wrote nothing meanwhile");
        match writing.join() {
            Ok(written) => written,
            Err(_) => anyhow::bail!("the laptop's thread ended"),
        }
    })?;
    // A copy is readable to nobody but those who may read the station.
    let mode = debian.owner_and_mode(&backup(0))?;
    ensure!(mode.ends_with("600"), "the backup is {mode}");
    Ok(())
}

/// Puts the first copy back. It must be stopped.
pub fn restore(debian: &Chroot) -> Result<()> {
    let said = station(debian, &["restore", &backup(0)])?;
    ensure!(said.contains("is kept as"), "{said}");
    check_rights(debian)
}

/// A new laptop receives these records from the station.
pub fn check_holds(debian: &Chroot, records: &[String]) -> Result<()> {
    let officer = format!("陈警官{}", records.len());
    let code = invite(debian, &officer, "officer")?;
    let address = debian.run("cat", &["/tmp/station.address"])?;
    let laptop = Laptop::enrol(debian, address.trim(), &code)?;
    laptop.check_holds(records)
}

/// Neither removal nor purge takes the station away.
pub fn check_data_is_left(debian: &Chroot) -> Result<()> {
    for file in [
        format!("{DATA}/station.db"),
        format!("{DATA}/ca.key.pem"),
        backup(0),
    ] {
        ensure!(debian.path(&file).is_file(), "{file} is gone");
    }
    debian.run("getent", &["passwd", ACCOUNT])?;
    check_rights(debian)
}
