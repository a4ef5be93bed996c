//! Names that repeat from line to line, kept so that a repeated one costs a comparison and no allocation.

use scopeon_core::label::Label;

use crate::kit::json::Raw;

/// Remembers what was last made of a raw value.
pub(super) struct Last<T> {
    raw: Vec<u8>,
    made: Option<T>,
}

impl<T> Default for Last<T> {
    fn default() -> Self {
        Self { raw: Vec::new(), made: None }
    }
}

impl<T: Clone> Last<T> {
    /// Returns what `make` makes of a raw value, asking it only when the value is not the last one's.
    pub(super) fn of(&mut self, raw: Raw<'_>, make: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        if raw.is_missing() {
            return None;
        }
        if self.raw != raw.bytes() {
            self.made = raw.text().and_then(|text| make(&text));
            self.raw.clear();
            self.raw.extend_from_slice(raw.bytes());
        }
        self.made.clone()
    }
}

/// A few names that come in turns, such as those of tools.
#[derive(Default)]
pub(super) struct Names {
    known: Vec<(Box<[u8]>, Option<Label>)>,
}

/// More distinct names than this in one log are not worth remembering.
const MAX_NAMES: usize = 64;

impl Names {
    /// Returns the name that a raw string states.
    pub(super) fn label(&mut self, raw: Raw<'_>) -> Option<Label> {
        if let Some((_, label)) = self.known.iter().find(|(known, _)| **known == *raw.bytes()) {
            return label.clone();
        }
        let label = label(raw);
        if self.known.len() < MAX_NAMES {
            self.known.push((raw.bytes().into(), label.clone()));
        }
        label
    }
}

/// Returns the name that a raw string states.
pub(super) fn label(raw: Raw<'_>) -> Option<Label> {
    Label::new(&raw.text()?)
}

/// Returns the name that a raw string states if it is shaped like a name in a program: what may hold a
/// sentence instead is dropped.
pub(super) fn identifier(raw: Raw<'_>) -> Option<Label> {
    let text = raw.text()?;
    let shaped = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.' | b'/');
    (text.len() <= 64 && text.bytes().all(shaped)).then(|| Label::new(&text)).flatten()
}
