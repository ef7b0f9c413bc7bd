//! Letters that have passed the gate and wait for a connection, and how many may wait.
//!
//! Whatever is past the gate when the program dies is in doubt, so the stock is kept small: no
//! more than a letter a connection. Only above a thousand letters a second a commit for so few
//! would set the pace; then up to [`MOST`] are past the gate in all.

use super::{lock, run::Ready};
use std::{
    collections::VecDeque,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Notify, Semaphore, watch},
    time::{Instant, timeout},
};

/// Letters past the gate, those on their way included.
const MOST: usize = 50;
/// Letters a second from which on more are gated ahead.
const FAST: f64 = 1_000.0;
/// Over how long the speed is measured.
const SPAN: Duration = Duration::from_millis(100);

pub(super) struct Stock {
    /// How many this worker may have now.
    connections: watch::Sender<usize>,
    letters: Mutex<VecDeque<Ready>>,
    /// A permit for each of them, so that a letter wakes one connection; closed when nothing more will come.
    waiting: Semaphore,
    /// Taken by a connection that is still busy with the letter before.
    announced: AtomicUsize,
    speed: Mutex<Speed>,
    /// Nothing more begins.
    halted: AtomicBool,
    taken: Notify,
}

struct Speed {
    since: Instant,
    taken: u32,
    is_fast: bool,
}

impl Stock {
    pub(super) fn new(connections: usize) -> Self {
        Self {
            connections: watch::Sender::new(connections),
            letters: Mutex::default(),
            waiting: Semaphore::new(0),
            announced: AtomicUsize::new(0),
            speed: Mutex::new(Speed { since: Instant::now(), taken: 0, is_fast: false }),
            halted: AtomicBool::new(false),
            taken: Notify::new(),
        }
    }

    /// How many letters to gate now: none while enough are waiting.
    pub(super) fn wanted(&self) -> usize {
        let connections = *self.connections.borrow();
        if connections == 0 {
            return 0;
        }
        let is_fast = self.is_fast();
        let most = if is_fast { MOST.saturating_sub(connections).max(connections) } else { connections };
        let ahead = lock(&self.letters).len() + self.announced.load(Ordering::SeqCst);
        let free = most.saturating_sub(ahead);
        // In halves, where commits set the pace: one for many.
        if !is_fast || free * 2 >= most { free } else { 0 }
    }

    /// Connections are numbered from 0.
    pub(super) fn has_place(&self, number: usize) -> bool {
        number < *self.connections.borrow()
    }

    /// Waits until a connection may be used; false when nothing more will come.
    pub(super) async fn gets_place(&self, number: usize) -> bool {
        let mut connections = self.connections.subscribe();
        // It lives as long as this.
        let _ = connections.wait_for(|connections| number < *connections || self.is_closed()).await;
        !self.is_closed()
    }

    /// Changes how many connections this worker may have; those beyond end after their letter.
    pub(super) fn share(&self, connections: usize) {
        self.connections.send_replace(connections);
        self.taken.notify_one();
    }

    /// Waits until nothing more will come.
    pub(super) async fn closed(&self) {
        let mut connections = self.connections.subscribe();
        let _ = connections.wait_for(|_| self.is_closed()).await;
    }

    /// Whether letters go out so fast that a commit for each would set the pace.
    pub(super) fn is_fast(&self) -> bool {
        lock(&self.speed).is_fast
    }

    /// Waits until so many letters have been begun that others are wanted.
    pub(super) async fn taken(&self) {
        self.taken.notified().await;
    }

    pub(super) fn add(&self, letters: Vec<Ready>) {
        let count = letters.len();
        lock(&self.letters).extend(letters);
        self.waiting.add_permits(count);
    }

    /// Gives back a letter that was taken and not begun.
    pub(super) fn put_back(&self, letter: Ready) {
        lock(&self.letters).push_front(letter);
        self.waiting.add_permits(1);
    }

    /// Nothing more begins: what waits stays where it is.
    pub(super) fn halt(&self) {
        self.halted.store(true, Ordering::SeqCst);
        self.close();
    }

    pub(super) fn is_halted(&self) -> bool {
        self.halted.load(Ordering::SeqCst)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.waiting.is_closed()
    }

    /// Nothing more will come: whoever waits may go.
    pub(super) fn close(&self) {
        self.waiting.close();
        self.taken.notify_one();
        // Whoever waits for a place looks.
        self.connections.send_modify(|_| {});
    }

    /// The next letter, to begin with it; none when there is none and none will come.
    pub(super) async fn next(&self) -> Option<Ready> {
        if let Ok(permit) = self.waiting.acquire().await {
            permit.forget();
        }
        let letter = self.take()?;
        self.begun();
        Some(letter)
    }

    /// The letter that a connection will begin after the one it is busy with, if one comes in that time. It is
    /// still ahead until [`Stock::begin`].
    pub(super) async fn announce(&self, patience: Duration) -> Option<Ready> {
        match timeout(patience, self.waiting.acquire()).await {
            Ok(Ok(permit)) => permit.forget(),
            // Closed: what waits is all there is.
            Ok(Err(_)) => {}
            Err(_) => return None,
        }
        let letter = self.take()?;
        self.announced.fetch_add(1, Ordering::SeqCst);
        Some(letter)
    }

    /// An announced letter begins.
    pub(super) fn begin(&self, announced: Ready) -> Ready {
        self.announced.fetch_sub(1, Ordering::SeqCst);
        self.begun();
        announced
    }

    fn take(&self) -> Option<Ready> {
        lock(&self.letters).pop_front()
    }

    fn begun(&self) {
        lock(&self.speed).count();
        if self.wanted() > 0 {
            self.taken.notify_one();
        }
    }

    /// Everything that waits.
    pub(super) fn rest(&self) -> Vec<Ready> {
        lock(&self.letters).drain(..).collect()
    }
}

impl Speed {
    #[expect(clippy::float_arithmetic, reason = "letters a second")]
    fn count(&mut self) {
        self.taken += 1;
        let time = self.since.elapsed();
        if time >= SPAN {
            self.is_fast = f64::from(self.taken) / time.as_secs_f64() > FAST;
            *self = Self { since: Instant::now(), taken: 0, is_fast: self.is_fast };
        }
    }
}
