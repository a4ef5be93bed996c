//! The little a provider remembers between two reads of one source.

use crate::id::Identity;
use crate::label::Label;

/// The most values a carry holds; further keys are refused.
const MAX_SLOTS: usize = 64;

/// One remembered value. There is no variant for text other than a bounded name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StateValue {
    /// A number.
    Number(i64),
    /// An identity.
    Identity(Identity),
    /// A name or an id that identities are made of or that is compared with what the log says next. It is kept as it
    /// is; where it is not shaped like one, the source is read from its start again when it has grown.
    Label(Label),
    /// A project's directory, of which is kept what `[privacy] paths` says.
    Path(Label),
    /// A branch.
    Branch(Label),
}

/// Up to 64 small values under a provider's own keys, stored with the place in the source they belong to.
///
/// ```
/// use scopeon_core::provider::{ReaderState, StateValue};
/// const TURN: u8 = 1;
/// let mut carry = ReaderState::default();
/// carry.set(TURN, StateValue::Number(7));
/// assert_eq!(ReaderState::decode(&carry.encode()), Some(carry));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReaderState {
    slots: Vec<(u8, StateValue)>,
}

impl ReaderState {
    /// Returns the value under `key`.
    #[must_use]
    pub fn get(&self, key: u8) -> Option<&StateValue> {
        self.slots.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    /// Returns the number under `key`.
    #[must_use]
    pub fn number(&self, key: u8) -> Option<i64> {
        if let Some(StateValue::Number(number)) = self.get(key) { Some(*number) } else { None }
    }

    /// Returns the identity under `key`.
    #[must_use]
    pub fn identity(&self, key: u8) -> Option<Identity> {
        if let Some(StateValue::Identity(identity)) = self.get(key) { Some(*identity) } else { None }
    }

    /// Returns the name, the path or the branch under `key`.
    #[must_use]
    pub fn label(&self, key: u8) -> Option<&Label> {
        match self.get(key)? {
            StateValue::Label(label) | StateValue::Path(label) | StateValue::Branch(label) => Some(label),
            StateValue::Number(_) | StateValue::Identity(_) => None,
        }
    }

    /// Puts a value under `key`. A 65th key is refused, so that a carry stays small.
    pub fn set(&mut self, key: u8, value: StateValue) {
        if let Some(slot) = self.slots.iter_mut().find(|(known, _)| *known == key) {
            slot.1 = value;
        } else if self.slots.len() < MAX_SLOTS {
            self.slots.push((key, value));
        }
    }

    /// Forgets the value under `key`.
    pub fn remove(&mut self, key: u8) {
        self.slots.retain(|(known, _)| *known != key);
    }

    /// Returns every value.
    pub fn values(&self) -> impl Iterator<Item = &StateValue> {
        self.slots.iter().map(|(_, value)| value)
    }

    /// Returns every value, to be changed in its place.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut StateValue> {
        self.slots.iter_mut().map(|(_, value)| value)
    }

    /// Writes the carry as bytes: for each value its key, a kind, and 8, 16 or a length and that many bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (key, value) in &self.slots {
            bytes.push(*key);
            encode_value(value, &mut bytes);
        }
        bytes
    }

    /// Reads a carry back; `None` when the bytes are not one.
    #[must_use]
    pub fn decode(mut bytes: &[u8]) -> Option<Self> {
        let mut carry = Self::default();
        while let Some((key, rest)) = bytes.split_first() {
            let (value, rest) = decode_value(rest)?;
            carry.set(*key, value);
            bytes = rest;
        }
        Some(carry)
    }
}

fn encode_value(value: &StateValue, bytes: &mut Vec<u8>) {
    match value {
        StateValue::Number(number) => {
            bytes.push(0);
            bytes.extend(number.to_le_bytes());
        }
        StateValue::Identity(identity) => {
            bytes.push(1);
            bytes.extend(identity.to_bytes());
        }
        StateValue::Label(label) => encode_text(2, label, bytes),
        StateValue::Path(label) => encode_text(3, label, bytes),
        StateValue::Branch(label) => encode_text(4, label, bytes),
    }
}

fn encode_text(kind: u8, label: &Label, bytes: &mut Vec<u8>) {
    let text = label.as_str().as_bytes();
    bytes.push(kind);
    // A label holds at most 256 characters of 4 bytes.
    bytes.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_le_bytes());
    bytes.extend(text);
}

fn decode_value(bytes: &[u8]) -> Option<(StateValue, &[u8])> {
    let (kind, rest) = bytes.split_first()?;
    match kind {
        0 => rest.split_first_chunk().map(|(raw, rest)| (StateValue::Number(i64::from_le_bytes(*raw)), rest)),
        1 => rest
            .split_first_chunk()
            .map(|(raw, rest)| (StateValue::Identity(Identity::from_bytes(*raw)), rest)),
        2..=4 => {
            let (length, rest) = rest.split_first_chunk()?;
            let (text, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
            let label = Label::new(std::str::from_utf8(text).ok()?)?;
            let value = match kind {
                2 => StateValue::Label(label),
                3 => StateValue::Path(label),
                _ => StateValue::Branch(label),
            };
            Some((value, rest))
        }
        _ => None,
    }
}
