//! A clean Debian in a folder, for as long as it lives.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::project::Project;

const SUITE: &str = "bookworm";

/// The system; dropping it unmounts and deletes everything.
pub struct Chroot {
    root: PathBuf,
    // Unmounted in the opposite order.
    mounts: Vec<PathBuf>,
}

impl Chroot {
    /// Makes it by `debootstrap`. What is downloaded is kept in `target/package/downloads` for the next time.
    pub fn make(project: &Project) -> Result<Chroot> {
        ensure!(
            said(Command::new("id").arg("-u"))?.trim() == "0",
            "installing into a clean Debian needs root: run `sudo cargo xtask package --check`"
        );
        let downloads = project.scratch("package/downloads")?;
        let root = project.scratch("package")?.join("debian");
        ensure!(
            !root.exists(),
            "{} is left from a check that was cut off; unmount what is in it (`findmnt`), then delete it",
            root.display()
        );
        let mut chroot = Chroot {
            root: root.clone(),
            mounts: Vec::new(),
        };
        said(
            Command::new("debootstrap")
                .args(["--variant=minbase", "--cache-dir"])
                .arg(&downloads)
                .arg(SUITE)
                .arg(&root),
        )?;
        chroot.mount(&["-t", "proc", "proc"], "proc")?;
        chroot.mount(&["-t", "tmpfs", "tmpfs"], "dev/shm")?;
        let downloads = downloads.display().to_string();
        chroot.mount(&["--bind", &downloads], "var/cache/apt/archives")?;
        // Nothing is started by a package: there is no systemd in here.
        chroot.write("usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n")?;
        chroot.run("chmod", &["755", "/usr/sbin/policy-rc.d"])?;
        chroot.run("apt-get", &["update", "--quiet", "--quiet"])?;
        Ok(chroot)
    }

    /// Mounts something on a folder in here, which is made if need be.
    pub fn mount(&mut self, what: &[&str], on: &str) -> Result<()> {
        let place = self.path(on);
        fs::create_dir_all(&place)?;
        said(Command::new("mount").args(what).arg(&place))?;
        self.mounts.push(place);
        Ok(())
    }

    /// Where something in here is for those outside.
    pub fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside.trim_start_matches('/'))
    }

    /// Writes a file in here.
    pub fn write(&self, inside: &str, text: &str) -> Result<()> {
        let path = self.path(inside);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    }

    /// A command in here, as root, with a plain environment.
    pub fn command(&self, program: &str) -> Command {
        self.command_by(&[], program)
    }

    /// The same, begun by another program outside, such as `strace`.
    pub fn command_by(&self, by: &[&OsStr], program: &str) -> Command {
        let mut line: Vec<&OsStr> = by.to_vec();
        line.push(OsStr::new("chroot"));
        let mut command = Command::new(line[0]);
        command
            .args(&line[1..])
            .arg(&self.root)
            .arg(program)
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("LANG", "C.UTF-8")
            .env("DEBIAN_FRONTEND", "noninteractive");
        // How packages are reached is the machine's matter.
        for name in ["http_proxy", "https_proxy", "no_proxy"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command
    }

    /// A command as another account, without any of root's rights.
    pub fn command_as(&self, account: &str, home: &str, program: &str) -> Command {
        let mut command = self.command("setpriv");
        command
            .args(["--reuid", account, "--regid", account, "--clear-groups"])
            .args(["--no-new-privs", "--bounding-set=-all", "--"])
            .arg(program)
            .env("HOME", home)
            .env("USER", account);
        command
    }

    /// Runs a program as root; what it says.
    pub fn run(&self, program: &str, arguments: &[&str]) -> Result<String> {
        said(self.command(program).args(arguments))
    }

    /// Installs packages that lie in `/packages` with what they need.
    pub fn install(&self, packages: &[PathBuf]) -> Result<()> {
        fs::create_dir_all(self.path("packages"))?;
        let mut install = self.command("apt-get");
        install.args(["install", "--yes", "--quiet", "--no-install-recommends"]);
        for package in packages {
            let name = package.file_name().context("a package without a name")?;
            fs::copy(package, self.path("packages").join(name))?;
            install.arg(Path::new("/packages").join(name));
        }
        said(&mut install)?;
        Ok(())
    }

    /// `stat` of something in here: `user:group mode`.
    pub fn owner_and_mode(&self, inside: &str) -> Result<String> {
        Ok(self
            .run("stat", &["-c", "%U:%G %a", inside])?
            .trim()
            .to_owned())
    }
}

impl Drop for Chroot {
    fn drop(&mut self) {
        for place in self.mounts.iter().rev() {
            // A program that just ended may hold it for a moment.
            let unmounted = (0..20).any(|_| {
                let done = said(Command::new("umount").arg(place)).is_ok();
                if !done {
                    std::thread::sleep(std::time::Duration::from_millis(250));
                }
                done
            });
            if !unmounted {
                eprintln!("{} is still mounted; nothing is deleted", place.display());
                return;
            }
        }
        if let Err(error) = fs::remove_dir_all(&self.root) {
            eprintln!("{} is not deleted: {error}", self.root.display());
        }
    }
}

/// Runs a command to its end; what it says. What it complains of is told if it fails.
pub fn said(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("cannot start {:?}", command.get_program()))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    bail!(
        "{command:?} ended with {}:\n{text}{complaint}",
        output.status
    )
}

/// Runs a command that must fail; what it complains of.
pub fn refused(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("cannot start {:?}", command.get_program()))?;
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    ensure!(
        !output.status.success(),
        "{command:?} did not fail:\n{text}"
    );
    Ok(text)
}
