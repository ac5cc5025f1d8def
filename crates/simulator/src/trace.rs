//! What happened, as one number: two runs of one seed must give the same.

/// A running hash (FNV-1a, 64 bit) of events, and the last of them in words.
#[derive(Debug, Clone)]
pub struct Trace {
    hash: u64,
    told: bool,
}

impl Trace {
    /// Nothing yet. With `told`, each event is printed too.
    pub fn new(told: bool) -> Trace {
        Trace {
            hash: 0xcbf2_9ce4_8422_2325,
            told,
        }
    }

    /// Adds an event.
    pub fn add(&mut self, tick: i64, event: &str) {
        if self.told {
            println!("{tick:>5} {event}");
        }
        for byte in tick.to_le_bytes().into_iter().chain(event.bytes()) {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// The hash so far.
    pub fn hash(&self) -> u64 {
        self.hash
    }
}
