//! What a station that is served does by itself, beside the requests.

use std::sync::{Arc, Weak};

use tokio::sync::Notify;

use crate::station::Station;

/// Tidies once a day, until the station is closed.
pub async fn tidy_daily(station: Weak<Station>) {
    const DAY: std::time::Duration = std::time::Duration::from_secs(86_400);
    loop {
        let station = station.clone();
        let tidied =
            tokio::task::spawn_blocking(move || station.upgrade().map(|station| station.tidy()));
        match tidied.await {
            Ok(Some(Ok(count))) if count > 0 => tracing::info!(count, "records erased"),
            Ok(Some(Err(error))) => tracing::warn!(%error, "not tidied"),
            Ok(None) => return,
            _ => {}
        }
        tokio::time::sleep(DAY).await;
    }
}

/// Erases what two people have just decided to erase, beside the requests, until the station is closed. Decisions that come while it is at
/// work are looked at together afterwards.
pub async fn forget_when_told(station: Weak<Station>, told: Arc<Notify>) {
    const LOOKS: std::time::Duration = std::time::Duration::from_secs(60);
    while station.strong_count() > 0 {
        if tokio::time::timeout(LOOKS, told.notified()).await.is_err() {
            continue;
        }
        let station = station.clone();
        let forgotten =
            tokio::task::spawn_blocking(move || station.upgrade().map(|station| station.forget()));
        match forgotten.await {
            Ok(Some(Ok(count))) if count > 0 => tracing::info!(count, "records erased"),
            Ok(Some(Err(error))) => tracing::warn!(%error, "not erased yet"),
            _ => {}
        }
    }
}
