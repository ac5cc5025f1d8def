//! Where the station listens: whether it does, nobody does, or somebody else does.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::tls;

const PATIENCE: Duration = Duration::from_secs(3);

/// Tries the port; if it is taken, asks who is there.
pub fn check(folder: &Path, listen: &str) -> Result<String, String> {
    let address = listen
        .to_socket_addrs()
        .ok()
        .and_then(|mut addresses| addresses.next())
        .ok_or_else(|| format!("{listen} is no address to listen on; write `host:port`"))?;
    match TcpListener::bind(address) {
        Ok(_) => Ok(format!(
            "nobody listens on {listen}: the station is not being served now"
        )),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            if answers_as_us(folder, address) {
                return Ok(format!("the station serves on {listen}"));
            }
            Err(format!(
                "another program listens on {listen}, so the station cannot serve there; end that program (`ss -ltnp` names it), or serve on another port with `--listen` and invite laptops to that one"
            ))
        }
        Err(error) => Err(format!(
            "this machine does not let the station listen on {listen}: {error}; serve on an address of this machine and a port above 1024"
        )),
    }
}

/// Whether a TLS server answers there whose certificate our root signed.
fn answers_as_us(folder: &Path, address: SocketAddr) -> bool {
    let to = if address.ip().is_unspecified() {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port())
    } else {
        address
    };
    let asked = || -> Option<()> {
        let root = CertificateDer::from(std::fs::read(folder.join(tls::ROOT_CERTIFICATE)).ok()?);
        let mut roots = RootCertStore::empty();
        roots.add(root).ok()?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .ok()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect_timeout(&to, PATIENCE).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.set_write_timeout(Some(PATIENCE)).ok()?;
        let name = ServerName::try_from("localhost").ok()?;
        let connection = ClientConnection::new(Arc::new(config), name).ok()?;
        let mut stream = StreamOwned::new(connection, stream);
        stream.write_all(b"GET / HTTP/1.0\r\n\r\n").ok()?;
        // The first byte comes only after the certificate was found to be ours.
        stream.read_exact(&mut [0]).ok()
    };
    asked().is_some()
}
