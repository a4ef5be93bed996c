//! A line without an end, at the end of a log.

use scopeon_core::provider::Position;

/// A line without an end, and where it starts.
pub(crate) struct Ending {
    /// The line without the NULs and the white space around it.
    pub(crate) bytes: Vec<u8>,
    pub(crate) place: Position,
    /// Whether NULs stand in it: what was to stand there never came to the disk.
    pub(crate) has_nuls: bool,
}

impl Ending {
    /// Returns `true` if it is a record and not the beginning of one: an object that is closed.
    pub(crate) fn is_whole(&self) -> bool {
        self.bytes.first() == Some(&b'{')
            && serde_json::from_slice::<serde::de::IgnoredAny>(&self.bytes).is_ok()
    }
}
