//! Bugs planted on purpose, to prove that the simulator would find them. In a program that nobody simulates, [`is`] is `false` for the
//! compiler and leaves nothing behind.

/// Whether the bug of this name is planted in this thread.
#[cfg(not(feature = "simulated"))]
#[inline(always)]
pub const fn is(_name: &str) -> bool {
    false
}

#[cfg(feature = "simulated")]
pub use planted::{is, plant};

#[cfg(feature = "simulated")]
mod planted {
    use std::cell::Cell;

    thread_local! {
        static PLANTED: Cell<Option<&'static str>> = const { Cell::new(None) };
    }

    /// Whether the bug of this name is planted in this thread.
    pub fn is(name: &str) -> bool {
        PLANTED.get() == Some(name)
    }

    /// Plants a bug in this thread, or takes it out again.
    pub fn plant(name: Option<&'static str>) {
        PLANTED.set(name);
    }
}
