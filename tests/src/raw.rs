//! Requests as bytes, signed or not, for what a laptop would never send.

use std::sync::Arc;

use data_encoding::BASE64;
use reqwest::blocking::{Client, Response};
use sync::invite;
use sync::request::{Proof, Target};

use crate::Laptop;

/// A client that trusts the station of this laptop.
pub fn client(identity: &store::Identity) -> Client {
    let mut roots = rustls::RootCertStore::empty();
    let root = root(identity);
    roots.add(root.into()).expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .expect("TLS 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(config)
        .no_proxy()
        .timeout(None)
        .build()
        .expect("a client")
}

fn root(identity: &store::Identity) -> Vec<u8> {
    BASE64
        .decode(identity.station_ca.as_bytes())
        .expect("a root")
}

/// A laptop's own signature under requests that are not its program's.
pub struct Signed {
    /// Who the laptop is.
    pub identity: store::Identity,
    keys: sync::courier::SecretKeys,
    client: Client,
}

impl Signed {
    /// By this laptop.
    pub fn by(laptop: &Laptop) -> Signed {
        let identity = laptop
            .desk
            .store
            .read(store::state::identity)
            .expect("an identity");
        let (keys, _) = laptop
            .desk
            .store
            .courier_keys(laptop.desk.now())
            .expect("keys");
        Signed {
            client: client(&identity),
            identity,
            keys,
        }
    }

    /// By a laptop that was admitted without its program; `identity` says its id and the station's root.
    pub fn with(identity: store::Identity, keys: sync::courier::SecretKeys) -> Signed {
        Signed {
            client: client(&identity),
            identity,
            keys,
        }
    }

    /// The header of a request to a route made at `at`, ms; every number makes another one.
    pub fn header(&self, route: &str, body: &[u8], at: i64, number: u8) -> String {
        let station = invite::fingerprint(&root(&self.identity));
        self.header_for(&station, route, body, at, number)
    }

    /// The same for another station.
    pub fn header_for(
        &self,
        station: &str,
        route: &str,
        body: &[u8],
        at: i64,
        number: u8,
    ) -> String {
        self.sign(station, route, body, at, &[number; 16])
    }

    /// The header of a request with this nonce.
    pub fn header_once(&self, route: &str, body: &[u8], at: i64, nonce: &[u8; 16]) -> String {
        let station = invite::fingerprint(&root(&self.identity));
        self.sign(&station, route, body, at, nonce)
    }

    fn sign(&self, station: &str, route: &str, body: &[u8], at: i64, nonce: &[u8; 16]) -> String {
        let path = ["/v1/", route].concat();
        let target = Target {
            station,
            path: &path,
        };
        Proof::sign(&self.keys, target, &self.identity.device, at, nonce, body).to_header()
    }

    /// Posts a body with a header, or with none, to a route of the server at `url`.
    pub fn post(
        &self,
        url: &str,
        route: &str,
        header: Option<&str>,
        body: Vec<u8>,
    ) -> reqwest::Result<Response> {
        let mut request = self.client.post([url, "/v1/", route].concat()).body(body);
        if let Some(header) = header {
            request = request.header("authorization", header);
        }
        request.send()
    }
}
