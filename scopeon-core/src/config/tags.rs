//! `[[tags]]`: rules that give tags to sessions, and what makes one useless.

use serde::{Deserialize, Deserializer};

use crate::label::Label;
use crate::tags::TagRule;

/// A rule that was looked through, so that an error keeps its place.
#[derive(Deserialize)]
#[serde(try_from = "TagRule")]
struct Checked(TagRule);

impl TryFrom<TagRule> for Checked {
    type Error = &'static str;

    fn try_from(rule: TagRule) -> Result<Self, Self::Error> {
        if Label::new(&rule.tag).is_none_or(|tag| tag.as_str() != rule.tag) {
            return Err("a rule needs a tag of at most 256 printable characters");
        }
        let conditions = [&rule.branch_prefix, &rule.project, &rule.tool];
        if conditions.iter().all(|condition| condition.is_none()) {
            return Err("a rule without branch_prefix, project or tool fits nothing");
        }
        if conditions.into_iter().flatten().any(String::is_empty) {
            return Err("a condition is empty");
        }
        match (rule.tool_percent, &rule.tool) {
            (Some(_), None) => Err("tool_percent needs a tool"),
            (Some(percent), _) if !(1..=100).contains(&percent) => {
                Err("tool_percent: expected a whole number from 1 to 100")
            }
            _ => Ok(Self(rule)),
        }
    }
}

/// Reads the rules in the order they are written down.
pub(super) fn rules<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<TagRule>, D::Error> {
    let rules = Vec::<Checked>::deserialize(deserializer)?;
    Ok(rules.into_iter().map(|rule| rule.0).collect())
}
