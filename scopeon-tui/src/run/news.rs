//! What the threads tell the one that draws.

use crate::msg::{Clicks, Msg};

/// What the threads tell the one that draws.
#[derive(Debug)]
pub(super) enum News {
    /// Something that the state takes.
    Msg(Box<Msg>),
    /// A cell was clicked; what that means is known by who drew it.
    Click {
        /// Its column.
        column: u16,
        /// Its row.
        row: u16,
        /// How often.
        clicks: Clicks,
    },
    /// A signal that ends everything, by its number.
    Signal(u8),
    /// The process goes on after it was stopped.
    Continued,
    /// The terminal has another size.
    Resized,
    /// A fault is asked for.
    Fault,
    /// The terminal is gone.
    Gone,
}

impl News {
    /// Tells something that the state takes.
    pub(super) fn of(msg: Msg) -> Self {
        Self::Msg(Box::new(msg))
    }
}
