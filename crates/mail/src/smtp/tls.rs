//! TLS with the system's certificates and the owner's own; what can be wrong with a certificate has a name.

use std::io;
use std::sync::{Arc, OnceLock};

use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig};
use rustls_platform_verifier::Verifier;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::failure::Reason;
use super::server::Server;
use super::wire::Transport;

/// The TLS handshake. The certificate must be valid for the host as the owner wrote it.
pub(super) async fn connect<T: Transport>(
    stream: T,
    host: &str,
    server: &Server,
) -> Result<TlsStream<T>, Reason> {
    let config = config(&server.extra_roots).map_err(|error| reason(&error))?;
    let name = ServerName::try_from(host.to_owned()).map_err(|_| Reason::CertificateWrongHost)?;
    match timeout(server.timeouts.command, TlsConnector::from(config).connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(reason_of_io(&error)),
        Err(_) => Err(Reason::TimedOut),
    }
}

/// Reading the system's certificates takes long, so a configuration with nothing else is kept.
fn config(extra_roots: &[CertificateDer<'static>]) -> Result<Arc<ClientConfig>, rustls::Error> {
    static SYSTEM: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if !extra_roots.is_empty() {
        return new_config(extra_roots);
    }
    if let Some(config) = SYSTEM.get() {
        return Ok(Arc::clone(config));
    }
    let config = new_config(&[])?;
    Ok(Arc::clone(SYSTEM.get_or_init(|| config)))
}

fn new_config(extra_roots: &[CertificateDer<'static>]) -> Result<Arc<ClientConfig>, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(extra_roots.iter().cloned(), Arc::clone(&provider))?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous() // "Dangerous" is any verifier but webpki's own; this one is the system's.
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(Arc::new(config))
}

fn reason_of_io(error: &io::Error) -> Reason {
    match error.get_ref().and_then(|error| error.downcast_ref::<rustls::Error>()) {
        Some(error) => reason(error),
        None => Reason::from(error.kind()),
    }
}

fn reason(error: &rustls::Error) -> Reason {
    let rustls::Error::InvalidCertificate(error) = error else {
        return match error {
            rustls::Error::InvalidMessage(_) => Reason::NotTls,
            _ => Reason::TlsFailed,
        };
    };
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => Reason::CertificateExpired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            Reason::CertificateNotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Reason::CertificateWrongHost
        }
        CertificateError::UnknownIssuer => Reason::CertificateUnknownIssuer,
        _ => Reason::CertificateInvalid,
    }
}
