//! Keeping what is in memory where it is.

pub use store::{Wiping, give_back};

/// No core is written when the program falls, and no other program of the same user reads its memory. What the system refuses is logged:
/// the book opens all the same.
pub fn keep_to_oneself() {
    #[cfg(target_os = "linux")]
    {
        use nix::sys::prctl;
        use nix::sys::resource::{Resource, setrlimit};
        let kept = setrlimit(Resource::RLIMIT_CORE, 0, 0).and_then(|()| prctl::set_dumpable(false));
        if let Err(error) = kept {
            tracing::warn!(%error, "memory is not kept from other programs");
        }
    }
}
