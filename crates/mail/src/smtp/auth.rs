//! Sign-in by AUTH PLAIN (RFC 4616) or AUTH LOGIN (RFC 4954 and what servers made of it).

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::extensions::Extensions;
use super::failure::{Failure, Reason};
use super::open::Stepped;
use super::server::Credentials;
use super::wire::Wire;

pub(super) async fn sign_in(
    wire: &mut Wire,
    extensions: &Extensions,
    credentials: &Credentials,
    limit: Duration,
) -> Stepped<()> {
    let Credentials { username, password } = credentials;
    let mut reply = if extensions.auth_plain {
        let response = BASE64_STANDARD.encode(format!("\0{username}\0{}", password.expose()));
        wire.command(&format!("AUTH PLAIN {response}"), limit).await?
    } else if extensions.auth_login {
        wire.command("AUTH LOGIN", limit).await?
    } else {
        return Err(Reason::SignInMissing.into());
    };
    if !extensions.auth_plain {
        for response in [username.as_str(), password.expose()] {
            if reply.code == 334 {
                reply = wire.command(&BASE64_STANDARD.encode(response), limit).await?;
            }
        }
    }
    let reason = match reply.code {
        235 => return Ok(((), Some(reply.to_string()))),
        400..500 => Reason::SignInBusy,
        500..600 => Reason::SignInRefused,
        _ => Reason::NotSmtp,
    };
    Err(Failure { reason, reply: Some(reply) })
}
