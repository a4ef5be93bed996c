//! What a session is drawn with.

use scopeon_core::provider::Coverage;
use scopeon_core::time::Zone;

/// How one session is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// The zone of times.
    pub(crate) zone: Zone,
    /// How many characters fit in a line.
    pub(crate) width: usize,
    /// The home directory, shown as `~`.
    pub(crate) home: Option<&'a str>,
    /// How many calls are listed; none for all.
    pub(crate) calls: Option<usize>,
    /// How much of the truth the agent's logs hold; none for an agent that is not known any more.
    pub(crate) level: Option<Coverage>,
}
