//! The server: the router made from the table of routes, and the way of a request through head, body and work. Errors are mapped once.

mod handlers;
mod parcel;
mod routes;
mod waiting;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::on;
use sync::request::{Proof, TIME_HEADER, told_time};
use sync::wipe::WIPE_HEADER;

pub use routes::{ROUTES, Route};

use self::parcel::Parcel;
use self::routes::Handler;
use crate::error::StationError;
use crate::gate::Gate;
use crate::scoped::{Door, Stranger};
use crate::station::Station;
use crate::voice::Voice;
use crate::{refusals, requests};

/// How long a body may take to come.
const BODY_TIME: Duration = Duration::from_secs(60);

/// The router of all [`ROUTES`].
pub fn router(station: Arc<Station>) -> Router {
    let served = Served {
        station,
        gate: Gate::new(),
    };
    let with = |router: Router<Served>, route: &'static Route| {
        let answer =
            move |State(served): State<Served>, request: Request| serve(served, route, request);
        router.route(route.path, on(route.method, answer))
    };
    ROUTES.iter().fold(Router::new(), with).with_state(served)
}

/// What all routes share.
#[derive(Clone)]
struct Served {
    station: Arc<Station>,
    gate: Gate,
}

/// Who sends is told from the head alone; a stranger's word is looked at by the handler.
async fn serve(served: Served, route: &'static Route, request: Request) -> Response {
    let proof = match route.handler {
        Handler::Stranger(_) => None,
        Handler::Laptop(_) | Handler::Waits => {
            let header = authorization(&request);
            match sender(served.station.clone(), route, header).await {
                Ok(proof) => Some(proof),
                Err(refused) => return *refused,
            }
        }
    };
    match (route.handler, proof) {
        (Handler::Waits, Some(proof)) => waiting::wait(served, route, proof, request).await,
        (_, proof) => answer(served, route, proof, request).await,
    }
}

/// What a request says of its sender.
fn authorization(request: &Request) -> String {
    let header = request.headers().get(header::AUTHORIZATION);
    let header = header.and_then(|value| value.to_str().ok());
    header.unwrap_or_default().to_owned()
}

/// The proof of a laptop for which the route's policy holds.
async fn sender(
    station: Arc<Station>,
    route: &'static Route,
    header: String,
) -> Result<Proof, Box<Response>> {
    let found = tokio::task::spawn_blocking(move || {
        let refused = |proved: Option<&str>, error: StationError| {
            Box::new(refuse_laptop(&station, proved, route, &error))
        };
        let (admitted, proof) =
            requests::proved(&station, &header, route).map_err(|error| refused(None, error))?;
        match admitted {
            Ok(_) => Ok(proof),
            Err(error) => Err(refused(Some(&proof.device), error)),
        }
    });
    found.await.map_err(|error| Box::new(stopped(&error)))?
}

/// Waits for room, reads, waits for room to work, and lets the handler work on a thread that may block.
async fn answer(
    served: Served,
    route: &'static Route,
    proof: Option<Proof>,
    request: Request,
) -> Response {
    let limit = route.policy.limit;
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|bytes| bytes > limit) {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let Some(held) = served.gate.body(announced.unwrap_or(limit)).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let body = axum::body::to_bytes(request.into_body(), limit);
    let body = match tokio::time::timeout(BODY_TIME, body).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    if proof.as_ref().is_some_and(|proof| !proof.covers(&body)) {
        return refuse(&StationError::BadRequest("not the body that was signed"));
    }
    let Some(room) = served.gate.work(body.len(), route.policy.cost).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let parcel = Parcel::new(body, held);
    let done = tokio::task::spawn_blocking(move || {
        let _room = room;
        handle(&served.station, route, proof.as_ref(), parcel)
    });
    done.await.unwrap_or_else(|error| stopped(&error))
}

/// Calls the handler. Whether the policy holds is asked anew in each of its transactions: who was shut out while the body came is refused
/// now.
fn handle(
    station: &Station,
    route: &'static Route,
    proof: Option<&Proof>,
    parcel: Parcel,
) -> Response {
    let (voice, now) = (Voice::of(station), station.now());
    match (route.handler, proof) {
        (Handler::Stranger(handler), _) => {
            let stranger = Stranger::at(&station.database, now);
            handler(&stranger, &voice, parcel).map_or_else(|error| refuse(&error), packed)
        }
        (Handler::Laptop(handler), Some(proof)) => {
            let door = Door::of(&station.database, &proof.device, route.policy, now);
            let answer = handler(&door, &voice, parcel);
            if door.overstepped() {
                refusals::note_overstepped(station, &proof.device, route.path);
            }
            let refused =
                |error: StationError| refuse_laptop(station, Some(&proof.device), route, &error);
            answer.map_or_else(refused, packed)
        }
        _ => refuse(&StationError::NotAuthorised),
    }
}

/// A refusal, and its entry in the access log where a laptop proved who it is. One that is out of service is told to erase itself, one at
/// a wrong time what the time is.
fn refuse_laptop(
    station: &Station,
    proved: Option<&str>,
    route: &Route,
    error: &StationError,
) -> Response {
    if let Some(device) = proved {
        refusals::note(station, device, route.path, error);
    }
    let mut refusal = refuse(error);
    let told = match error {
        StationError::OutOfService(device, stolen) => {
            Some((WIPE_HEADER, station.wipe(device, *stolen).to_header()))
        }
        // A laptop whose clock is wrong asks again by this one.
        StationError::WrongTime { device, nonce, now } => Some((
            TIME_HEADER,
            told_time(&station.courier, device, nonce, *now),
        )),
        _ => None,
    };
    if let Some((name, value)) = told
        && let Ok(value) = value.parse()
    {
        refusal.headers_mut().insert(name, value);
    }
    refusal
}

fn packed(bytes: Vec<u8>) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/zstd")];
    (kind, Body::from(bytes)).into_response()
}

fn stopped(error: &tokio::task::JoinError) -> Response {
    tracing::error!(%error, "a handler stopped");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

fn refuse(error: &StationError) -> Response {
    let status = match error {
        StationError::NotAuthorised
        | StationError::WrongTime { .. }
        | StationError::OutOfService(..) => StatusCode::UNAUTHORIZED,
        StationError::NotConfirmed => StatusCode::FORBIDDEN,
        StationError::NotFound => StatusCode::NOT_FOUND,
        StationError::BadRequest(_) | StationError::Refused(_) => StatusCode::BAD_REQUEST,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    // A laptop being enrolled asks without a proof first, to see the certificate.
    if status.is_server_error() {
        tracing::error!(%error, status = status.as_u16(), "failed");
    } else {
        tracing::info!(%error, status = status.as_u16(), "refused");
    }
    status.into_response()
}
