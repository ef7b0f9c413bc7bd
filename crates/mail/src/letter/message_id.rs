//! The Message-ID of a delivery: the same for every try, and not to be guessed.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// `<uuid.mac@domain>` (RFC 5322 §3.6.4). The mac, 80 bits of HMAC-SHA-256 over the id, makes a forged bounce
/// recognisable: only we can have written the Message-ID it quotes.
///
/// `domain` is the sender's; `key` may have any length and never changes for a database.
pub fn message_id(id: Uuid, key: &[u8], domain: &str) -> String {
    // HMAC takes keys of any length (RFC 2104 §2), so there is no error to hand on.
    let mac = Hmac::<Sha256>::new_from_slice(key)
        .map(|mac| mac.chain_update(id.as_bytes()).finalize().into_bytes());
    let mac: String = mac.iter().flatten().take(10).map(|byte| format!("{byte:02x}")).collect();
    format!("<{}.{mac}@{domain}>", id.simple())
}
