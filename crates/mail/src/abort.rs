//! Named points on a letter's way at which a test lets the program die (feature `failpoints`). Without the feature
//! they are nothing.

/// A point on a letter's way, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AbortPoint {
    /// The deliveries of a mailing are made, and not committed.
    StartWritten,
    StartCommitted,
    ClaimCommitted,
    /// Letters have passed the gate, and it is not committed.
    GateWritten,
    GateCommitted,
    BeforeMailFrom,
    /// All of a letter but its end is written.
    BeforeDot,
    /// The server may have taken it, and has not answered.
    AfterDot,
    /// The server has taken it, and nobody has written it down.
    Answered,
    /// It stands in the journal alone.
    Journaled,
    OutcomeWritten,
    OutcomeCommitted,
}

impl AbortPoint {
    pub const ALL: [Self; 12] = [
        Self::StartWritten,
        Self::StartCommitted,
        Self::ClaimCommitted,
        Self::GateWritten,
        Self::GateCommitted,
        Self::BeforeMailFrom,
        Self::BeforeDot,
        Self::AfterDot,
        Self::Answered,
        Self::Journaled,
        Self::OutcomeWritten,
        Self::OutcomeCommitted,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::StartWritten => "start-written",
            Self::StartCommitted => "start-committed",
            Self::ClaimCommitted => "claim-committed",
            Self::GateWritten => "gate-written",
            Self::GateCommitted => "gate-committed",
            Self::BeforeMailFrom => "before-mail-from",
            Self::BeforeDot => "before-dot",
            Self::AfterDot => "after-dot",
            Self::Answered => "answered",
            Self::Journaled => "journaled",
            Self::OutcomeWritten => "outcome-written",
            Self::OutcomeCommitted => "outcome-committed",
        }
    }

    /// The program dies here when a test has said so, as in `FAILPOINTS="after-dot=3*off->return"`: at the fourth
    /// pass.
    #[cfg(feature = "failpoints")]
    pub fn pass(self) {
        static READ: std::sync::Once = std::sync::Once::new();
        // What the environment says holds as long as the program runs.
        READ.call_once(|| std::mem::forget(fail::FailScenario::setup()));
        let _: Option<()> = fail::eval(self.name(), |_| std::process::abort());
    }

    /// Nothing: this program is not one for tests.
    #[cfg(not(feature = "failpoints"))]
    pub const fn pass(self) {}
}
