//! The station's unit: what systemd thinks of it, and whether the station lives within what it allows.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::chroot::{Chroot, said};

const UNIT: &str = "beatbook-station.service";
/// Exposure out of 10 that `systemd-analyze security` may find at most, in tenths.
const MOST_EXPOSURE: &str = "15";
/// Calls that the unit's filter takes out of `@system-service`.
const FORBIDDEN: [&str; 2] = ["@privileged", "@resources"];

/// Reads the installed unit as systemd does, and rates it.
pub fn check_unit(debian: &Chroot) -> Result<()> {
    let root = ["--root=", &debian.path("").display().to_string()].concat();
    let verified = Command::new("systemd-analyze")
        .args(["verify", &root, "--man=no", "--recursive-errors=no", UNIT])
        .output()?;
    let complaints = String::from_utf8_lossy(&verified.stderr);
    ensure!(
        verified.status.success() && !complaints.contains("beatbook"),
        "systemd complains of the unit:\n{complaints}"
    );
    let rated = said(
        Command::new("systemd-analyze")
            .args(["security", &root, "--offline=true", "--no-pager"])
            .arg(["--threshold=", MOST_EXPOSURE].concat())
            .arg(UNIT),
    )?;
    let score = rated.lines().find(|line| line.contains("Overall exposure"));
    println!("{}", score.context("no score")?.trim());
    Ok(())
}

/// Whether every call in `strace`'s record is one that the unit's filter lets through, and no memory was made to be written and run.
pub fn check_calls(record: &Path) -> Result<()> {
    let text = std::fs::read_to_string(record).context("there is no record of calls")?;
    let begins = text
        .find("execve(\"/usr/bin/beatbook-station\"")
        .context("the station was not started in it")?;
    let mut used = BTreeSet::new();
    for line in text[begins..].lines().skip(1) {
        if let Some(call) = call_of(line) {
            used.insert(call.to_owned());
        }
        ensure!(
            !(line.contains("PROT_WRITE") && line.contains("PROT_EXEC")),
            "memory is made to be written and run: {line}"
        );
    }
    ensure!(used.contains("accept4"), "nobody called at the station");
    let mut allowed = calls_in("@system-service")?;
    for set in FORBIDDEN {
        let forbidden = calls_in(set)?;
        allowed.retain(|call| !forbidden.contains(call));
    }
    let outside: Vec<&String> = used.difference(&allowed).collect();
    ensure!(
        outside.is_empty(),
        "the unit's filter would refuse {outside:?}"
    );
    println!("{} kinds of calls, all of them allowed", used.len());
    Ok(())
}

/// Name of the call in a line of `strace -f`: `123 openat(AT_FDCWD, …` or `123 <... futex resumed>`.
fn call_of(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ' ');
    let rest = rest.strip_prefix("<... ").unwrap_or(rest);
    let end = rest.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))?;
    let name = &rest[..end];
    let begins_call = rest[end..].starts_with('(') || rest[end..].starts_with(" resumed");
    (begins_call && !name.is_empty()).then_some(name)
}

/// Calls of one of systemd's sets, with the sets in it.
fn calls_in(set: &str) -> Result<BTreeSet<String>> {
    let listed = said(Command::new("systemd-analyze").args(["syscall-filter", "--no-pager", set]))?;
    let mut calls = BTreeSet::new();
    for word in listed.lines().skip(1).map(str::trim) {
        if word.starts_with('@') {
            calls.extend(calls_in(word)?);
        } else if !word.is_empty() && !word.starts_with('#') {
            calls.insert(word.to_owned());
        }
    }
    Ok(calls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_call_of_a_line_is_read_also_when_it_was_interrupted() {
        assert_eq!(call_of("12 openat(AT_FDCWD, \"x\") = 3"), Some("openat"));
        assert_eq!(call_of("12 <... futex resumed>) = 0"), Some("futex"));
        assert_eq!(call_of("12 --- SIGINT {si_signo=SIGINT} ---"), None);
        assert_eq!(call_of("12 +++ exited with 0 +++"), None);
    }
}
