//! The HTTPS client under everything, and what its failures mean.

use std::sync::Arc;
use std::time::Duration;

use reqwest::blocking::Client;
use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;

use crate::error::AppError;

/// Why the station gave no usable answer; the code is a key of `error.…`.
pub(super) fn unreachable(error: &reqwest::Error) -> AppError {
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

pub(super) fn tls13()
-> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, rustls::Error> {
    ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
}

pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

pub(super) fn client(config: ClientConfig) -> Result<Client, AppError> {
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
pub(super) fn apart<T: Send>(
    act: impl FnOnce() -> reqwest::Result<T> + Send,
) -> reqwest::Result<T> {
    let done = std::thread::scope(|scope| scope.spawn(act).join());
    done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
