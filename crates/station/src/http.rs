//! The routes. A handler says who calls, makes one call, and answers; errors are mapped once.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::invite::Enrol;
use sync::wire::{self, Hello, Pull, Push, WAIT_MS, WIRE_LIMIT, Wait, Waited};

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
        .route("/v1/wait", post(wait_for_news))
        .route("/v1/act", post(do_act))
        .layer(DefaultBodyLimit::max(WIRE_LIMIT))
        .with_state(station)
}

type Shared = State<Arc<Station>>;

async fn enrol(State(station): Shared, body: Bytes) -> Response {
    answer(station, None, body, |station, _, request: Enrol, now| {
        staff::enrol(&station.database, &request, &station.fingerprint, now)
    })
    .await
}

async fn say_hello(State(station): Shared, headers: HeaderMap, body: Bytes) -> Response {
    answer(
        station,
        Some(headers),
        body,
        |station, caller, request: Hello, now| {
            let welcome = hello::hello(&station.database, caller, &request, now)?;
            Ok(sync::wire::Welcome {
                servers: station.servers.clone(),
                ..welcome
            })
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

/// Holds the request until there is something to read for this laptop. Who calls is asked anew each time something is filed.
async fn wait_for_news(State(station): Shared, headers: HeaderMap, body: Bytes) -> Response {
    let mut changes = station.database.watch();
    let until = tokio::time::Instant::now() + Duration::from_millis(WAIT_MS);
    loop {
        changes.borrow_and_update();
        let (station, headers, body) = (station.clone(), headers.clone(), body.clone());
        let looked = blocking(
            station,
            Some(headers),
            body,
            |station, caller, request: Wait, _| {
                crate::pull::has_news(&station.database, caller, &request)
            },
        );
        let news = match looked.await {
            Err(response) => return response,
            Ok(news) => news,
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

/// Decodes, authenticates, works and encodes.
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
    let done = blocking(station, headers, body, |station, caller, request, now| {
        let answer = work(station, caller, request, now)?;
        wire::encode(&answer).map_err(|_| StationError::BadRequest("answer unwritable"))
    });
    match done.await {
        Ok(bytes) => packed(bytes),
        Err(response) => response,
    }
}

/// Decodes, authenticates and works, on a thread that may block. An error is an answer already.
async fn blocking<Q, A>(
    station: Arc<Station>,
    headers: Option<HeaderMap>,
    body: Bytes,
    work: impl FnOnce(&Station, &Caller, Q, i64) -> Result<A, StationError> + Send + 'static,
) -> Result<A, Response>
where
    Q: DeserializeOwned + Send + 'static,
    A: Send + 'static,
{
    let done = tokio::task::spawn_blocking(move || {
        let caller = match headers {
            Some(headers) => staff::caller(&station.database, bearer(&headers))?,
            // Enrolment: nobody yet.
            None => Caller {
                device: String::new(),
                user: String::new(),
                role: domain::Role::Instructor,
                revoked: false,
            },
        };
        let request =
            wire::decode(&body).map_err(|_| StationError::BadRequest("message unreadable"))?;
        work(&station, &caller, request, station.now())
    });
    match done.await {
        Ok(Ok(output)) => Ok(output),
        Ok(Err(error)) => Err(refuse(&error)),
        Err(error) => {
            tracing::error!(%error, "a handler stopped");
            Err(StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
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
