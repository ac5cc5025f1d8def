//! What the reading process takes from itself before it sees the file.

use std::io;

use nix::sys::prctl;
use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::Signal;
use nix::unistd;

/// Gives up everything but the two pipes, `memory` bytes beyond what is mapped now, and `processor` seconds.
///
/// # Errors
/// If the system refuses: then nothing may be read.
pub(super) fn confine(memory: u64, processor: u64) -> io::Result<()> {
    prctl::set_pdeathsig(Signal::SIGKILL)?;
    // No other process of this user looks into the file's rows, and no core is written.
    prctl::set_dumpable(false)?;
    prctl::set_no_new_privs()?;
    let mapped = mapped()?;
    close_inherited()?;
    for (resource, most) in [
        (Resource::RLIMIT_AS, mapped.saturating_add(memory)),
        (Resource::RLIMIT_CPU, processor),
        (Resource::RLIMIT_CORE, 0),
        (Resource::RLIMIT_FSIZE, 0),
        (Resource::RLIMIT_NPROC, 0),
        // Standard input, output and error are there already; no number is free for another file.
        (Resource::RLIMIT_NOFILE, 3),
    ] {
        setrlimit(resource, most, most)?;
    }
    Ok(())
}

/// Address space that the program takes up before it reads anything, bytes: libraries of a window are large.
fn mapped() -> io::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmSize:"))
        .and_then(|rest| rest.trim().strip_suffix(" kB"))
        .and_then(|number| number.trim().parse::<u64>().ok())
        .ok_or(io::ErrorKind::InvalidData)?;
    Ok(kilobytes.saturating_mul(1024))
}

/// Rust opens files so that they do not pass on; a library of the window may not.
fn close_inherited() -> io::Result<()> {
    let open: Vec<i32> = std::fs::read_dir("/proc/self/fd")?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|number| *number > 2)
        .collect();
    for number in open {
        // The listing itself is among them and closed by now.
        let _ = unistd::close(number);
    }
    Ok(())
}
