//! What a session is drawn with.

use scopeon_core::provider::Coverage;
use scopeon_core::time::Zone;

/// Which calls of a session are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listed {
    /// The last ones; all without a number.
    Last(Option<usize>),
    /// The most expensive ones, the most expensive first; all without a number.
    Top(Option<usize>),
    /// Those of one turn.
    Turn(u64),
}

/// How one session is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// The zone of times.
    pub(crate) zone: Zone,
    /// How many characters fit in a line.
    pub(crate) width: usize,
    /// The home directory, shown as `~`.
    pub(crate) home: Option<&'a str>,
    /// Which calls are listed.
    pub(crate) calls: Listed,
    /// How much of the truth the agent's logs hold; none for an agent that is not known any more.
    pub(crate) level: Option<Coverage>,
}
