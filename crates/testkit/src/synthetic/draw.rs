//! Seeded chance: every choice of the generator goes through one [`Draw`], so the same seed gives the same station.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A seeded source of choices.
pub(super) struct Draw {
    rng: ChaCha8Rng,
}

impl Draw {
    pub(super) fn new(seed: u64) -> Draw {
        Draw {
            rng: ChaCha8Rng::seed_from_u64(seed),
        }
    }

    /// A whole number from `low` to `high`, both included; `low` when the range is empty.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            return low;
        }
        self.rng.random_range(low..=high)
    }

    /// An index below `len`, which must not be 0.
    pub(super) fn index(&mut self, len: usize) -> usize {
        // Drawn as u64 so that 32-bit machines draw the same.
        self.rng.random_range(0..len as u64) as usize
    }

    /// True in `percent` of 100 cases.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100_u32) < percent
    }

    /// One item of a list that is not empty.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.index(items.len())]
    }

    /// One item, as often as its weight says.
    pub(super) fn weighted<T: Copy>(&mut self, items: &[(T, u32)]) -> T {
        let total = items.iter().map(|(_, weight)| weight).sum();
        let mut at = self.rng.random_range(0..total);
        for (item, weight) in items {
            if at < *weight {
                return *item;
            }
            at -= weight;
        }
        items[items.len() - 1].0
    }

    /// Days back from today, up to `most`, more often few than many: a station grows.
    pub(super) fn days_back(&mut self, most: i64) -> i64 {
        // Whole numbers only: powers of floats differ between platforms.
        let day = self.between(0, most);
        match self.chance(45) {
            true => day.min(self.between(0, most)),
            false => day,
        }
    }

    /// An id shaped as UUIDv7 whose time is that of the record.
    pub(super) fn id(&mut self, at: i64) -> String {
        let mut tail = [0; 10];
        self.rng.fill_bytes(&mut tail);
        uuid::Builder::from_unix_timestamp_millis(at.max(0).cast_unsigned(), &tail)
            .into_uuid()
            .to_string()
    }

    /// A mobile number of eleven digits. China has no reserved range: it may be somebody's and must never be dialled.
    pub(super) fn mobile(&mut self) -> String {
        let block = self.weighted(&[(13, 40), (15, 30), (18, 30)]);
        let third = match block {
            // 154 is no mobile block.
            15 => *self.pick(&[0, 1, 2, 3, 5, 6, 7, 8, 9]),
            _ => self.between(0, 9),
        };
        format!("+86{block}{third}{:08}", self.between(0, 99_999_999))
    }
}
