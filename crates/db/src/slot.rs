//! A connection in its place, none once it is closed. In a simulation it stays open for whoever opens the file next:
//! thousands of times.

#[cfg(feature = "simulation")]
use crate::simulation::{self, Home};

pub(crate) struct Slot<T: 'static> {
    connection: Option<T>,
    #[cfg(feature = "simulation")]
    home: Option<Home>,
}

impl<T> Slot<T> {
    pub(crate) fn of(connection: T) -> Self {
        Self {
            connection: Some(connection),
            #[cfg(feature = "simulation")]
            home: None,
        }
    }

    #[cfg(feature = "simulation")]
    pub(crate) fn at(home: Home, connection: T) -> Self {
        Self { connection: Some(connection), home: Some(home) }
    }

    pub(crate) fn get(&self) -> Option<&T> {
        self.connection.as_ref()
    }

    #[cfg(feature = "simulation")]
    pub(crate) fn get_mut(&mut self) -> Option<&mut T> {
        self.connection.as_mut()
    }

    pub(crate) fn close(&mut self) {
        self.connection = None;
    }
}

#[cfg(feature = "simulation")]
impl<T> Drop for Slot<T> {
    fn drop(&mut self) {
        if let (Some(home), Some(connection)) = (self.home.take(), self.connection.take()) {
            simulation::keep(home, connection);
        }
    }
}
