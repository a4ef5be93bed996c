//! One state of a stream, and the message that tells it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// The parts of a state.
pub(crate) type Parts = Map<String, Value>;

/// One state of a stream.
#[derive(Clone, Debug)]
pub(crate) struct State {
    seq: u64,
    parts: Parts,
}

impl State {
    /// Makes one of the change that it is as of.
    pub(crate) const fn new(seq: u64, parts: Parts) -> Self {
        Self { seq, parts }
    }

    /// Returns its number.
    pub(crate) const fn seq(&self) -> u64 {
        self.seq
    }

    /// Returns `true` if it tells the same.
    pub(crate) fn tells(&self, parts: &Parts) -> bool {
        self.parts == *parts
    }

    /// Writes it: what is different from a state before, or all of it. A part that is gone is `null`.
    pub(crate) fn message(&self, before: Option<&Self>) -> String {
        let message = match before {
            None => json!({ "type": "snapshot", "seq": self.seq, "data": self.parts }),
            Some(before) => json!({ "type": "patch", "seq": self.seq, "data": self.different(before) }),
        };
        message.to_string()
    }

    fn different<'a>(&'a self, before: &'a Self) -> BTreeMap<&'a str, &'a Value> {
        let changed = self.parts.iter().filter(|(name, value)| before.parts.get(*name) != Some(value));
        let gone = before.parts.keys().filter(|name| !self.parts.contains_key(*name));
        changed
            .map(|(name, value)| (name.as_str(), value))
            .chain(gone.map(|name| (name.as_str(), &Value::Null)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::State;

    fn state(seq: u64, parts: &Value) -> State {
        State::new(seq, parts.as_object().cloned().unwrap_or_default())
    }

    #[test]
    fn a_patch_holds_what_is_different() {
        let before = state(1, &json!({ "a": 1, "b": { "c": 2 }, "d": 3 }));
        let after = state(4, &json!({ "a": 1, "b": { "c": 5 } }));
        let message =
            |state: &State, before| serde_json::from_str::<Value>(&state.message(before)).expect("JSON");
        let whole = json!({ "type": "snapshot", "seq": 4, "data": { "a": 1, "b": { "c": 5 } } });
        assert_eq!(message(&after, None), whole);
        let patch = json!({ "type": "patch", "seq": 4, "data": { "b": { "c": 5 }, "d": null } });
        assert_eq!(message(&after, Some(&before)), patch);
    }
}
