//! How much memory requests may take together. A request waits for its share before its body is read, so that many large ones, or many
//! bombs, come one after another instead of all at once.

use std::sync::Arc;

use sync::limits::{DECODED_LIMIT, TREE_LIMIT, WIRE_LIMIT, most_decoded};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Memory of all requests under way, MiB.
const TOGETHER_MIB: usize = 96;

/// What a request may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Its bytes and what they unpack to: a message of a few fixed fields.
    Fixed,
    /// Also a tree of values as its author pleases: operations.
    Tree,
}

/// Hands out shares of memory.
#[derive(Debug, Clone)]
pub struct Gate {
    memory: Arc<Semaphore>,
}

impl Gate {
    /// A gate with all memory free.
    pub fn new() -> Gate {
        Gate {
            memory: Arc::new(Semaphore::new(TOGETHER_MIB)),
        }
    }

    /// Waits for the share of a request whose body has this many bytes; it is given back when the permit is dropped.
    pub async fn admit(&self, bytes: usize, cost: Cost) -> Option<OwnedSemaphorePermit> {
        let share = u32::try_from(share_mib(bytes, cost)).ok()?;
        self.memory.clone().acquire_many_owned(share).await.ok()
    }
}

/// Most that a body of this size can take, in whole MiB.
fn share_mib(bytes: usize, cost: Cost) -> usize {
    let bytes = bytes.min(WIRE_LIMIT);
    let tree = match cost {
        Cost::Fixed => 0,
        Cost::Tree => TREE_LIMIT,
    };
    (bytes + most_decoded(bytes).min(DECODED_LIMIT) + tree).div_ceil(1 << 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_request_fits_through_the_gate_alone() {
        assert!(share_mib(WIRE_LIMIT, Cost::Tree) <= TOGETHER_MIB);
        assert!(2 * share_mib(WIRE_LIMIT, Cost::Tree) > TOGETHER_MIB);
    }

    #[test]
    fn small_requests_of_fixed_shape_do_not_wait_for_each_other() {
        assert!(40 * share_mib(200, Cost::Fixed) <= TOGETHER_MIB);
    }
}
