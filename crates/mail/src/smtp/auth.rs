//! Sign-in by AUTH (RFC 4954): with a password by PLAIN (RFC 4616) or LOGIN, with an access token by XOAUTH2.
//!
//! LOGIN is what servers made of a draft. XOAUTH2 is described by those who ask for it
//! (<https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>, and Microsoft's "Authenticate an IMAP, POP
//! or SMTP connection using OAuth").

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

use super::extensions::Extensions;
use super::failure::{Failure, Reason};
use super::open::Stepped;
use super::server::{Credentials, SignIn};
use super::wire::Wire;

/// Octets of a command without its CR LF (RFC 5321 §4.5.3.1.4). A response that does not fit waits for the server's
/// challenge (RFC 4954 §4), as a token of Microsoft's with its 2 KB must.
const COMMAND_LIMIT: usize = 510;

/// One way to sign in, for one person.
struct Mechanism {
    name: &'static str,
    /// In base64, each for one challenge.
    responses: Vec<Zeroizing<String>>,
    /// Whether the first response may travel with the command.
    initial: bool,
}

pub(super) async fn sign_in(
    wire: &mut Wire,
    extensions: &Extensions,
    sign_in: &SignIn,
    limit: Duration,
) -> Stepped<()> {
    let Mechanism { name, responses, initial } =
        Mechanism::choose(extensions, sign_in).ok_or(Reason::SignInMissing)?;
    let mut responses = responses.iter();
    let mut command = Zeroizing::new(format!("AUTH {name}"));
    if let Some(first) = responses.as_slice().first()
        && initial
        && command.len() + 1 + first.len() <= COMMAND_LIMIT
    {
        responses.next();
        command = joined(&[&command, " ", first]);
    }
    let mut reply = wire.command(&command, limit).await?;
    while reply.code == 334
        && let Some(response) = responses.next()
    {
        reply = wire.command(response, limit).await?;
    }
    let reason = match reply.code {
        235 => return Ok(((), Some(reply.to_string()))),
        400..500 => Reason::SignInBusy,
        500..600 => Reason::SignInRefused,
        _ => Reason::NotSmtp,
    };
    Err(Failure { reason, reply: Some(reply) })
}

impl Mechanism {
    /// The best of those that the server offers.
    fn choose(extensions: &Extensions, sign_in: &SignIn) -> Option<Self> {
        match sign_in {
            SignIn::Password(Credentials { username, password }) if extensions.auth_plain => Some(Self {
                name: "PLAIN",
                responses: vec![encoded(&["\0", username, "\0", password.expose()])],
                initial: true,
            }),
            SignIn::Password(Credentials { username, password }) if extensions.auth_login => Some(Self {
                name: "LOGIN",
                responses: vec![encoded(&[username]), encoded(&[password.expose()])],
                initial: false,
            }),
            SignIn::Token { username, token } if extensions.auth_xoauth2 => Some(Self {
                name: "XOAUTH2",
                responses: vec![
                    encoded(&["user=", username, "\u{1}auth=Bearer ", token.expose(), "\u{1}\u{1}"]),
                    // What is wrong with a token comes as one more challenge; only an empty answer to it brings the
                    // reply that says no.
                    Zeroizing::default(),
                ],
                initial: true,
            }),
            SignIn::Password(_) | SignIn::Token { .. } => None,
        }
    }
}

fn encoded(parts: &[&str]) -> Zeroizing<String> {
    Zeroizing::new(BASE64_STANDARD.encode(joined(parts).as_str()))
}

/// In one piece of memory from the start, so that no other piece keeps a copy.
fn joined(parts: &[&str]) -> Zeroizing<String> {
    Zeroizing::new(parts.concat())
}
