//! How the rehearsal server treats a recipient: written once, here.

/// What the server does, at RCPT unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Accept,
    /// `450`: 450 4.7.1, greylisted.
    Greylist,
    /// `full`: 452 4.2.2, mailbox full.
    Full,
    /// `421`: 421 4.7.0, and the connection is closed.
    Busy,
    /// `refuse`, `550`: 550 5.1.1, no such user.
    Refuse,
    /// `policy`: 550 5.7.1.
    Policy,
    /// `spam`: 554 5.7.1 after the dot.
    Spam,
    /// `later`: 451 4.3.0 after the dot.
    Later,
    /// `drop-before-dot`: the connection is cut in place of the answer to DATA; nothing is kept.
    DropBeforeDot,
    /// `drop-in-body`: the connection is cut while the letter comes; nothing is kept.
    DropInBody,
    /// `drop-after-dot`: the letter is kept, and the connection is cut in place of the answer.
    DropAfterDot,
    /// `nonsense`: the letter is kept, and the answer to its dot is none.
    Nonsense,
    /// `slow-data`: DATA is answered after [`super::Options::slow`].
    SlowData,
    /// `slow`: accepted after [`super::Options::slow`].
    Slow,
}

/// The treatment a recipient's address asks for.
///
/// Only names in domains reserved for tests (RFC 2606: `example`, `test`, `invalid`, `localhost`, `example.com`,
/// `example.net`, `example.org`) ask for anything: every other address, so every real person's, is accepted.
/// The local part is the word of an [`Action`], alone or followed by something that is not a letter
/// (`refuse@example.org`, `refuse-7@example.org`); with `once-` before it (`once-450.anna@example.org`) the server
/// does so the first time only and accepts from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Behaviour {
    pub action: Action,
    /// The first time only.
    pub once: bool,
}

const WORDS: [(&str, Action); 15] = [
    ("450", Action::Greylist),
    ("full", Action::Full),
    ("421", Action::Busy),
    ("refuse", Action::Refuse),
    ("550", Action::Refuse),
    ("policy", Action::Policy),
    ("spam", Action::Spam),
    ("later", Action::Later),
    ("drop-before-dot", Action::DropBeforeDot),
    ("drop-in-body", Action::DropInBody),
    ("drop-after-dot", Action::DropAfterDot),
    ("nonsense", Action::Nonsense),
    ("slow-data", Action::SlowData),
    ("slow", Action::Slow),
    ("accept", Action::Accept),
];

impl Behaviour {
    pub(super) const ACCEPT: Self = Self { action: Action::Accept, once: false };

    /// The treatment of an address, `local@domain`.
    pub fn of(address: &str) -> Self {
        let address = address.to_lowercase();
        let Some((local, domain)) = address.rsplit_once('@') else { return Self::ACCEPT };
        if !is_reserved(domain) {
            return Self::ACCEPT;
        }
        let (word, once) = local.strip_prefix("once-").map_or((local, false), |word| (word, true));
        WORDS
            .iter()
            .find(|(prefix, _)| {
                word.strip_prefix(prefix).is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
            })
            .map_or(Self::ACCEPT, |&(_, action)| Self { action, once })
    }
}

fn is_reserved(domain: &str) -> bool {
    let mut labels = domain.rsplit('.');
    match labels.next() {
        Some("example" | "test" | "invalid" | "localhost") => true,
        Some("com" | "net" | "org") => labels.next() == Some("example"),
        _ => false,
    }
}
