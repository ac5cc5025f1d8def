//! A real server process.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::program;

/// A real server process; killed when dropped.
pub struct Server(Child);

impl Server {
    /// Serves the station in a folder; `all` are the addresses of its servers, if it has several.
    ///
    /// # Panics
    /// If it does not begin to listen.
    pub fn start(folder: &Path, address: SocketAddr, all: &[SocketAddr]) -> Server {
        let mut command = Command::new(program("beatbook-station"));
        command
            .arg("--data")
            .arg(folder)
            .args(["serve", "--listen", &address.to_string()]);
        for server in all {
            command.args(["--server", &format!("https://{server}")]);
        }
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a server");
        let mut line = String::new();
        let said = child.stdout.take().expect("its output");
        BufReader::new(said).read_line(&mut line).expect("a line");
        assert!(line.starts_with("listening on"), "{line}");
        Server(child)
    }

    /// As `kill -9`.
    ///
    /// # Panics
    /// If it is gone already.
    pub fn kill(mut self) {
        self.0.kill().expect("killed");
        self.0.wait().expect("gone");
    }
}

impl Server {
    /// Processor time it has used, s.
    pub fn processor_time(&self) -> f64 {
        processor_time(&self.0.id().to_string())
    }

    /// The most memory it ever had, bytes; 0 where the system does not tell.
    pub fn most_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
        kib.unwrap_or(0) * 1_024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Processor time a process has used, s, by its number or `self`; 0 where the system does not tell.
pub fn processor_time(process: &str) -> f64 {
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name in parentheses may hold spaces; user and system time are the 12th and 13th field behind it.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / TICKS_PER_SECOND
}

/// An address on which nobody listens.
///
/// # Panics
/// If there is none.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port")
}
