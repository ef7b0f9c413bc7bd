//! Replies of any bytes: read without a panic, the same however they are cut, and never better than they are.
#![no_main]

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use libfuzzer_sys::fuzz_target;
use mail::smtp::{Answer, EnhancedCode, Outcome, Reply, Stage, verdict};
use tokio::io::BufReader;

fuzz_target!(|bytes: &[u8]| {
    let mut whole = bytes;
    let step = bytes.first().map_or(1, |byte| usize::from(*byte % 16) + 1);
    let mut cut = BufReader::with_capacity(step, bytes);
    loop {
        let before = whole;
        let reply = now(Reply::read(&mut whole));
        let same = now(Reply::read(&mut cut));
        assert_eq!(reply.as_ref().ok(), same.as_ref().ok());
        assert_eq!(reply.as_ref().err().map(|e| e.kind()), same.as_ref().err().map(|e| e.kind()));
        let Ok(reply) = reply else { return };
        let heard = &before[..before.len() - whole.len()];
        check(&reply, heard);
        for stage in [Stage::MailFrom, Stage::Rcpt, Stage::Data, Stage::Body, Stage::Dot] {
            judge(&reply, stage);
        }
    }
});

fn check(reply: &Reply, heard: &[u8]) {
    assert!((200..600).contains(&reply.code));
    assert_eq!(heard.get(..3), Some(reply.code.to_string().as_bytes()));
    assert!(heard.ends_with(b"\n"));
    let lines = heard.iter().filter(|&&byte| byte == b'\n').count();
    assert!(lines <= 64 && heard.len() <= lines * 8 * 1024);
    assert_eq!(reply.text.split('\n').count(), lines);
    assert!(!reply.text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')));
    if let Some(enhanced) = reply.enhanced {
        assert_eq!(u16::from(enhanced.0), reply.code / 100);
        assert!(reply.text.contains('.'));
    }
}

fn judge(reply: &Reply, stage: Stage) {
    let outcome = verdict(stage, Answer::Reply(reply));
    let taken = stage == Stage::Dot && reply.code < 300;
    assert_eq!(outcome == Outcome::Sent, taken);
    assert_eq!(outcome == Outcome::InDoubt, stage == Stage::Dot && (300..400).contains(&reply.code));
    assert_eq!(outcome == Outcome::CutBeforeDot, stage != Stage::Dot && reply.code < 400);
    if reply.code / 100 == 4 {
        let charged = stage == Stage::Dot || reply.code != 421;
        assert!(matches!(outcome, Outcome::Deferred { charged: found, .. } if found == charged));
    }
    if outcome == (Outcome::Refused { suppress: true }) {
        // Only the server's own code says that nobody is there for ever.
        assert!(matches!(reply.enhanced, Some(EnhancedCode(5, 1 | 2, _))) && stage != Stage::MailFrom);
    }
}

/// What is in memory is never waited for.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("waited for bytes that are there"),
    }
}
