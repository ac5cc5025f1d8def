//! Fresh identifiers and random bytes. A simulator makes them follow from its seed, so that one seed is one history.

use uuid::Uuid;

/// A new identifier, a UUID of version 7 as text.
pub fn fresh() -> String {
    #[cfg(feature = "simulated")]
    if let Some(words) = seeded::words() {
        return uuid::Builder::from_custom_bytes(words)
            .into_uuid()
            .to_string();
    }
    Uuid::now_v7().to_string()
}

/// Fills `bytes` from the simulator's seed; `false` when nobody simulates, and the operating system has to be asked.
pub fn fill_simulated(bytes: &mut [u8]) -> bool {
    #[cfg(feature = "simulated")]
    for chunk in bytes.chunks_mut(16) {
        let Some(words) = seeded::words() else {
            return false;
        };
        chunk.copy_from_slice(&words[..chunk.len()]);
    }
    cfg!(feature = "simulated") && !bytes.is_empty() && is_simulated()
}

fn is_simulated() -> bool {
    #[cfg(feature = "simulated")]
    return seeded::is_set();
    #[cfg(not(feature = "simulated"))]
    false
}

/// From here on, ids and random bytes of this thread follow from `seed`; none goes back to the real ones.
#[cfg(feature = "simulated")]
pub fn follow(seed: Option<u64>) {
    seeded::set(seed);
}

#[cfg(feature = "simulated")]
mod seeded {
    use std::cell::Cell;

    thread_local! {
        static STATE: Cell<Option<u64>> = const { Cell::new(None) };
    }

    pub fn set(seed: Option<u64>) {
        STATE.set(seed);
    }

    pub fn is_set() -> bool {
        STATE.get().is_some()
    }

    pub fn words() -> Option<[u8; 16]> {
        let state = STATE.get()?;
        STATE.set(Some(state.wrapping_add(2)));
        let (high, low) = (mixed(state), mixed(state.wrapping_add(1)));
        Some(((u128::from(high) << 64) | u128::from(low)).to_be_bytes())
    }

    // SplitMix64.
    fn mixed(state: u64) -> u64 {
        let mut z = state.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
