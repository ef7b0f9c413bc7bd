//! A disk that does what a test says, under a database whose answers come at once: for a simulation, whose time stands
//! still while the database works, so that whatever happens happens in one order (feature `simulation`).

use std::{
    any::Any,
    cell::RefCell,
    collections::HashMap,
    path::PathBuf,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};

/// What becomes of a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Done,
    /// Nothing is changed, and an error says so.
    Failed,
    /// All is changed, and an error says that nobody knows.
    Unheard,
}

/// A wait in simulated time.
pub type Wait<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What a database stands on, in the hands of a test.
pub trait Disk: Send + Sync {
    /// Whether the database answers now.
    fn answers(&self) -> bool;
    /// A commit is asked for. What is waited for here comes before it.
    fn commits(&self) -> Wait<Fate>;
    /// A commit has been made, and whoever asked for it has not heard of it yet.
    fn committed(&self) -> Wait<()>;
    /// What was written before is on the disk.
    fn synced(&self);
}

/// Whose connection it is: a file, and what the connection is for.
pub(crate) type Home = (PathBuf, &'static str);

thread_local! {
    static DISK: RefCell<Option<Arc<dyn Disk>>> = const { RefCell::new(None) };
    /// Connections that nobody uses just now.
    static KEPT: RefCell<HashMap<Home, Box<dyn Any>>> = RefCell::default();
}

/// What this thread opens from now on stands on that disk; none: on that of the computer.
pub fn stand_on(disk: Option<Arc<dyn Disk>>) {
    DISK.set(disk);
}

pub(crate) fn disk() -> Option<Arc<dyn Disk>> {
    DISK.with_borrow(Clone::clone)
}

/// Closes what this thread has kept open.
pub fn forget() {
    KEPT.take();
}

pub(crate) fn keep<T: 'static>(home: Home, connection: T) {
    KEPT.with_borrow_mut(|kept| kept.insert(home, Box::new(connection)));
}

pub(crate) fn kept<T: 'static>(home: &Home) -> Option<T> {
    let kept = KEPT.with_borrow_mut(|kept| kept.remove(home))?;
    kept.downcast().ok().map(|connection| *connection)
}

/// The result, without letting anything else of this thread go on meanwhile.
pub(crate) fn at_once<T>(work: impl Future<Output = T>) -> T {
    struct Here(Thread);
    impl Wake for Here {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Here(thread::current())));
    // The runtime would otherwise want its turn back, and cannot have it.
    let mut work = pin!(tokio::task::unconstrained(work));
    loop {
        match work.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(done) => return done,
            Poll::Pending => thread::park(),
        }
    }
}
