//! The Message-ID of a delivery: the same for every try, and not to be guessed.

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// Octets of the mac that are written: 80 bits.
const MAC: usize = 10;

/// The Message-IDs of one sender, `<uuid.mac@domain>` (RFC 5322 §3.6.4). The mac, of HMAC-SHA-256 over the id, makes
/// a forged bounce recognisable: only we can have written the Message-ID it quotes.
#[derive(Debug, Clone)]
pub struct MessageIds {
    keyed: Hmac<Sha256>,
    domain: String,
}

impl MessageIds {
    /// `domain` is the sender's; `key` may have any length and never changes for a database.
    pub fn new(key: &[u8], domain: &str) -> Self {
        // HMAC takes keys of any length (RFC 2104 §2): there is no error that this could hide.
        let keyed = Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default()));
        Self { keyed, domain: domain.to_owned() }
    }

    /// That of the delivery `id`.
    pub fn of(&self, id: Uuid) -> String {
        let mac = self.keyed.clone().chain_update(id.as_bytes()).finalize().into_bytes();
        let mac = mac.iter().take(MAC).fold(0_u128, |mac, &octet| mac << 8 | u128::from(octet));
        let mut message_id = String::with_capacity(64 + self.domain.len());
        // Writing to a string cannot fail.
        write!(message_id, "<{}.{mac:0width$x}@{}>", id.simple(), self.domain, width = 2 * MAC)
            .unwrap_or_default();
        message_id
    }
}

/// One Message-ID, see [`MessageIds`].
pub fn message_id(id: Uuid, key: &[u8], domain: &str) -> String {
    MessageIds::new(key, domain).of(id)
}
