//! Crash at every write: short form of `cargo xtask soak --only crashes`, a sample of the operations of each piece of work.

use crash_disk::Fault;
use simulator::crashes::{Bench, Work};

/// Points per piece of work and fault, at most.
const SAMPLE: u64 = 14;

fn survives(work: Work) {
    let bench = Bench::new().expect("a bench");
    let operations = bench.operations(work).expect("work without faults");
    assert!(operations > 8, "{operations} operations are too few");
    let points = SAMPLE.min(operations);
    let mut broken = Vec::new();
    for fault in Fault::ALL {
        for sample in 0..points {
            let at = sample * operations / points + sample % 2;
            if let Err(sentence) = bench.point(work, Some((at, fault)), at) {
                broken.push(format!(
                    "{work:?} {fault:?} at {at} of {operations}: {sentence}"
                ));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn a_store_half_made_is_made_anew() {
    survives(Work::Create);
}

#[test]
fn a_saved_form_survives_whatever_happens_to_the_disk() {
    survives(Work::Save);
}

#[test]
fn a_round_of_sync_survives_whatever_happens_to_the_disk() {
    survives(Work::Round);
}

#[test]
fn a_batch_that_the_station_took_survives_whatever_happens_to_its_disk() {
    survives(Work::Push);
}

#[test]
fn reading_a_copy_again_survives_whatever_happens_to_the_disk() {
    survives(Work::Reread);
}

#[test]
fn a_copy_for_a_backup_reported_as_written_is_whole_whatever_happens_to_the_disk() {
    survives(Work::Backup);
}

#[test]
fn a_backup_reported_as_taken_over_is_whole_and_of_another_history() {
    survives(Work::Restore);
}
