//! JSON as a full parser has it: every byte checked, members in order with duplicates among them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Returns `true` if bytes are one JSON text, by the full parser; what is no Unicode is none.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    str::from_utf8(bytes).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

/// The members of an object, keys as they read, values as they stand. `None` for any other text.
///
/// A key need not be Unicode: half of a pair of surrogates is what it is.
pub(super) fn members(bytes: &[u8]) -> Option<Vec<(Vec<u8>, &[u8])>> {
    let members: Members<'_> = serde_json::from_slice(bytes).ok()?;
    Some(members.0.into_iter().map(|(key, value)| (key.0, value.get().as_bytes())).collect())
}

/// The items of an array, as they stand. `None` for any other text.
pub(super) fn items(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let items: Vec<&RawValue> = serde_json::from_slice(bytes).ok()?;
    Some(items.into_iter().map(|item| item.get().as_bytes()).collect())
}

/// What a string reads as; `None` for any other text, and for half of a pair of surrogates.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    serde_json::from_slice(bytes).ok()
}

struct Members<'a>(Vec<(Key, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder)
    }
}

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

struct Key(Vec<u8>);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(AnyBytes)
    }
}

struct AnyBytes;

impl Visitor<'_> for AnyBytes {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Key, E> {
        Ok(Key(bytes.to_vec()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Key, E> {
        Ok(Key(text.as_bytes().to_vec()))
    }
}
