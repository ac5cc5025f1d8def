//! The routes. A handler says who calls, makes one call, and answers; errors are mapped once.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::invite::Enrol;
use sync::wire::{self, Hello, Pull, Push, WIRE_LIMIT};

use crate::error::StationError;
use crate::staff::{self, Caller};
use crate::station::Station;
use crate::{hello, pull, push};

/// All routes: what a laptop may ask of its station. Every route but `enrol` needs a laptop that proves itself.
pub fn router(station: Arc<Station>) -> Router {
    Router::new()
        .route("/v1/enrol", post(enrol))
        .route("/v1/hello", post(say_hello))
        .route("/v1/push", post(take_push))
        .route("/v1/pull", post(answer_pull))
        .route("/v1/act", post(do_act))
        .layer(DefaultBodyLimit::max(WIRE_LIMIT))
        .with_state(station)
}

type Shared = State<Arc<Station>>;

async fn enrol(State(station): Shared, body: Bytes) -> Response {
    answer(station, None, body, |station, _, request: Enrol, now| {
        let keys = station.courier.public();
        staff::enrol(
            &station.database,
            &request,
            &station.fingerprint,
            &keys,
            now,
        )
    })
    .await
}

async fn say_hello(State(station): Shared, headers: HeaderMap, body: Bytes) -> Response {
    answer(
        station,
        Some(headers),
        body,
        |station, caller, request: Hello, now| {
            let keys = station.courier.public();
            hello::hello(&station.database, caller, &request, &keys, now)
        },
    )
    .await
}

async fn take_push(State(station): Shared, headers: HeaderMap, body: Bytes) -> Response {
    answer(
        station,
        Some(headers),
        body,
        |station, caller, request: Push, now| push::push(&station.database, caller, request, now),
    )
    .await
}

async fn answer_pull(State(station): Shared, headers: HeaderMap, body: Bytes) -> Response {
    answer(
        station,
        Some(headers),
        body,
        |station, caller, request: Pull, now| pull::pull(&station.database, caller, &request, now),
    )
    .await
}

async fn do_act(State(station): Shared, headers: HeaderMap, body: Bytes) -> Response {
    answer(
        station,
        Some(headers),
        body,
        |station, caller, request: staff::Act, now| {
            staff::act(&station.database, caller, &request, now)
        },
    )
    .await
}

/// Decodes, authenticates, works on a thread that may block, encodes.
async fn answer<Q, A>(
    station: Arc<Station>,
    headers: Option<HeaderMap>,
    body: Bytes,
    work: impl FnOnce(&Station, &Caller, Q, i64) -> Result<A, StationError> + Send + 'static,
) -> Response
where
    Q: DeserializeOwned + Send + 'static,
    A: Serialize + Send + 'static,
{
    let done = tokio::task::spawn_blocking(move || {
        let caller = match headers {
            Some(headers) => staff::caller(&station.database, bearer(&headers))?,
            // Enrolment: nobody yet.
            None => Caller {
                device: String::new(),
                user: String::new(),
                role: domain::Role::Instructor,
            },
        };
        let request =
            wire::decode(&body).map_err(|_| StationError::BadRequest("message unreadable"))?;
        let reply = work(&station, &caller, request, station.now())?;
        wire::encode(&reply).map_err(|_| StationError::BadRequest("answer unwritable"))
    })
    .await;
    match done {
        Ok(Ok(bytes)) => (
            [(header::CONTENT_TYPE, "application/zstd")],
            Body::from(bytes),
        )
            .into_response(),
        Ok(Err(error)) => refuse(&error),
        Err(error) => {
            tracing::error!(%error, "a handler stopped");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn bearer(headers: &HeaderMap) -> &str {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn refuse(error: &StationError) -> Response {
    let status = match error {
        StationError::NotAuthorised => StatusCode::UNAUTHORIZED,
        StationError::NotFound => StatusCode::NOT_FOUND,
        StationError::BadRequest(_) | StationError::Refused(_) => StatusCode::BAD_REQUEST,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    // A laptop being enrolled asks without a token first, to see the certificate.
    if status.is_server_error() {
        tracing::error!(%error, status = status.as_u16(), "failed");
    } else {
        tracing::info!(%error, status = status.as_u16(), "refused");
    }
    status.into_response()
}
