//! Talking to the station: one HTTPS client that trusts the station's own root and nothing else.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use data_encoding::{BASE64, HEXLOWER};
use reqwest::blocking::Client;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::courier::PublicKeys;
use sync::engine::{Reply, Request};
use sync::invite::{self, Claim, Enrol, Enrolled, Side};
use sync::wire::{self, Pull, Pulled, WAIT_MS, Wait, Waited};

use crate::error::AppError;

/// The way to one station.
#[derive(Debug, Clone)]
pub struct Network {
    client: Client,
    config: ClientConfig,
    servers: Arc<Servers>,
    bearer: String,
    ahead: Arc<Mutex<Option<Ahead>>>,
}

/// A page that is being asked for before its turn.
type Ahead = (Pull, JoinHandle<Result<Pulled, AppError>>);

/// The addresses of a station, and the one that answered last.
#[derive(Debug, Default)]
pub struct Servers {
    urls: RwLock<Vec<String>>,
    current: AtomicUsize,
}

impl Servers {
    fn new(urls: Vec<String>) -> Servers {
        Servers {
            urls: RwLock::new(urls),
            current: AtomicUsize::new(0),
        }
    }

    /// All addresses, the one that answered last first.
    fn in_turn(&self) -> Vec<(usize, String)> {
        let urls = self.urls.read().unwrap_or_else(PoisonError::into_inner);
        let current = self.current.load(Ordering::Relaxed);
        (0..urls.len())
            .map(|step| (current + step) % urls.len())
            .map(|index| (index, urls[index].clone()))
            .collect()
    }

    fn answered(&self, index: usize) {
        self.current.store(index, Ordering::Relaxed);
    }

    fn first(&self) -> String {
        self.in_turn()
            .into_iter()
            .next()
            .map(|(_, url)| url)
            .unwrap_or_default()
    }
}

/// Waits at the station for news, on an asynchronous runtime, so that it can be called off at once.
#[derive(Debug, Clone)]
pub struct Listener {
    client: reqwest::Client,
    servers: Arc<Servers>,
    bearer: String,
}

impl Listener {
    /// Whether there is something to read beyond this point; answered when there is, or after a while.
    ///
    /// # Errors
    /// `station_unreachable` and its kin.
    pub async fn wait(&self, wait: &Wait) -> Result<bool, AppError> {
        let body = wire::encode(wait).map_err(|_| AppError::new("station_unreadable"))?;
        let request = self
            .client
            .post(route(&self.servers.first(), "wait"))
            .header("authorization", &self.bearer)
            .body(body);
        let response = request.send().await.map_err(|error| unreachable(&error))?;
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

/// Why the station gave no usable answer; the code is a key of `error.…`.
fn unreachable(error: &reqwest::Error) -> AppError {
    tracing::info!(
        timeout = error.is_timeout(),
        connect = error.is_connect(),
        "station not reached"
    );
    AppError::new(if is_foreign_certificate(error) {
        "station_foreign"
    } else {
        "station_unreachable"
    })
}

/// Whether somebody answered who is not this station. The cause sits inside one or more I/O errors.
fn is_foreign_certificate(error: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return matches!(error, rustls::Error::InvalidCertificate(_));
    }
    let inside = error
        .downcast_ref::<std::io::Error>()
        .and_then(std::io::Error::get_ref)
        .is_some_and(|inner| is_foreign_certificate(inner));
    inside || error.source().is_some_and(is_foreign_certificate)
}

impl Network {
    /// The way for an enrolled laptop.
    ///
    /// # Errors
    /// `station_foreign` if the stored root is not one.
    pub fn new(identity: &store::Identity) -> Result<Network, AppError> {
        let root = BASE64
            .decode(identity.station_ca.as_bytes())
            .map_err(|_| AppError::new("station_foreign"))?;
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
            ahead: Arc::default(),
            bearer: ["Bearer ", &identity.device, ".", &identity.token].concat(),
        })
    }

    /// The station has these servers; the one it was enrolled at stays the first to be asked.
    pub fn also_at(&self, servers: &[String]) {
        let mut urls = self
            .servers
            .urls
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        for server in servers {
            if !urls.contains(server) {
                urls.push(server.clone());
            }
        }
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
            bearer: self.bearer.clone(),
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

    /// Posts one message to the server that answered last and reads the answer.
    ///
    /// # Errors
    /// As [`Network::send`].
    pub fn post<Q: Serialize, A: DeserializeOwned>(
        &self,
        name: &str,
        message: &Q,
    ) -> Result<A, AppError> {
        post(
            &self.client,
            &self.servers.first(),
            name,
            Some(&self.bearer),
            message,
        )
    }

    /// Posts one message of a sync round to whichever server answers. It may be repeated: the station knows what it has taken.
    fn post_anywhere<Q: Serialize, A: DeserializeOwned>(
        &self,
        name: &str,
        message: &Q,
    ) -> Result<A, AppError> {
        let mut failure = AppError::new("station_unreachable");
        for (index, url) in self.servers.in_turn() {
            match post(&self.client, &url, name, Some(&self.bearer), message) {
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

fn route(url: &str, name: &str) -> String {
    [url.trim_end_matches('/'), "/v1/", name].concat()
}

fn post<Q: Serialize, A: DeserializeOwned>(
    client: &Client,
    url: &str,
    name: &str,
    bearer: Option<&str>,
    message: &Q,
) -> Result<A, AppError> {
    let body = wire::encode(message).map_err(|_| AppError::new("station_unreadable"))?;
    let mut request = client.post(route(url, name)).body(body);
    if let Some(bearer) = bearer {
        request = request.header("authorization", bearer);
    }
    let answer = apart(|| {
        let response = request.send()?;
        Ok((response.status().as_u16(), response.bytes()?))
    });
    let (status, bytes) = answer.map_err(|error| unreachable(&error))?;
    match status {
        200 => {}
        401 => return Err(AppError::new("station_refused")),
        404 => return Err(AppError::new("not_found")),
        400 => return Err(AppError::new("station_unreadable")),
        status => {
            tracing::warn!(status, route = name, "station failed");
            return Err(AppError::new("station_failed"));
        }
    }
    wire::decode(&bytes).map_err(|_| AppError::new("station_unreadable"))
}

fn tls13() -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, rustls::Error> {
    ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn client(config: ClientConfig) -> Result<Client, AppError> {
    let builder = Client::builder()
        .tls_backend_preconfigured(config)
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(60))
        .tcp_nodelay(true)
        .no_proxy();
    apart(|| builder.build()).map_err(|error| unreachable(&error))
}

/// Does something with the blocking client on a thread of its own: the window's commands run on threads of an asynchronous runtime,
/// where the client refuses to be made or used.
fn apart<T: Send>(act: impl FnOnce() -> reqwest::Result<T> + Send) -> reqwest::Result<T> {
    let done = std::thread::scope(|scope| scope.spawn(act).join());
    done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// What a laptop asks to be admitted with.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Address of the station, `https://host:port`.
    pub url: String,
    /// One-time code.
    pub code: String,
    /// Fingerprint on the paper, if it was typed.
    pub fingerprint: Option<String>,
    /// Name of this laptop.
    pub laptop: String,
    /// Version of the program.
    pub app_version: String,
    /// Public keys of this laptop for courier files.
    pub courier: PublicKeys,
}

/// What an enrolment brought.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// Who this laptop is.
    pub identity: store::Identity,
    /// The station's public keys for courier files, proved; none from a station that takes none.
    pub courier: Option<PublicKeys>,
}

/// Enrols with a code. The certificate the station shows is bound into both proofs (`sync::invite`), so it is trusted only once the
/// station has proved that it knows the code and owns that certificate.
///
/// # Errors
/// `code_refused` for a wrong, used or expired code; `station_foreign` if the fingerprint or the proof does not fit.
pub fn enrol(invitation: &Invitation) -> Result<Admitted, AppError> {
    let url = url_of(&invitation.url)?;
    let seen = Arc::new(SeenRoot::default());
    let verifier = LearnRoot {
        seen: seen.clone(),
        provider: provider(),
    };
    let config = tls13()
        .map_err(|_| AppError::new("unsafe_build"))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    let client = client(config)?;
    // The first exchange shows the certificate; nothing secret is in it.
    let probe = Enrol {
        nonce: String::new(),
        proof: String::new(),
        laptop: String::new(),
        app_version: String::new(),
        courier: None,
    };
    match post::<_, Enrolled>(&client, &url, "hello", None, &probe) {
        Err(error) if error.code == "station_refused" || error.code == "station_unreadable" => {}
        Err(error) => return Err(error),
        Ok(_) => return Err(AppError::new("station_foreign")),
    }
    let root = seen
        .take()
        .ok_or_else(|| AppError::new("station_foreign"))?;
    let fingerprint = invite::fingerprint(&root);
    check_typed_fingerprint(invitation.fingerprint.as_deref(), &fingerprint)?;
    let enrolled = prove(&client, &url, invitation, &fingerprint)?;
    let identity = store::Identity {
        user: enrolled.user,
        user_name: enrolled.user_name,
        role: enrolled.role,
        device: enrolled.device,
        station_url: url,
        station_ca: BASE64.encode(&root),
        token: enrolled.token,
    };
    Ok(Admitted {
        identity,
        courier: enrolled.courier,
    })
}

fn check_typed_fingerprint(typed: Option<&str>, shown: &str) -> Result<(), AppError> {
    let plain = |text: &str| {
        text.chars()
            .filter(char::is_ascii_hexdigit)
            .map(|c| c.to_ascii_lowercase())
            .collect::<String>()
    };
    match typed.map(plain).filter(|typed| !typed.is_empty()) {
        Some(typed) if typed != shown => Err(AppError::new("station_foreign")),
        _ => Ok(()),
    }
}

fn prove(
    client: &Client,
    url: &str,
    invitation: &Invitation,
    fingerprint: &str,
) -> Result<Enrolled, AppError> {
    let mut random = [0u8; 16];
    getrandom::fill(&mut random).map_err(|_| AppError::new("unsafe_build"))?;
    let nonce = HEXLOWER.encode(&random);
    let key = invite::key(&invitation.code);
    let claim = Claim {
        side: Side::Laptop,
        fingerprint,
        nonce: &nonce,
        courier: Some(&invitation.courier),
    };
    let request = Enrol {
        proof: invite::proof(&key, &claim),
        nonce: nonce.clone(),
        laptop: invitation.laptop.clone(),
        app_version: invitation.app_version.clone(),
        courier: Some(invitation.courier.clone()),
    };
    let enrolled: Enrolled =
        post(client, url, "enrol", None, &request).map_err(|error| match error.code.as_str() {
            "station_refused" => AppError::new("code_refused"),
            _ => error,
        })?;
    let claim = Claim {
        side: Side::Station,
        courier: enrolled.courier.as_ref(),
        ..claim
    };
    if invite::is_proof(&key, &claim, &enrolled.proof) {
        Ok(enrolled)
    } else {
        Err(AppError::new("station_foreign"))
    }
}

/// `host`, `host:port` or a whole address; always HTTPS.
fn url_of(text: &str) -> Result<String, AppError> {
    let plain = text.trim().trim_end_matches('/');
    let host = plain.strip_prefix("https://").unwrap_or(plain);
    if host.is_empty() || host.contains("://") || host.contains([' ', '/', '@']) {
        return Err(AppError::new("station_address"));
    }
    let with_port = if host
        .rsplit_once(':')
        .is_some_and(|(_, port)| port.parse::<u16>().is_ok())
    {
        host.to_owned()
    } else {
        [host, ":8443"].concat()
    };
    Ok(["https://", &with_port].concat())
}

#[derive(Debug, Default)]
struct SeenRoot(std::sync::Mutex<Option<Vec<u8>>>);

impl SeenRoot {
    fn put(&self, root: &[u8]) {
        if let Ok(mut seen) = self.0.lock() {
            *seen = Some(root.to_vec());
        }
    }
    fn take(&self) -> Option<Vec<u8>> {
        self.0.lock().ok().and_then(|mut seen| seen.take())
    }
}

/// Accepts a leaf that the root beside it signed for this name, and tells which root that was. Whether the root is the right one is
/// decided by the proofs.
#[derive(Debug)]
struct LearnRoot {
    seen: Arc<SeenRoot>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for LearnRoot {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let unknown = || rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let root = intermediates.last().ok_or_else(unknown)?;
        let mut roots = RootCertStore::empty();
        roots.add(root.clone().into_owned())?;
        let verified =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), self.provider.clone())
                .build()
                .map_err(|_| unknown())?
                .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)?;
        self.seen.put(root);
        Ok(verified)
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(rustls::Error::General("TLS 1.3 only".into()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_always_https_and_has_a_port() {
        assert_eq!(url_of("192.168.1.5").unwrap(), "https://192.168.1.5:8443");
        assert_eq!(
            url_of(" https://station:9000/ ").unwrap(),
            "https://station:9000"
        );
        assert!(url_of("http://station").is_err());
        assert!(url_of("user@station").is_err());
    }
}
