//! What a server says it can do, in its reply to EHLO (RFC 5321 §4.1.1.1).

use super::reply::Reply;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Extensions {
    /// RFC 2920.
    pub pipelining: bool,
    /// RFC 3207.
    pub starttls: bool,
    /// RFC 1870: MAIL FROM may name the letter's size.
    pub size: bool,
    /// Octets of the largest letter, where the server names a limit.
    pub size_limit: Option<usize>,
    /// RFC 6152.
    pub eight_bit_mime: bool,
    /// RFC 6531.
    pub smtputf8: bool,
    /// RFC 4954, also in the old spelling `AUTH=`.
    pub auth_plain: bool,
    pub auth_login: bool,
    pub auth_xoauth2: bool,
}

impl Extensions {
    /// The first line is the server's name. Keywords may be in any case (RFC 5321 §4.1.1.1) and come twice, and most
    /// are unknown. ENHANCEDSTATUSCODES is not asked for: see [`super::EnhancedCode`].
    pub(super) fn parse(reply: &Reply) -> Self {
        let mut extensions = Self::default();
        for line in reply.text.lines().skip(1) {
            let line = line.to_ascii_uppercase();
            let mut words = line.split([' ', '\t', '=']).filter(|word| !word.is_empty());
            match words.next() {
                Some("PIPELINING") => extensions.pipelining = true,
                Some("STARTTLS") => extensions.starttls = true,
                Some("SIZE") => {
                    extensions.size = true;
                    // 0: no limit (RFC 1870 §4).
                    extensions.size_limit =
                        words.next().and_then(|limit| limit.parse().ok()).filter(|&limit| limit > 0);
                }
                Some("8BITMIME") => extensions.eight_bit_mime = true,
                Some("SMTPUTF8") => extensions.smtputf8 = true,
                Some("AUTH") => {
                    for mechanism in words {
                        extensions.auth_plain |= mechanism == "PLAIN";
                        extensions.auth_login |= mechanism == "LOGIN";
                        extensions.auth_xoauth2 |= mechanism == "XOAUTH2";
                    }
                }
                _ => {}
            }
        }
        extensions
    }
}
