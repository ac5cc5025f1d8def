//! Holding a request until there is something to read for its laptop. Who calls is asked anew each time something is filed.

use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sync::request::Proof;
use sync::wire::{self, WAIT_MS, Wait, Waited};

use super::parcel::pack;
use super::{Route, Served, packed, refuse, refuse_laptop, stopped};
use crate::error::StationError;
use crate::scoped::Door;

/// Answers when there is news, or after a while.
pub async fn wait(
    served: Served,
    route: &'static Route,
    proof: Proof,
    request: Request,
) -> Response {
    let mut changes = served.station.database.watch();
    let until = tokio::time::Instant::now() + Duration::from_millis(WAIT_MS);
    // A few fixed fields: nothing that needs a share of memory for as long as it waits.
    let wait: Wait = match axum::body::to_bytes(request.into_body(), route.policy.limit).await {
        Err(_) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Ok(body) => match wire::decode(&body) {
            Ok(wait) if proof.covers(&body) => wait,
            _ => return StatusCode::BAD_REQUEST.into_response(),
        },
    };
    loop {
        changes.borrow_and_update();
        let (station, device, wait) = (served.station.clone(), proof.device.clone(), wait.clone());
        let looked = tokio::task::spawn_blocking(move || {
            let door = Door::of(&station.database, &device, route.policy, station.now());
            let looked = door.read(|scoped| scoped.has_news(&wait));
            let refused = |error: StationError| {
                Box::new(refuse_laptop(&station, Some(&device), route, &error))
            };
            looked.map_err(refused)
        });
        match looked.await {
            Ok(Ok(true)) => return told(true),
            Ok(Ok(false)) => {}
            Ok(Err(refused)) => return *refused,
            Err(error) => return stopped(&error),
        }
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return told(false) },
            () = tokio::time::sleep_until(until) => return told(false),
        }
    }
}

fn told(news: bool) -> Response {
    pack(&Waited { news }).map_or_else(|error| refuse(&error), packed)
}
