//! A PostgreSQL server of one's own, in a temporary folder, reached through a socket in it. Stopped when dropped.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

/// A running server with an empty database.
#[derive(Debug)]
pub struct Cluster {
    folder: tempfile::TempDir,
    bin: PathBuf,
    server: Option<Child>,
    durable: bool,
}

impl Cluster {
    /// Makes and starts a server; `durable` as in real life, otherwise faster.
    ///
    /// # Errors
    /// If PostgreSQL is not installed or does not start.
    pub fn start(durable: bool) -> Result<Cluster> {
        let folder = tempfile::tempdir()?;
        let mut cluster = Cluster {
            bin: binaries().context("PostgreSQL is not installed")?,
            folder,
            server: None,
            durable,
        };
        if is_root() {
            let owned = Command::new("chown")
                .args(["nobody:nogroup"])
                .arg(cluster.folder.path())
                .status()?;
            anyhow::ensure!(owned.success(), "the folder could not be given away");
        }
        let made = cluster
            .command("initdb")
            .args([
                "--auth=trust",
                "--username=beatbook",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "-D",
            ])
            .arg(cluster.data())
            .stdout(Stdio::null())
            .output()?;
        if !made.status.success() {
            bail!("initdb: {}", String::from_utf8_lossy(&made.stderr));
        }
        cluster.resume()?;
        Ok(cluster)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A command of PostgreSQL, as an account it agrees to run under.
    fn command(&self, name: &str) -> Command {
        let program = self.bin.join(name);
        if !is_root() {
            return Command::new(program);
        }
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"])
            .arg(program)
            .current_dir(self.folder.path());
        command
    }

    /// Starts the server again after [`Cluster::kill`].
    ///
    /// # Errors
    /// If it does not answer within a minute.
    pub fn resume(&mut self) -> Result<()> {
        let sync = if self.durable { "on" } else { "off" };
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))?;
        let mut server = self.command("postgres");
        server
            .arg("-D")
            .arg(self.data())
            .arg("-k")
            .arg(self.folder.path())
            .args([
                "-c",
                "listen_addresses=",
                "-c",
                &format!("fsync={sync}"),
                "-c",
                &format!("full_page_writes={sync}"),
                "-c",
                "max_connections=200",
            ])
            .stdout(Stdio::null())
            .stderr(log);
        self.server = Some(server.spawn()?);
        for _ in 0..600 {
            let answers = self
                .command("psql")
                .args([
                    "--no-psqlrc",
                    "-qAt",
                    "-U",
                    "beatbook",
                    "-d",
                    "postgres",
                    "-c",
                    "SELECT 1",
                    "-h",
                ])
                .arg(self.folder.path())
                .output()?;
            if answers.status.success() {
                return Ok(());
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        bail!("PostgreSQL does not answer");
    }

    /// Kills the server as a power cut would: all of its processes at once.
    ///
    /// # Errors
    /// If it cannot be killed.
    pub fn kill(&mut self) -> Result<()> {
        if let Some(mut server) = self.server.take() {
            let status = Command::new("pkill")
                .args(["-KILL", "-P", &server.id().to_string()])
                .status()?;
            // Without children there is nothing else to kill.
            let _ = status;
            server.kill()?;
            server.wait()?;
        }
        Ok(())
    }

    /// Makes a database and returns the address under which to connect to it.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn database(&self, name: &str) -> Result<String> {
        let made = self
            .command("createdb")
            .args(["-U", "beatbook", "-h"])
            .arg(self.folder.path())
            .arg(name)
            .output()?;
        if !made.status.success() {
            bail!("createdb: {}", String::from_utf8_lossy(&made.stderr));
        }
        Ok(url(self.folder.path(), name))
    }
}

fn url(folder: &Path, name: &str) -> String {
    let host = folder.to_string_lossy().replace('/', "%2F");
    format!("postgres://beatbook@{host}/{name}")
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // The fast way down: SIGINT ends the sessions.
            let _ = Command::new("kill")
                .args(["-INT", &server.id().to_string()])
                .status();
            let _ = server.wait();
        }
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self")
        .is_ok_and(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0)
}

/// The newest installed version's programs.
fn binaries() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_starts_survives_a_kill_and_goes() {
        let mut cluster = Cluster::start(false).unwrap();
        let url = cluster.database("one").unwrap();
        cluster.kill().unwrap();
        cluster.resume().unwrap();
        assert!(url.starts_with("postgres://beatbook@%2F"));
        cluster.database("two").unwrap();
    }
}
