//! Labels, money, usage, identities and the carry: the small words everything is said with.

use proptest::prelude::*;
use scopeon_core::event::{
    ApiError, Call, Event, HookRun, LimitReading, McpName, Owner, Reading, SessionFacts, SessionKind,
    SkillUse, ToolCall, Turn,
};
use scopeon_core::id::{CallId, FactId, Identity, SessionId, ToolId, TurnId};
use scopeon_core::label::{Label, MAX_CHARS};
use scopeon_core::money::PicoUsd;
use scopeon_core::privacy::{PathKeeper, PathPolicy};
use scopeon_core::provider::{Carry, CarryValue, IssueKind};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

fn label(text: &str) -> Label {
    Label::new(text).unwrap()
}

#[test]
fn a_label_is_clean_and_bounded() {
    let cases = [
        ("claude-opus-5", Some("claude-opus-5")),
        ("  two words ", Some("two words")),
        ("a\tb\nc", Some("abc")),
        ("\u{1b}]0;title\u{7}x", Some("]0;titlex")),
        ("\u{9b}31m", Some("31m")),
        ("a\u{202e}b\u{2066}c\u{200d}d\u{feff}", Some("abcd")),
        ("Straße/日本", Some("Straße/日本")),
        ("", None),
        (" \u{200b} ", None),
    ];
    for (text, expected) in cases {
        assert_eq!(Label::new(text).as_ref().map(Label::as_str), expected, "{text:?}");
    }
    let long = Label::new(&"x".repeat(10_000)).unwrap();
    assert_eq!(long.as_str().chars().count(), MAX_CHARS);
    assert!(long.as_str().contains('…'));
    let other = Label::new(&format!("{}y", "x".repeat(5_000))).unwrap();
    assert_ne!(long, other, "long names that begin alike stay apart");
}

#[test]
fn what_is_no_name_is_marked() {
    let names = [
        "claude-opus-5",
        "mcp__github__create_issue",
        "PreToolUse:Bash",
        "Claude Sonnet 4.5 (Preview)",
        "2.1.4 (Claude Code)",
        "claude.ai Google Drive",
        "Claude Opus 4.5 thinking",
        "my Google Drive server",
        "code review agent",
        "Überprüfung",
        "代码审查",
        &"x".repeat(128),
    ];
    for name in names {
        assert!(label(name).is_name(), "{name}");
        assert_eq!(label(name).named().as_str(), name);
    }
    let texts = [
        "please look into the order of this customer",
        "fix  it",
        "fix the login bug",
        "Fix the login bug",
        "please look at Login",
        "исправь ошибку при входе",
        "node /home/dev/hooks/check.js --all --now --verbose",
        &"x".repeat(129),
        &"请修复这个错误然后运行所有测试".repeat(4),
    ];
    for text in texts {
        let mark = label(text).named();
        assert!(!label(text).is_name() && mark.is_name(), "{text}");
        assert!(mark.as_str().starts_with('~') && mark.as_str().len() == 5, "{mark}");
        assert_eq!(mark, label(text).named(), "it can be counted");
    }
}

#[test]
fn every_fact_keeps_names_only() {
    let text = || label("please look into the order of this customer");
    let owner = Owner::new(SessionId(Identity::builder("s").finish()));
    let (at, session) = (Timestamp::default(), owner.session);
    let fact = FactId(Identity::builder("f").finish());
    let mut call = Call::new(
        CallId(Identity::builder("c").finish()),
        at,
        Reading::new(text(), Usage::default()),
        owner.clone(),
    );
    (call.skill, call.effort) = (Some(text()), Some(text()));
    let mut tool = ToolCall::new(ToolId(Identity::builder("o").finish()), owner.clone());
    (tool.name, tool.mcp) = (Some(text()), Some(McpName { server: text(), tool: text() }));
    let mut turn = Turn::new(TurnId(Identity::builder("t").finish()), at, owner);
    turn.source = Some(text());
    let mut hook = HookRun::new(fact, at, session);
    (hook.event, hook.name) = (Some(text()), Some(text()));
    let mut error = ApiError::new(fact, at, session);
    error.kind = Some(text());
    let mut facts = SessionFacts::new(session, label("an-id"), SessionKind::Main);
    (facts.agent_type, facts.entry_point, facts.version) = (Some(text()), Some(text()), Some((at, text())));
    facts.project = Some((at, label("/home/dev/a place with a long name")));
    let events = [
        Event::Call(Box::new(call.clone())),
        Event::Rest(Box::new(call)),
        Event::Tool(Box::new(tool)),
        Event::Turn(turn),
        Event::Hook(hook),
        Event::ApiError(error),
        Event::Session(Box::new(facts)),
        Event::Skill(SkillUse::new(fact, at, session, text())),
        Event::Limit(LimitReading::new(fact, at, session, text(), 1)),
    ];
    for mut event in events {
        event.keep_names();
        let shown = format!("{event:?}");
        assert!(!shown.contains("customer") && shown.contains(text().named().as_str()), "{shown}");
        assert!(!matches!(event, Event::Session(_)) || shown.contains("long name"), "a path is no name");
    }
}

#[test]
fn money_reads_and_shows_exactly() {
    let cases = [
        ("0", 0, "0.00"),
        ("1", 1_000_000_000_000, "1.00"),
        ("0.001234", 1_234_000_000, "0.001234"),
        ("0.000000000001", 1, "0.000000000001"),
        ("-2.5", -2_500_000_000_000, "-2.50"),
        ("123456789.1", 123_456_789_100_000_000_000, "123456789.10"),
    ];
    for (text, pico, shown) in cases {
        let amount: PicoUsd = text.parse().unwrap();
        assert_eq!((amount.pico(), amount.to_string().as_str()), (pico, shown));
    }
    for bad in ["", ".", "1e3", "1,5", "0.0000000000001", "--1", "+1", "1.-2", "９"] {
        assert!(bad.parse::<PicoUsd>().is_err(), "{bad:?}");
    }
}

#[test]
fn money_is_rounded_half_away_from_zero() {
    let cases = [
        ("0.005", 2, "0.01"),
        ("0.0049", 2, "0.00"),
        ("-0.005", 2, "-0.01"),
        ("2.5", 0, "3"),
        ("1.999", 2, "2.00"),
    ];
    for (text, decimals, shown) in cases {
        assert_eq!(text.parse::<PicoUsd>().unwrap().rounded(decimals), shown);
    }
}

#[test]
fn a_reported_amount_is_taken_only_if_it_is_one() {
    assert_eq!(PicoUsd::from_reported(0.48).unwrap().to_string(), "0.48");
    assert_eq!(PicoUsd::from_reported(0.1 + 0.2).unwrap().to_string(), "0.30");
    for noise in [f64::NAN, f64::INFINITY, -0.5, 1e12] {
        assert_eq!(PicoUsd::from_reported(noise), None);
    }
}

#[test]
fn sums_saturate() {
    let huge = Usage { input: u64::MAX, output: 5, ..Usage::default() };
    let sum = huge.plus(huge);
    assert_eq!((sum.input, sum.output, sum.total()), (u64::MAX, 10, u64::MAX));
}

#[test]
fn paths_are_kept_as_the_policy_says() {
    let keep = |policy, text| PathKeeper::new(policy, [7; 32]).keep(&Label::new(text).unwrap());
    assert_eq!(keep(PathPolicy::Full, "/home/dev/acme.shop").as_str(), "/home/dev/acme.shop");
    assert_eq!(keep(PathPolicy::Basename, "/home/dev/acme.shop/").as_str(), "acme.shop");
    assert_eq!(keep(PathPolicy::Basename, r"C:\Users\dev\proj").as_str(), "proj");
    let hashed = keep(PathPolicy::Hash, "/home/dev/acme.shop");
    assert!(hashed.as_str().starts_with("path-") && hashed.as_str().len() == 21, "{hashed}");
    assert_eq!(hashed, keep(PathPolicy::Hash, "/home/dev/acme.shop"));
    let other = PathKeeper::new(PathPolicy::Hash, [8; 32]).keep(&Label::new("/home/dev/acme.shop").unwrap());
    assert_ne!(hashed, other, "another machine's key gives another pseudonym");
}

#[test]
fn every_issue_kind_has_its_own_name() {
    for kind in IssueKind::ALL {
        assert_eq!(IssueKind::parse(kind.as_str()), Some(*kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
}

#[test]
fn a_carry_refuses_a_65th_value() {
    let mut carry = Carry::default();
    for key in 0..=255 {
        carry.set(key, CarryValue::Number(i64::from(key)));
    }
    assert_eq!((carry.number(63), carry.number(64)), (Some(63), None));
}

fn value() -> impl Strategy<Value = CarryValue> {
    prop_oneof![
        any::<i64>().prop_map(CarryValue::Number),
        any::<u64>().prop_map(|n| CarryValue::Identity(Identity::builder("t").number(n).finish())),
        "\\PC{1,300}".prop_filter_map("a label", |text| Label::new(&text).map(CarryValue::Label)),
    ]
}

proptest! {
    #[test]
    fn any_text_becomes_a_clean_label_or_none(text in "\\PC*|[\\x00-\\u{ffff}]*") {
        if let Some(label) = Label::new(&text) {
            let shown = label.as_str();
            prop_assert!(shown.chars().count() <= MAX_CHARS);
            let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            prop_assert!(!shown.chars().any(|c| c.is_control() || turns(c)), "clean");
            prop_assert_eq!(Label::new(shown), Some(label.clone()), "cleaning twice changes nothing");
        }
    }

    #[test]
    fn money_survives_text(pico in any::<i64>()) {
        let amount = PicoUsd::from_pico(i128::from(pico));
        prop_assert_eq!(amount.to_string().parse::<PicoUsd>().unwrap(), amount);
    }

    #[test]
    fn a_carry_survives_its_bytes(values in proptest::collection::vec((any::<u8>(), value()), 0..80)) {
        let mut carry = Carry::default();
        for (key, value) in values {
            carry.set(key, value);
        }
        prop_assert_eq!(Carry::decode(&carry.encode()), Some(carry));
    }

    #[test]
    fn no_bytes_make_a_carry_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Carry::decode(&bytes);
    }

    #[test]
    fn parts_of_an_identity_do_not_run_together(a in ".*", b in ".*", c in ".*", d in ".*") {
        let of = |x: &str, y: &str| Identity::builder("t").text(x).text(y).finish();
        prop_assert_eq!(of(&a, &b) == of(&c, &d), (a, b) == (c, d));
    }
}
