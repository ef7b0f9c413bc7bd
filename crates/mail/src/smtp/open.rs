//! Opening a session: name, port, greeting, TLS, sign-in, one after the other.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::auth::sign_in;
use super::check::StepResult;
use super::extensions::Extensions;
use super::failure::{Failure, OpenError, Reason, Step};
use super::reply::Reply;
use super::server::{Security, Server};
use super::session::Session;
use super::tls;
use super::wire::{Transport, Wire};

impl Session {
    /// Connects, and signs in if the server has credentials.
    pub async fn open(server: &Server) -> Result<Self, OpenError> {
        open(server, &mut Vec::new()).await
    }
}

/// Opens a session and notes every step that passed.
pub(super) async fn open(server: &Server, passed: &mut Vec<StepResult>) -> Result<Session, OpenError> {
    let limits = &server.timeouts;
    let mut steps = Steps(passed);
    let (host, addresses) = steps.note(Step::Name, look_up(server).await)?;
    let stream = steps.note(Step::Port, connect(&addresses, limits.connect).await)?;
    let (mut wire, extensions) = match server.security {
        Security::None => {
            let mut wire = Wire::new(stream);
            let extensions = steps.note(Step::Greeting, greet(&mut wire, server).await)?;
            (wire, extensions)
        }
        Security::Tls => {
            let mut wire = steps.note(Step::Tls, handshake(stream, &host, server).await)?;
            let extensions = steps.note(Step::Greeting, greet(&mut wire, server).await)?;
            (wire, extensions)
        }
        Security::StartTls => {
            let mut wire = Wire::new(stream);
            let extensions = steps.note(Step::Greeting, greet(&mut wire, server).await)?;
            steps.note(Step::Tls, start_tls(wire, &extensions, &host, server).await)?
        }
    };
    if let Some(credentials) = &server.credentials {
        steps.note(Step::SignIn, sign_in(&mut wire, &extensions, credentials, limits.command).await)?;
    }
    Ok(Session::new(wire, extensions, *limits, server.letters_per_connection))
}

/// What a step yields, and what it has to say in the connection test.
pub(super) type Stepped<T> = Result<(T, Option<String>), Failure>;

struct Steps<'a>(&'a mut Vec<StepResult>);

impl Steps<'_> {
    fn note<T>(&mut self, step: Step, result: Stepped<T>) -> Result<T, OpenError> {
        let (value, answer) =
            result.map_err(|Failure { reason, reply }| OpenError { step, reason, reply })?;
        self.0.push(StepResult { step, reason: None, answer });
        Ok(value)
    }
}

/// The host in ASCII form and its addresses.
async fn look_up(server: &Server) -> Stepped<(String, Vec<SocketAddr>)> {
    let host = server.host.trim().trim_matches(['[', ']']);
    let host = match host.parse::<IpAddr>() {
        Ok(address) => address.to_string(),
        Err(_) => idna::domain_to_ascii(host).map_err(|_| Reason::NameNotFound)?,
    };
    let addresses: Vec<_> =
        match timeout(server.timeouts.connect, lookup_host((host.as_str(), server.port))).await {
            Ok(found) => found.map_err(|_| Reason::NameNotFound)?.collect(),
            Err(_) => return Err(Reason::TimedOut.into()),
        };
    if addresses.is_empty() {
        return Err(Reason::NameNotFound.into());
    }
    let answer = addresses.iter().map(|address| address.ip().to_string()).collect::<Vec<_>>().join(", ");
    Ok(((host, addresses), Some(answer)))
}

/// Tries the addresses in turn; each has its share of the time, so that a dead one leaves some for the next.
async fn connect(addresses: &[SocketAddr], limit: Duration) -> Stepped<Box<dyn Transport>> {
    let share = limit / u32::try_from(addresses.len()).unwrap_or(u32::MAX).max(1);
    let mut failure = Failure::from(Reason::Unreachable);
    for address in addresses {
        match timeout(share, dial(*address)).await {
            Ok(Ok(stream)) => return Ok((stream, None)),
            Ok(Err(error)) => failure = error.into(),
            Err(_) => failure = Reason::TimedOut.into(),
        }
    }
    Err(failure)
}

async fn dial(address: SocketAddr) -> io::Result<Box<dyn Transport>> {
    #[cfg(feature = "simulation")]
    if let Some(dialled) = super::simulation::dial(address) {
        return dialled.await;
    }
    let stream = TcpStream::connect(address).await?;
    // Without it each letter can wait 40 ms for a delayed acknowledgement (RFC 1122 §4.2.3.2).
    stream.set_nodelay(true)?;
    Ok(Box::new(stream))
}

async fn handshake(stream: impl Transport + 'static, host: &str, server: &Server) -> Stepped<Wire> {
    let stream = tls::connect(stream, host, server).await?;
    Ok((Wire::new(stream), None))
}

/// The greeting and EHLO, or HELO where EHLO is unknown (RFC 5321 §3.2).
async fn greet(wire: &mut Wire, server: &Server) -> Stepped<Extensions> {
    let greeting = expect(wire.reply(server.timeouts.command).await?, 220)?;
    let extensions = hello(wire, server).await?;
    Ok((extensions, Some(greeting.to_string())))
}

async fn hello(wire: &mut Wire, server: &Server) -> Result<Extensions, Failure> {
    let limit = server.timeouts.command;
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:[]".contains(&b))
    };
    let name = Some(server.hello_name.as_str()).filter(|name| is_name(name)).unwrap_or("localhost");
    let reply = wire.command(&format!("EHLO {name}"), limit).await?;
    if reply.is_permanent() {
        expect(wire.command(&format!("HELO {name}"), limit).await?, 250)?;
        return Ok(Extensions::default());
    }
    Ok(Extensions::parse(&expect(reply, 250)?))
}

/// STARTTLS and a second EHLO, because what was said before may have been tampered with (RFC 3207 §4.2).
async fn start_tls(
    mut wire: Wire,
    extensions: &Extensions,
    host: &str,
    server: &Server,
) -> Stepped<(Wire, Extensions)> {
    if !extensions.starttls {
        return Err(Reason::StartTlsMissing.into());
    }
    let reply = wire.command("STARTTLS", server.timeouts.command).await?;
    if reply.is_permanent() {
        return Err(Failure { reason: Reason::StartTlsRefused, reply: Some(reply) });
    }
    expect(reply, 220)?;
    wire.silence().await.map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => Reason::BytesAfterStartTls,
        kind => kind.into(),
    })?;
    let (mut wire, answer) = handshake(wire.into_stream(), host, server).await?;
    let extensions = hello(&mut wire, server).await?;
    Ok(((wire, extensions), answer))
}

fn expect(reply: Reply, code: u16) -> Result<Reply, Failure> {
    let reason = match reply.code {
        found if found == code => return Ok(reply),
        400..500 => Reason::Busy,
        500..600 => Reason::Refused,
        _ => Reason::NotSmtp,
    };
    Err(Failure { reason, reply: Some(reply) })
}
