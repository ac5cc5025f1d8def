//! The addresses of a station that has several servers.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};

/// The addresses of a station, and the one that answered last.
#[derive(Debug, Default)]
pub struct Servers {
    urls: RwLock<Vec<String>>,
    current: AtomicUsize,
}

impl Servers {
    pub(super) fn new(urls: Vec<String>) -> Servers {
        Servers {
            urls: RwLock::new(urls),
            current: AtomicUsize::new(0),
        }
    }

    /// Adds those that are not known yet, at the end.
    pub(super) fn add(&self, servers: &[String]) {
        let mut urls = self.urls.write().unwrap_or_else(PoisonError::into_inner);
        for server in servers {
            if !urls.contains(server) {
                urls.push(server.clone());
            }
        }
    }

    /// All addresses, the one that answered last first.
    pub(super) fn in_turn(&self) -> Vec<(usize, String)> {
        let urls = self.urls.read().unwrap_or_else(PoisonError::into_inner);
        let current = self.current.load(Ordering::Relaxed);
        (0..urls.len())
            .map(|step| (current + step) % urls.len())
            .map(|index| (index, urls[index].clone()))
            .collect()
    }

    pub(super) fn answered(&self, index: usize) {
        self.current.store(index, Ordering::Relaxed);
    }

    pub(super) fn first(&self) -> String {
        self.in_turn()
            .into_iter()
            .next()
            .map(|(_, url)| url)
            .unwrap_or_default()
    }
}
