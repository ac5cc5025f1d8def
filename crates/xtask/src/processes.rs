//! What a program and those it started take, as the kernel tells.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

/// Kernel ticks in a second; the same on every Linux that this runs on.
const TICKS: f64 = 100.0;

/// Of several processes together.
#[derive(Debug, Default, PartialEq)]
pub struct Taken {
    /// Memory, KiB; pages shared by several count in part for each.
    pub memory_kib: f64,
    /// Processor time so far, s.
    pub processor_s: f64,
}

/// What a process and all below it take.
pub fn all_below(root: u32) -> Result<Taken> {
    let mut parents = BTreeMap::new();
    let mut times = BTreeMap::new();
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        // It may have ended since.
        if let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) {
            let (parent, time) = parent_and_time(&stat).context("unreadable process")?;
            parents.insert(pid, parent);
            times.insert(pid, time);
        }
    }
    let is_below = |pid: u32| {
        let mut at = Some(pid);
        std::iter::from_fn(|| {
            let here = at?;
            at = parents.get(&here).copied();
            Some(here)
        })
        .any(|here| here == root)
    };
    let mut taken = Taken::default();
    for (pid, time) in times.into_iter().filter(|(pid, _)| is_below(*pid)) {
        taken.processor_s += time;
        let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        taken.memory_kib += shared_in_part(&rollup);
    }
    Ok(taken)
}

/// From `/proc/PID/stat`: the parent, and the processor time, s. The name before them may hold anything.
fn parent_and_time(stat: &str) -> Option<(u32, f64)> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((
        fields.get(1)?.parse().ok()?,
        (ticks(11)? + ticks(12)?) / TICKS,
    ))
}

fn shared_in_part(rollup: &str) -> f64 {
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_whatever_its_name() {
        let stat = "42 (a ) b) S 7 1 1 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 1 0 100 0 0";
        assert_eq!(parent_and_time(stat), Some((7, 3.0)));
        assert_eq!(shared_in_part("Rss: 10 kB\nPss:     2048 kB\n"), 2048.0);
    }

    #[test]
    fn this_process_takes_something_and_a_process_that_is_none_nothing() {
        let own = all_below(std::process::id()).unwrap();
        assert!(own.memory_kib > 100.0);
        assert_eq!(all_below(u32::MAX).unwrap(), Taken::default());
    }
}
