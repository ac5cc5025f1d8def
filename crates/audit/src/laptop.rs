//! Checking the log that one laptop keeps of its own accesses.

use crate::Check;
use crate::check::{Fault, Finding, Report};
use crate::entry::Entry;
use crate::file::{LogFile, Of};
use crate::hash::Hash;

/// Checks a laptop's chain and what the station acknowledged of it. Its oldest entries may have been given up.
pub fn check_laptop(log: &LogFile) -> Report {
    let mut report = Report {
        entries: log.entries.len() as u64,
        devices: 1,
        ..Report::default()
    };
    let Of::Laptop(device) = &log.about.of else {
        return report;
    };
    let mut find = |fault, entry| {
        report.findings.push(Finding {
            fault,
            entry,
            device: Some(device.clone()),
            head: None,
        });
    };
    let mut before: Option<(Entry, Hash)> = None;
    let mut acknowledged = log.acknowledged.is_none();
    for (place, bytes) in (1..).zip(&log.entries) {
        let Ok(entry) = Entry::parse(bytes) else {
            find(Fault::Unreadable, Some(place));
            continue;
        };
        let hash = Hash::of(&[bytes]);
        let follows = match &before {
            None => entry.seq > 1 || entry.prev == Entry::first(device),
            Some((_, before)) => entry.prev == *before,
        };
        if !follows || entry.device != *device {
            find(Fault::Loose, Some(place));
        }
        // Its times may fall: the clock of a laptop is set right by the station, in either direction.
        if let Some((before, _)) = &before
            && (entry.seq != before.seq + 1 || entry.hlc <= before.hlc)
        {
            find(Fault::OutOfOrder, Some(place));
        }
        acknowledged |= log.acknowledged == Some((entry.seq, hash));
        before = Some((entry, hash));
    }
    if !acknowledged {
        find(Fault::Missing, None);
    }
    let heads = log.head.iter().chain(&log.earlier);
    for head in heads.filter(|head| !head.is_by(&log.about.key)) {
        report.findings.push(Finding {
            fault: Fault::HeadNotSigned,
            entry: None,
            device: Some(device.clone()),
            head: Some(head.to_text()),
        });
    }
    report
}

/// Whether the station's log still holds what it acknowledged to this laptop.
pub fn compare_with_laptop(station: &mut Check, log: &LogFile) {
    let Of::Laptop(device) = &log.about.of else {
        return;
    };
    let Some((last, hash)) = log.acknowledged else {
        return;
    };
    let hashes = log.entries.iter().filter_map(|bytes| {
        let entry = Entry::parse(bytes).ok()?;
        (entry.seq <= last).then(|| Hash::of(&[bytes]))
    });
    let lost = hashes
        .chain([hash])
        .any(|hash| !station.holds(device, &hash));
    if lost {
        station.add(Fault::Missing, device);
    }
}
