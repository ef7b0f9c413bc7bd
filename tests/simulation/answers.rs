//! What a server may answer where, besides what it should: every row of "What an answer means".

/// Where a conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Greeting,
    Hello,
    MailFrom,
    Rcpt,
    Data,
    Dot,
    Reset,
}

/// Refusals for now and for good.
pub const fn refusals(step: Step) -> &'static [&'static str] {
    match step {
        Step::Greeting => &["421 4.3.2 Too many connections", "554 5.3.2 No SMTP service here", "451 later"],
        Step::Hello => &["421 4.3.2 Shutting down", "502 5.5.1 Not implemented", "450 4.7.1 Not now"],
        Step::MailFrom => &[
            "451 4.3.0 Temporary failure",
            "452 4.3.1 Insufficient system storage",
            "450 4.7.1 Rate limit exceeded",
            "421 4.7.0 Try again later",
            "550 5.7.1 Sender address rejected",
            "530 5.7.0 Authentication required",
            "552 5.3.4 Message size exceeds fixed limit",
        ],
        Step::Rcpt => &[
            "450 4.7.1 Greylisted, please try again later",
            "451 4.3.0 Temporary lookup failure",
            "452 4.2.2 Mailbox full",
            "452 4.5.3 Too many recipients",
            "552 Too many recipients",
            "421 4.7.0 Service not available",
            "550 5.1.1 No such user here",
            "550 5.1.2 No such domain",
            "553 5.1.3 Bad address syntax",
            "551 5.1.6 Has moved",
            "550 5.1.10 Null MX",
            "550 5.2.1 Mailbox disabled",
            "552 5.2.2 Mailbox full",
            "550 5.3.0 Other system status",
            "550 5.4.4 Unable to route",
            "550 5.5.0 Invalid recipient",
            "550 no",
            "550 5.7.1 Refused by policy",
            "554 5.7.1 Blocked",
            "554 no",
            "550 5.1.8 Sender's domain does not exist",
            "535 5.7.8 Sign in first",
        ],
        Step::Data => &[
            "451 4.3.0 Not now",
            "421 4.3.2 Shutting down",
            "554 5.5.1 No valid recipients",
            "550 5.7.1 Refused by policy",
            "503 5.5.1 Bad sequence",
        ],
        Step::Dot => &[
            "451 4.3.0 Try again later",
            "452 4.3.1 Disk full",
            "421 4.3.2 Shutting down",
            "450 4.7.1 Sending too fast",
            "550 5.7.1 Message refused by policy",
            "554 5.7.1 Message looks like spam",
            "554 no",
            "552 5.3.4 Message too big",
            "552 5.2.2 Mailbox full",
            "554 5.6.0 Bad content",
        ],
        Step::Reset => &["421 4.3.2 Shutting down", "500 5.5.2 What?"],
    }
}

/// What is no answer, or none that belongs there.
pub const NONSENSE: [&str; 6] =
    ["thank you", "354 go on", "99 bottles", "250-first\r\n550 second", "220 hello", ""];

/// What a server says to everybody that wants no letters from here.
pub const REFUSED: &str = "550 5.7.1 Refused by policy";

/// What a server may have against an address for good.
pub const TREATMENTS: [&str; 4] = [
    "550 5.1.1 No such user here",
    "552 5.2.2 Mailbox full",
    "550 5.7.1 Refused by policy",
    "450 4.7.1 Greylisted",
];
