//! Which tags a session has.

use proptest::prelude::*;
use scopeon_core::label::Label;
use scopeon_core::tags::{Subject, TagRule, TagSource, tags_of};

use super::label;

fn rule(tag: &str) -> TagRule {
    TagRule { tag: tag.to_owned(), ..TagRule::default() }
}

#[expect(clippy::unnecessary_wraps, reason = "it fills optional fields")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_rule_fits_when_all_it_asks_holds() {
    let tools = [(label("Read"), 6), (label("Bash"), 4)];
    let subject = Subject { branch: Some("review/42"), project: Some("/home/me/app/"), tools: &tools };
    let cases = [
        (rule("none"), false), // asks nothing
        (TagRule { branch_prefix: some("review/"), ..rule("x") }, true),
        (TagRule { branch_prefix: some("Review/"), ..rule("x") }, false),
        (TagRule { project: some("/home/me/app"), ..rule("x") }, true),
        (TagRule { project: some("/home/me"), ..rule("x") }, true), // a directory above
        (TagRule { project: some("/home/me/ap"), ..rule("x") }, false), // no directory of that name
        (TagRule { project: some("app"), ..rule("x") }, true),      // the last component
        (TagRule { project: some("me"), ..rule("x") }, false),
        (TagRule { tool: some("Bash"), ..rule("x") }, true),
        (TagRule { tool: some("Bash"), tool_percent: Some(40), ..rule("x") }, true),
        (TagRule { tool: some("Bash"), tool_percent: Some(41), ..rule("x") }, false),
        (TagRule { tool: some("Edit"), ..rule("x") }, false),
        (TagRule { tool_percent: Some(1), ..rule("x") }, false), // a share of no tool asks nothing
        (
            TagRule {
                branch_prefix: some("review/"),
                tool: some("Read"),
                tool_percent: Some(60),
                ..rule("x")
            },
            true,
        ),
        (TagRule { branch_prefix: some("review/"), tool: some("Edit"), ..rule("x") }, false),
    ];
    for (rule, fits) in cases {
        assert_eq!(rule.fits(&subject), fits, "{rule:?}");
        assert!(!rule.fits(&Subject::default()), "nothing is known of it: {rule:?}");
    }
    let windows = Subject { project: Some("C:\\work\\app"), ..Subject::default() };
    assert!(TagRule { project: some("app"), ..rule("x") }.fits(&windows));
}

#[test]
fn what_is_set_by_hand_wins() {
    let subject = Subject { branch: Some("fix/1"), ..Subject::default() };
    let rules = [
        TagRule { branch_prefix: some("fix/"), ..rule("bug") },
        TagRule { branch_prefix: some("f"), ..rule("all") },
    ];
    let names = |by_hand: Option<&[Label]>| {
        let tagged = tags_of(&subject, by_hand, &rules);
        (tagged.tags.iter().map(ToString::to_string).collect::<Vec<_>>(), tagged.source)
    };
    let owned = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>();
    assert_eq!(names(None), (owned(&["all", "bug"]), TagSource::Rule));
    assert_eq!(
        names(Some(&[label("mine"), label("a"), label("mine")])),
        (owned(&["a", "mine"]), TagSource::Hand)
    );
    assert_eq!(names(Some(&[])), (vec![], TagSource::Hand), "cleared by hand stays clear");
    assert_eq!(tags_of(&Subject::default(), None, &rules).source, TagSource::None);
}

#[test]
fn a_rule_reads_from_what_people_write() {
    let rule: TagRule = toml::from_str("tag = \"review\"\ntool = \"Read\"\ntool_percent = 60\n").unwrap();
    assert_eq!(
        (rule.tag.as_str(), rule.tool.as_deref(), rule.tool_percent),
        ("review", Some("Read"), Some(60))
    );
    assert!(toml::from_str::<TagRule>("tag = \"x\"\nbranch = \"y\"\n").is_err());
}

proptest! {
    #[test]
    fn the_order_of_rules_does_not_matter(mut rules in prop::collection::vec(("[a-c]", "[f-h]"), 0..8)) {
        let subject = Subject { branch: Some("fgh"), ..Subject::default() };
        let made = |rules: &[(String, String)]| -> Vec<TagRule> {
            rules.iter().map(|(tag, prefix)| TagRule { branch_prefix: Some(prefix.clone()), ..rule(tag) }).collect()
        };
        let one = tags_of(&subject, None, &made(&rules));
        prop_assert_eq!(one.tags.is_empty(), rules.iter().all(|(_, prefix)| prefix != "f"));
        rules.reverse();
        prop_assert_eq!(tags_of(&subject, None, &made(&rules)), one);
    }
}
