//! The letter sent to a real server over a real connection, dots and all: what arrives is what was built.

use std::cell::RefCell;

use mail::letter::Letter;
use mail::rehearsal::{Action, Behaviour, Options, RehearsalServer};
use mail::smtp::{Envelope, Outcome, Security, Server, Session, Timeouts};
use tokio::runtime::{Builder, Runtime};

use super::input::Input;

/// Letters to one server, which keeps all that it gets.
const LETTERS: usize = 200;

struct Post {
    runtime: Runtime,
    server: RehearsalServer,
    session: Session,
}

thread_local! {
    static POST: RefCell<Option<Post>> = const { RefCell::new(None) };
}

pub fn check(input: &Input, letter: &Letter, octets: &[u8]) {
    let envelope = Envelope { from: input.from.address.clone(), to: input.to.address.clone() };
    let accepts = |address: &str| Behaviour::of(address).action == Action::Accept;
    if !accepts(envelope.from.as_str()) || !accepts(envelope.to.as_str()) {
        return;
    }
    POST.with_borrow_mut(|slot| {
        let Post { runtime, server, session } = slot.get_or_insert_with(open);
        let handover = runtime.block_on(session.send(&envelope, letter));
        assert_eq!((handover.outcome, handover.reusable), (Outcome::Sent, true), "{handover:?}");
        let full = server.read(|ledger| {
            let arrival = ledger.arrivals.last().expect("nothing arrived");
            assert_eq!(&*arrival.bytes, octets);
            assert_eq!(
                (arrival.from.as_str(), arrival.to.as_str()),
                (envelope.from.as_str(), envelope.to.as_str())
            );
            ledger.arrivals.len() == LETTERS
        });
        if full {
            *slot = None;
        }
    });
}

fn open() -> Post {
    let runtime = Builder::new_current_thread().enable_all().build().expect("no runtime");
    let (server, session) = runtime.block_on(async {
        let server = RehearsalServer::start(Options::default()).await.expect("no server");
        let desk = Server {
            host: "127.0.0.1".into(),
            port: server.port(),
            security: Security::None,
            credentials: None,
            hello_name: "localhost".into(),
            letters_per_connection: None,
            timeouts: Timeouts::default(),
            extra_roots: Vec::new(),
        };
        let session = Session::open(&desk).await.expect("no session");
        (server, session)
    });
    Post { runtime, server, session }
}
