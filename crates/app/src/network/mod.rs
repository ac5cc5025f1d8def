//! Talking to the station: one HTTPS client that trusts the station's own root and nothing else.

mod client;
mod enrolment;
mod servers;
mod signer;

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use reqwest::blocking::Client;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::engine::{Reply, Request};
use sync::request::TIME_HEADER;
use sync::wipe::{Order, WIPE_HEADER};
use sync::wire::{self, Erased, Pull, Pulled, WAIT_MS, Wait, Waited};

use self::client::{apart, client, tls13, unreachable};
pub use self::enrolment::{Admitted, Invitation, enrol};
pub use self::servers::Servers;
use self::signer::Signer;
use crate::desk::Desk;
use crate::error::AppError;
use crate::wipe;

/// The way to one station.
#[derive(Debug, Clone)]
pub struct Network {
    client: Client,
    config: ClientConfig,
    servers: Arc<Servers>,
    signer: Arc<Signer>,
    ahead: Arc<Mutex<Option<Ahead>>>,
}

/// A page that is being asked for before its turn.
type Ahead = (Pull, JoinHandle<Result<Pulled, AppError>>);

impl Network {
    /// The way for an enrolled laptop.
    ///
    /// # Errors
    /// `station_foreign` if the stored root is not one.
    pub fn of(desk: &Desk) -> Result<Network, AppError> {
        let identity = desk.store.read(store::state::identity)?;
        Network::over(desk, &identity)
    }

    /// The way to the station that this identity names.
    ///
    /// # Errors
    /// As [`Network::of`].
    pub fn over(desk: &Desk, identity: &store::Identity) -> Result<Network, AppError> {
        let root = signer::root_of(identity)?;
        let signer = Arc::new(Signer::of(desk, identity, &root)?);
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from(root))
            .map_err(|_| AppError::new("station_foreign"))?;
        let config = tls13()
            .map_err(|_| AppError::new("unsafe_build"))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Network {
            client: client(config.clone())?,
            config,
            servers: Arc::new(Servers::new(vec![identity.station_url.clone()])),
            signer,
            ahead: Arc::default(),
        })
    }

    /// The station has these servers; the one it was enrolled at stays the first to be asked.
    pub fn also_at(&self, servers: &[String]) {
        self.servers.add(servers);
    }

    /// Somebody who waits at the station for news.
    ///
    /// # Errors
    /// If no client can be made.
    pub fn listener(&self) -> Result<Listener, AppError> {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(self.config.clone())
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_millis(WAIT_MS) + Duration::from_secs(10))
            .tcp_nodelay(true)
            .no_proxy();
        Ok(Listener {
            client: client.build().map_err(|error| unreachable(&error))?,
            servers: self.servers.clone(),
            signer: self.signer.clone(),
        })
    }

    /// Sends one request of a sync round.
    ///
    /// # Errors
    /// `station_unreachable`, `station_refused`, `station_foreign`.
    pub fn send(&self, request: &Request) -> Result<Reply, AppError> {
        Ok(match request {
            Request::Hello(hello) => Reply::Welcome(self.post_anywhere("hello", hello)?),
            Request::Push(push) => Reply::Pushed(self.post_anywhere("push", push)?),
            Request::Log(push) => Reply::Logged(self.post_anywhere("log", push)?),
            Request::Pull(pull) => Reply::Pulled(self.pull(pull)?),
        })
    }

    /// One page. While the laptop takes it into its store, the next is already asked for.
    fn pull(&self, pull: &Pull) -> Result<Pulled, AppError> {
        let asked = {
            let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
            ahead.take().filter(|(asked, _)| asked == pull)
        };
        let pulled = match asked.map(|(_, page)| page.join()) {
            Some(Ok(Ok(pulled))) => pulled,
            // What failed ahead of time is asked for once more.
            _ => self.post_anywhere("pull", pull)?,
        };
        if let Pulled::Page(page) = &pulled
            && !page.complete
        {
            let next = Pull {
                cursor: page.cursor.clone(),
                ..pull.clone()
            };
            let (network, asking) = (self.clone(), next.clone());
            let page = std::thread::spawn(move || network.post_anywhere("pull", &asking));
            *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some((next, page));
        }
        Ok(pulled)
    }

    /// Tells the station that this laptop has erased itself; needs nothing of its store.
    ///
    /// # Errors
    /// As [`Network::send`].
    pub(crate) fn tell_erased(&self) -> Result<(), AppError> {
        let _: Erased = self.post_anywhere("erased", &Erased {})?;
        Ok(())
    }

    /// Posts one message to the server that answered last and reads the answer.
    ///
    /// # Errors
    /// As [`Network::send`].
    pub fn post<Q: Serialize, A: DeserializeOwned>(
        &self,
        name: &str,
        message: &Q,
    ) -> Result<A, AppError> {
        let url = self.servers.first();
        post(&self.client, &url, name, Some(&self.signer), message)
    }

    /// Posts one message of a sync round to whichever server answers. It may be repeated: the station knows what it has taken.
    fn post_anywhere<Q: Serialize, A: DeserializeOwned>(
        &self,
        name: &str,
        message: &Q,
    ) -> Result<A, AppError> {
        let mut failure = AppError::new("station_unreachable");
        for (index, url) in self.servers.in_turn() {
            match post(&self.client, &url, name, Some(&self.signer), message) {
                Err(error) if error.code == "station_unreachable" => failure = error,
                decided => {
                    self.servers.answered(index);
                    return decided;
                }
            }
        }
        Err(failure)
    }
}

fn path(name: &str) -> String {
    ["/v1/", name].concat()
}

fn route(url: &str, name: &str) -> String {
    [url.trim_end_matches('/'), &path(name)].concat()
}

fn post<Q: Serialize, A: DeserializeOwned>(
    client: &Client,
    url: &str,
    name: &str,
    signer: Option<&Signer>,
    message: &Q,
) -> Result<A, AppError> {
    let body = wire::encode(message).map_err(|_| AppError::new("station_unreadable"))?;
    let mut answer = send(client, url, name, signer, &body)?;
    // The laptop's clock is wrong, or the server has just begun: once more by the station's time.
    if answer.status == 401 && answer.learned_time {
        answer = send(client, url, name, signer, &body)?;
    }
    match answer.status {
        200 => {}
        403 => return Err(AppError::new("station_not_confirmed")),
        401 if let Some(order) = answer.wipe.filter(|order| is_ours(signer, order)) => {
            let at_once = if order.stolen { "stolen" } else { "" };
            return Err(AppError::at(wipe::ORDERED, at_once));
        }
        401 => return Err(AppError::new("station_refused")),
        404 => return Err(AppError::new("not_found")),
        400 => return Err(AppError::new("station_unreadable")),
        status => {
            tracing::warn!(status, route = name, "station failed");
            return Err(AppError::new("station_failed"));
        }
    }
    wire::decode(&answer.bytes).map_err(|_| AppError::new("station_unreadable"))
}

/// What came back from the station.
struct Answered {
    status: u16,
    /// Whether it was refused for its time alone, and the right one is known now.
    learned_time: bool,
    /// What a laptop that is out of service is told.
    wipe: Option<Order>,
    bytes: Vec<u8>,
}

fn send(
    client: &Client,
    url: &str,
    name: &str,
    signer: Option<&Signer>,
    body: &[u8],
) -> Result<Answered, AppError> {
    let mut request = client.post(route(url, name)).body(body.to_owned());
    let proof = match signer {
        Some(signer) => Some((signer, signer.prove(&path(name), body)?)),
        None => None,
    };
    if let Some((_, proof)) = &proof {
        request = request.header("authorization", proof.to_header());
    }
    let answer = apart(|| {
        let response = request.send()?;
        let told = time_of(response.headers());
        let learned = |told: &str| {
            let proof = proof.as_ref();
            proof.is_some_and(|(signer, proof)| signer.learn_time(told, proof))
        };
        Ok(Answered {
            status: response.status().as_u16(),
            learned_time: told.is_some_and(learned),
            wipe: order_of(response.headers()),
            bytes: response.bytes()?.to_vec(),
        })
    });
    answer.map_err(|error| unreachable(&error))
}

fn order_of(headers: &reqwest::header::HeaderMap) -> Option<Order> {
    Order::parse(headers.get(WIPE_HEADER)?.to_str().ok()?)
}

fn is_ours(signer: Option<&Signer>, order: &Order) -> bool {
    signer.is_some_and(|signer| signer.is_ordered(order))
}

fn time_of(headers: &reqwest::header::HeaderMap) -> Option<&str> {
    headers.get(TIME_HEADER)?.to_str().ok()
}

/// Waits at the station for news, on an asynchronous runtime, so that it can be called off at once.
#[derive(Debug, Clone)]
pub struct Listener {
    client: reqwest::Client,
    servers: Arc<Servers>,
    signer: Arc<Signer>,
}

impl Listener {
    /// Whether there is something to read beyond this point; answered when there is, or after a while.
    ///
    /// # Errors
    /// `station_unreachable` and its kin.
    pub async fn wait(&self, wait: &Wait) -> Result<bool, AppError> {
        let body = wire::encode(wait).map_err(|_| AppError::new("station_unreadable"))?;
        let proof = self.signer.prove(&path("wait"), &body)?;
        let request = self
            .client
            .post(route(&self.servers.first(), "wait"))
            .header("authorization", proof.to_header())
            .body(body);
        let response = request.send().await.map_err(|error| unreachable(&error))?;
        if let Some(told) = time_of(response.headers()) {
            self.signer.learn_time(told, &proof);
        }
        if !response.status().is_success() {
            return Err(AppError::new("station_failed"));
        }
        let bytes = response
            .bytes()
            .await
            .map_err(|error| unreachable(&error))?;
        let waited: Waited =
            wire::decode(&bytes).map_err(|_| AppError::new("station_unreadable"))?;
        Ok(waited.news)
    }
}
