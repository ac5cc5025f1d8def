//! A program that runs beside this one, and ends with it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::stop;

const GLANCE: Duration = Duration::from_millis(20);
const FAREWELL: Duration = Duration::from_secs(3);

/// A started program; dropping it ends the program and waits for that.
pub struct Running {
    name: String,
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    /// Starts `command`; its standard output is read here, line by line.
    pub fn start(name: &str, command: &mut Command) -> Result<Running> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {name} ({:?})", command.get_program()))?;
        let output = child.stdout.take().context("the output was not piped")?;
        let (sender, lines) = channel();
        // Reads to the end even when nobody listens any more: a full pipe would halt the program.
        thread::spawn(move || {
            for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
                let _ = sender.send(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
        });
        Ok(Running {
            name: name.to_owned(),
            child,
            lines,
        })
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the program prints a line in which `find` finds something.
    pub fn wait_for<T>(
        &mut self,
        what: &str,
        limit: Duration,
        find: impl Fn(&str) -> Option<T>,
    ) -> Result<T> {
        let until = Instant::now() + limit;
        loop {
            stop::check()?;
            match self.lines.recv_timeout(GLANCE) {
                Ok(line) => {
                    if let Some(found) = find(&line) {
                        return Ok(found);
                    }
                }
                Err(RecvTimeoutError::Timeout) if Instant::now() < until => {}
                Err(RecvTimeoutError::Timeout) => bail!(
                    "{} did not print {what} within {} s",
                    self.name,
                    limit.as_secs()
                ),
                Err(RecvTimeoutError::Disconnected) => {
                    let status = self.child.wait()?;
                    bail!("{} ended ({status}) before it printed {what}", self.name);
                }
            }
        }
    }

    /// Waits until the program prints the word `ready` alone on a line.
    pub fn wait_until_ready(&mut self, limit: Duration) -> Result<()> {
        self.wait_for("`ready`", limit, |line| (line == "ready").then_some(()))
    }

    /// Waits until the program ends by itself, or somebody asks to stop.
    pub fn wait(&mut self) -> Result<Option<ExitStatus>> {
        while !stop::asked() {
            if let Some(status) = self.child.try_wait()? {
                return Ok(Some(status));
            }
            thread::sleep(GLANCE * 5);
        }
        Ok(None)
    }

    fn ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    // Asked first, so that an X server takes its lock file along; then made to.
    fn end(&mut self) {
        if self.ended() {
            return;
        }
        if cfg!(unix) {
            let ask = format!("kill -TERM {}", self.child.id());
            let _ = Command::new("sh").args(["-c", &ask]).status();
            let until = Instant::now() + FAREWELL;
            while Instant::now() < until {
                if self.ended() {
                    return;
                }
                thread::sleep(GLANCE);
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Running {
        Running::start("a script", Command::new("sh").args(["-c", script])).expect("sh starts")
    }

    #[test]
    fn a_line_is_found_among_others() {
        let mut running = shell("echo one; echo 'listening on https://here'; sleep 30");
        let found = running.wait_for("an address", Duration::from_secs(5), |line| {
            line.strip_prefix("listening on ").map(str::to_owned)
        });
        assert_eq!(found.unwrap(), "https://here");
    }

    #[test]
    fn a_program_that_ends_too_early_is_named() {
        let error = shell("exit 3")
            .wait_until_ready(Duration::from_secs(5))
            .unwrap_err();
        assert!(error.to_string().contains("a script ended"), "{error}");
    }

    #[test]
    fn a_program_that_says_nothing_is_given_up() {
        let error = shell("exec sleep 30")
            .wait_until_ready(Duration::from_millis(100))
            .unwrap_err();
        assert!(
            error.to_string().contains("did not print `ready`"),
            "{error}"
        );
    }

    #[test]
    fn a_dropped_program_has_ended() {
        let running = shell("exec sleep 30");
        let id = running.child.id();
        drop(running);
        let alive = Command::new("sh")
            .args(["-c", &format!("kill -0 {id}")])
            .stderr(Stdio::null())
            .status();
        assert!(!alive.unwrap().success());
    }
}
