//! The routes. A handler says who calls, makes one call, and answers; errors are mapped once.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::invite::Enrol;
use sync::lookup::Lookup;
use sync::request::{Proof, TIME_HEADER, told_time};
use sync::wipe::WIPE_HEADER;
use sync::wire::{
    self, Erased, Hello, LogFind, LogPush, Pull, Push, WAIT_MS, WIRE_LIMIT, Wait, Waited, Welcome,
};

use crate::error::StationError;
use crate::gate::{Cost, Gate};
use crate::staff::{self, Caller};
use crate::station::Station;
use crate::{access_log, hello, lookups, pull, push, requests, retention};

/// Largest body of an enrolment, in bytes: nobody has proved anything yet.
const ENROL_LIMIT: usize = 16 << 10;
/// How long a body may take to come.
const BODY_TIME: Duration = Duration::from_secs(60);

/// All routes: what a laptop may ask of its station. Every route but `enrol` needs a laptop that proves itself.
pub fn router(station: Arc<Station>) -> Router {
    Router::new()
        .route("/v1/enrol", post(enrol))
        .route("/v1/hello", post(say_hello))
        .route("/v1/push", post(take_push))
        .route("/v1/log", post(take_log))
        .route("/v1/log/find", post(find_log))
        .route("/v1/pull", post(answer_pull))
        .route("/v1/wait", post(wait_for_news))
        .route("/v1/act", post(do_act))
        .route("/v1/erased", post(take_erased))
        .route("/v1/lookup", post(look_up))
        .with_state(Served {
            station,
            gate: Gate::new(),
        })
}

/// What all routes share.
#[derive(Clone)]
struct Served {
    station: Arc<Station>,
    gate: Gate,
}

type Shared = State<Served>;

async fn enrol(State(served): Shared, request: Request) -> Response {
    // Nobody yet.
    let nobody = Caller {
        device: String::new(),
        user: String::new(),
        role: domain::Role::Instructor,
        revoked: false,
    };
    let how = How {
        limit: ENROL_LIMIT,
        cost: Cost::Fixed,
        proof: None,
    };
    answer(
        served,
        nobody,
        how,
        request,
        |station, _, request: Enrol, now| {
            let keys = station.courier.public();
            staff::enrol(
                &station.database,
                &request,
                &station.fingerprint,
                &keys,
                now,
            )
        },
    )
    .await
}

async fn say_hello(State(served): Shared, request: Request) -> Response {
    answer_laptop(
        served,
        Cost::Fixed,
        request,
        |station, caller, request: Hello, now| {
            let keys = station.courier.public();
            let welcome = hello::hello(&station.database, caller, &request, &keys, now)?;
            let lease = caller
                .in_service()
                .ok()
                .map(|caller| Box::new(station.lease(&caller.device, now)));
            Ok(Welcome {
                servers: station.servers.clone(),
                lease,
                recovery: station.recovery()?,
                ..welcome
            })
        },
    )
    .await
}

async fn take_push(State(served): Shared, request: Request) -> Response {
    answer_laptop(
        served,
        Cost::Tree,
        request,
        |station, caller, request: Push, now| {
            let decides = request.ops.iter().any(retention::is_decision);
            let pushed = push::push(&station.database, caller, request, now)?;
            // What two people decided to erase does not wait for the night.
            if decides && let Err(error) = station.forget() {
                tracing::warn!(%error, "not erased yet");
            }
            Ok(pushed)
        },
    )
    .await
}

/// Also from a laptop that is out of service: what was looked at must come to light.
async fn take_log(State(served): Shared, request: Request) -> Response {
    answer_laptop(
        served,
        Cost::Fixed,
        request,
        |station, caller, request: LogPush, now| {
            access_log::take(&station.database, caller, &request, &station.courier, now)
        },
    )
    .await
}

async fn find_log(State(served): Shared, request: Request) -> Response {
    answer_laptop(
        served,
        Cost::Fixed,
        request,
        |station, caller, request: LogFind, now| {
            access_log::find(&station.database, caller, &request, now)
        },
    )
    .await
}

async fn answer_pull(State(served): Shared, request: Request) -> Response {
    answer_laptop(
        served,
        Cost::Fixed,
        request,
        |station, caller, request: Pull, now| pull::pull(&station.database, caller, &request, now),
    )
    .await
}

/// Holds the request until there is something to read for this laptop. Who calls is asked anew each time something is filed.
async fn wait_for_news(State(served): Shared, request: Request) -> Response {
    let mut changes = served.station.database.watch();
    let until = tokio::time::Instant::now() + Duration::from_millis(WAIT_MS);
    let sent = sender(served.station.clone(), head_of(&request));
    let (device, proof) = match sent.await {
        Ok((caller, proof)) => (caller.device, proof),
        Err(refused) => return refused,
    };
    // A few fixed fields: nothing that needs a share of memory for as long as it waits.
    let wait: Wait = match axum::body::to_bytes(request.into_body(), ENROL_LIMIT).await {
        Err(_) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Ok(body) => match wire::decode(&body) {
            Ok(wait) if proof.covers(&body) => wait,
            _ => return StatusCode::BAD_REQUEST.into_response(),
        },
    };
    loop {
        changes.borrow_and_update();
        let (station, device, wait) = (served.station.clone(), device.clone(), wait.clone());
        let looked = tokio::task::spawn_blocking(move || {
            let caller = staff::caller(&station.database, &device)?;
            pull::has_news(&station.database, &caller, &wait)
        });
        let news = match looked.await {
            Ok(Ok(news)) => news,
            Ok(Err(error)) => return refuse(&error),
            Err(error) => return stopped(&error),
        };
        if news {
            return reply(&Waited { news });
        }
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return reply(&Waited { news: false }) },
            () = tokio::time::sleep_until(until) => return reply(&Waited { news: false }),
        }
    }
}

/// From a laptop that is out of service, whose every other request is refused.
async fn take_erased(State(served): Shared, request: Request) -> Response {
    let (station, (header, path)) = (served.station, head_of(&request));
    let noted = tokio::task::spawn_blocking(move || {
        let (_, proof) = requests::proved(&station, &header, &path)?;
        staff::note_erased(&station.database, &proof.device, station.now())
    });
    match noted.await {
        Ok(Ok(())) => reply(&Erased {}),
        Ok(Err(error)) => refuse(&error),
        Err(error) => stopped(&error),
    }
}

async fn do_act(State(served): Shared, request: Request) -> Response {
    answer_laptop(
        served,
        Cost::Fixed,
        request,
        |station, caller, request: staff::Act, now| {
            staff::act(&station.database, caller, &request, now)
        },
    )
    .await
}

async fn look_up(State(served): Shared, request: Request) -> Response {
    answer_laptop(
        served,
        Cost::Fixed,
        request,
        |station, caller, request: Lookup, now| {
            lookups::lookup(&station.database, caller, &request, now)
        },
    )
    .await
}

/// How large a request may be, what it may cost, and which body was signed.
struct How {
    limit: usize,
    cost: Cost,
    proof: Option<Proof>,
}

/// Authenticates before a byte of the body is read, then answers.
async fn answer_laptop<Q, A>(
    served: Served,
    cost: Cost,
    request: Request,
    work: impl FnOnce(&Station, &Caller, Q, i64) -> Result<A, StationError> + Send + 'static,
) -> Response
where
    Q: DeserializeOwned + Send + 'static,
    A: Serialize + Send + 'static,
{
    let sent = sender(served.station.clone(), head_of(&request));
    let (caller, proof) = match sent.await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let how = How {
        limit: WIRE_LIMIT,
        cost,
        proof: Some(proof),
    };
    answer(served, caller, how, request, work).await
}

/// What a request says of itself before its body, and where it goes.
fn head_of(request: &Request) -> (String, String) {
    let header = request.headers().get(header::AUTHORIZATION);
    let header = header.and_then(|value| value.to_str().ok());
    let path = request.uri().path();
    (header.unwrap_or_default().to_owned(), path.to_owned())
}

/// Who sends a request, told from its head alone.
async fn sender(
    station: Arc<Station>,
    (header, path): (String, String),
) -> Result<(Caller, Proof), Response> {
    let told = station.clone();
    let found = tokio::task::spawn_blocking(move || requests::sender(&station, &header, &path));
    match found.await {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(error)) => Err(refuse_laptop(&told, &error)),
        Err(error) => Err(stopped(&error)),
    }
}

/// A refusal; a laptop that is out of service is told to erase itself, one at a wrong time what the time is.
fn refuse_laptop(station: &Station, error: &StationError) -> Response {
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

/// Waits for room, reads, waits for room to work, decodes the body, works on a thread that may block, encodes.
async fn answer<Q, A>(
    served: Served,
    caller: Caller,
    how: How,
    request: Request,
    work: impl FnOnce(&Station, &Caller, Q, i64) -> Result<A, StationError> + Send + 'static,
) -> Response
where
    Q: DeserializeOwned + Send + 'static,
    A: Serialize + Send + 'static,
{
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|bytes| bytes > how.limit) {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let Some(held) = served.gate.body(announced.unwrap_or(how.limit)).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let body = axum::body::to_bytes(request.into_body(), how.limit);
    let body = match tokio::time::timeout(BODY_TIME, body).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let is_laptop = how.proof.is_some();
    if how.proof.is_some_and(|proof| !proof.covers(&body)) {
        return refuse(&StationError::BadRequest("not the body that was signed"));
    }
    let Some(room) = served.gate.work(body.len(), how.cost).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let told = served.station.clone();
    let done = tokio::task::spawn_blocking(move || {
        let request =
            wire::decode(&body).map_err(|_| StationError::BadRequest("message unreadable"))?;
        drop((body, held));
        let station = &served.station;
        // Who was shut out while the body came is refused now.
        let caller = match is_laptop {
            true => staff::caller(&station.database, &caller.device)?,
            false => caller,
        };
        let reply = work(station, &caller, request, station.now())?;
        drop(room);
        wire::encode(&reply).map_err(|_| StationError::BadRequest("answer unwritable"))
    })
    .await;
    match done {
        Ok(Ok(bytes)) => packed(bytes),
        Ok(Err(error)) => refuse_laptop(&told, &error),
        Err(error) => stopped(&error),
    }
}

fn reply<A: Serialize>(answer: &A) -> Response {
    match wire::encode(answer) {
        Ok(bytes) => packed(bytes),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
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
