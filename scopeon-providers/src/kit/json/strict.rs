//! The slow walker: every byte checked by a full JSON parser. It is what the quick one is compared with.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Raw;
use super::walk::{Halt, Walk};

/// One value.
pub struct Strict<'a> {
    raw: &'a [u8],
}

impl<'a> Walk<'a> for Strict<'a> {
    fn over(raw: Raw<'a>) -> Self {
        Self { raw: raw.bytes() }
    }

    fn object(&mut self, mut each: impl FnMut(&[u8], &mut Self) -> Result<(), Halt>) -> Result<(), Halt> {
        if self.raw.first() != Some(&b'{') {
            return Ok(());
        }
        let members: Members<'a> = serde_json::from_slice(self.raw).map_err(|_| Halt::Broken)?;
        members
            .0
            .into_iter()
            .try_for_each(|(key, value)| each(key.as_bytes(), &mut Self { raw: value.get().as_bytes() }))
    }

    fn array(&mut self, mut each: impl FnMut(&mut Self) -> Result<(), Halt>) -> Result<(), Halt> {
        if self.raw.first() != Some(&b'[') {
            return Ok(());
        }
        let items: Vec<&'a RawValue> = serde_json::from_slice(self.raw).map_err(|_| Halt::Broken)?;
        items.into_iter().try_for_each(|item| each(&mut Self { raw: item.get().as_bytes() }))
    }

    fn raw(&mut self) -> Result<Raw<'a>, Halt> {
        Ok(Raw::over(self.raw))
    }
}

/// An object's members in order, duplicates among them.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

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
        while let Some((key, value)) = map.next_entry::<Key<'de>, &'de RawValue>()? {
            members.push((key.0, value));
        }
        Ok(Members(members))
    }
}

#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);
