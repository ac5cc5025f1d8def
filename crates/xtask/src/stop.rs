//! Ctrl-C and a polite request to end: everything that waits asks here, returns, and so ends what it started.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};

static ASKED: AtomicBool = AtomicBool::new(false);

/// Starts listening. A second request ends this program at once.
pub fn watch() -> Result<()> {
    ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
    })
    .context("cannot listen for Ctrl-C")
}

/// Whether somebody asked to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// Fails when somebody asked to stop.
pub fn check() -> Result<()> {
    if asked() {
        bail!("stopped on request");
    }
    Ok(())
}
