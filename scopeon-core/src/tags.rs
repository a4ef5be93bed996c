//! Tags of sessions: set by hand, or by rules over what is known of a session. What is set by hand wins.

use serde::{Deserialize, Serialize};

use crate::label::Label;
use crate::metrics::Share;
use crate::project::is_within;

/// A rule that gives a tag to every session it fits. All its conditions must hold; a rule without any fits
/// nothing.
///
/// ```
/// use scopeon_core::tags::{Subject, TagRule};
/// let rule = TagRule { tag: "fix".to_owned(), branch_prefix: Some("fix/".to_owned()), ..TagRule::default() };
/// assert!(rule.fits(&Subject { branch: Some("fix/42"), ..Subject::default() }));
/// assert!(!rule.fits(&Subject { branch: Some("main"), ..Subject::default() }));
/// ```
///
/// It reads from `{ tag = "review", branch_prefix = "review/", tool = "Read", tool_percent = 60 }`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct TagRule {
    /// The tag it gives.
    pub tag: String,
    /// What the branch begins with; none where it does not matter.
    pub branch_prefix: Option<String>,
    /// The project directory, or one above it; a bare name fits the last component; none where it
    /// does not matter.
    pub project: Option<String>,
    /// A tool the session uses; none where it does not matter.
    pub tool: Option<String>,
    /// The least share of the session's tool uses that is this tool's, in percent; none where one use is enough.
    pub tool_percent: Option<u32>,
}

/// What a rule looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The branch.
    pub branch: Option<&'a str>,
    /// The project directory.
    pub project: Option<&'a str>,
    /// Each tool by name with the number of its uses.
    pub tools: &'a [(Label, u64)],
}

/// Where a session's tags come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum TagSource {
    /// Someone set them, or cleared them.
    Hand,
    /// A rule fits.
    Rule,
    /// Neither.
    None,
}

/// The tags of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tagged {
    /// The tags, each once, in alphabetical order.
    pub tags: Vec<Label>,
    /// Where they come from.
    pub source: TagSource,
}

/// Returns the tags of a session. `by_hand` is `Some` once someone set or cleared them, and then no rule is
/// asked, even if it is empty.
#[must_use]
pub fn tags_of(subject: &Subject<'_>, by_hand: Option<&[Label]>, rules: &[TagRule]) -> Tagged {
    if let Some(tags) = by_hand {
        return Tagged { tags: sorted(tags.iter().cloned()), source: TagSource::Hand };
    }
    let fitting = rules.iter().filter(|rule| rule.fits(subject));
    let tags = sorted(fitting.filter_map(|rule| Label::new(&rule.tag)));
    let source = if tags.is_empty() { TagSource::None } else { TagSource::Rule };
    Tagged { tags, source }
}

fn sorted(tags: impl Iterator<Item = Label>) -> Vec<Label> {
    let mut tags: Vec<Label> = tags.collect();
    tags.sort();
    tags.dedup();
    tags
}

impl TagRule {
    /// Returns `true` if the rule fits a session.
    #[must_use]
    pub fn fits(&self, subject: &Subject<'_>) -> bool {
        let conditions = [
            self.branch_prefix
                .as_ref()
                .map(|prefix| subject.branch.is_some_and(|branch| branch.starts_with(prefix))),
            self.project
                .as_ref()
                .map(|wanted| subject.project.is_some_and(|project| is_within(project, wanted))),
            self.tool.as_ref().map(|tool| self.tool_fits(tool, subject.tools)),
        ];
        conditions.iter().any(Option::is_some) && conditions.iter().flatten().all(|holds| *holds)
    }

    fn tool_fits(&self, tool: &str, tools: &[(Label, u64)]) -> bool {
        let sum = |uses: &mut dyn Iterator<Item = &(Label, u64)>| {
            uses.fold(0_u64, |sum, one| sum.saturating_add(one.1))
        };
        let all = sum(&mut tools.iter());
        let own = sum(&mut tools.iter().filter(|one| one.0.as_str() == tool));
        let least = Share::from_bp(self.tool_percent.unwrap_or(0).saturating_mul(100));
        own > 0 && Share::of(own, all) >= least
    }
}
