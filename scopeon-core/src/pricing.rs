//! (First words only, so that the rest of core builds while the price table is made; to be replaced whole.)

/// The service tier or speed of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Tier {
    /// List price.
    #[default]
    Standard,
    /// Fast mode.
    Fast,
    /// Priority processing.
    Priority,
    /// Batch processing.
    Batch,
    /// Flex processing.
    Flex,
}

/// The region that served a call, where it changes the price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Geo {
    /// Anywhere.
    #[default]
    Global,
    /// The United States only.
    Us,
    /// The European Union only.
    Eu,
}
