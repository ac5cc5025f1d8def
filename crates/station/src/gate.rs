//! How much memory requests may take together. A request waits for its share, so that many large ones, or many bombs, come one after
//! another instead of all at once.
//!
//! There are two gates, passed in this order: one for bodies, held while a body comes over the network, and one for what a body unpacks
//! to, held while the station works. Whoever sends slowly holds up nobody's work.

use std::sync::Arc;

use sync::limits::{DECODED_LIMIT, TREE_LIMIT, WIRE_LIMIT, most_decoded};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Memory of all bodies under way, KiB.
const BODIES_KIB: usize = 32 << 10;
/// Memory of all messages under work, KiB.
const WORK_KIB: usize = 72 << 10;

/// What a message may cost once it is unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// What it unpacks to: a message of a few fixed fields.
    Fixed,
    /// Also a tree of values as its author pleases: operations.
    Tree,
}

/// Hands out shares of memory; a share is given back when its permit is dropped.
#[derive(Debug, Clone)]
pub struct Gate {
    bodies: Arc<Semaphore>,
    work: Arc<Semaphore>,
}

impl Gate {
    /// A gate with all memory free.
    pub fn new() -> Gate {
        Gate {
            bodies: Arc::new(Semaphore::new(BODIES_KIB)),
            work: Arc::new(Semaphore::new(WORK_KIB)),
        }
    }

    /// Waits for the share of a body of this many bytes.
    pub async fn body(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        share(&self.bodies, body_kib(bytes)).await
    }

    /// Waits for the share of what a body of this many bytes may unpack to.
    pub async fn work(&self, bytes: usize, cost: Cost) -> Option<OwnedSemaphorePermit> {
        share(&self.work, work_kib(bytes, cost)).await
    }
}

async fn share(of: &Arc<Semaphore>, kib: usize) -> Option<OwnedSemaphorePermit> {
    let kib = u32::try_from(kib).ok()?;
    of.clone().acquire_many_owned(kib).await.ok()
}

/// A body is held in pieces and then as a whole.
fn body_kib(bytes: usize) -> usize {
    (2 * bytes.min(WIRE_LIMIT)).div_ceil(1 << 10)
}

fn work_kib(bytes: usize, cost: Cost) -> usize {
    let tree = match cost {
        Cost::Fixed => 0,
        Cost::Tree => TREE_LIMIT,
    };
    (most_decoded(bytes).min(DECODED_LIMIT) + tree).div_ceil(1 << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_request_fits_through_both_gates_alone() {
        assert!(body_kib(WIRE_LIMIT) <= BODIES_KIB);
        let largest = work_kib(WIRE_LIMIT, Cost::Tree);
        assert!(largest <= WORK_KIB && 2 * largest > WORK_KIB);
    }

    #[test]
    fn small_requests_of_fixed_shape_do_not_wait_for_each_other() {
        assert!(70 * work_kib(200, Cost::Fixed) <= WORK_KIB);
        assert!(1_000 * body_kib(200) <= BODIES_KIB);
    }
}
