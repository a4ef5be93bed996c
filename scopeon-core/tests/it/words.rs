//! Labels, money, usage, identities and the carry: the small words everything is said with.

use proptest::prelude::*;
use scopeon_core::id::Identity;
use scopeon_core::label::{Label, MAX_CHARS};
use scopeon_core::money::PicoUsd;
use scopeon_core::privacy::{PathPolicy, Redactor};
use scopeon_core::provider::{IssueKind, ReaderState, StateValue};
use scopeon_core::usage::Usage;

#[test]
fn a_label_is_clean_and_bounded() {
    let cases = [
        ("claude-opus-5", Some("claude-opus-5")),
        ("  two words ", Some("two words")),
        ("a\tb\nc", Some("a\u{fffd}b\u{fffd}c")),
        (" \t\u{200b}a\r\n\u{feff}b\n ", Some("a\u{fffd}b")),
        (
            "a\u{3164}b\u{115f}c\u{ffa0}d\u{2063}e\u{e0041}f",
            Some("a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}f"),
        ),
        ("\u{1b}]0;title\u{7}x", Some("]0;title\u{fffd}x")),
        ("\u{9b}31m", Some("31m")),
        ("a\u{202e}b\u{2066}c\u{200d}d\u{feff}", Some("a\u{fffd}b\u{fffd}c\u{fffd}d")),
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
    let keep = |policy, text| Redactor::new(policy, [7; 32]).path(&Label::new(text).unwrap());
    assert_eq!(keep(PathPolicy::Full, "/home/dev/acme.shop").as_str(), "/home/dev/acme.shop");
    assert_eq!(keep(PathPolicy::Basename, "/home/dev/acme.shop/").as_str(), "acme.shop");
    assert_eq!(keep(PathPolicy::Basename, r"C:\Users\dev\proj").as_str(), "proj");
    let hashed = keep(PathPolicy::Hash, "/home/dev/acme.shop");
    assert!(hashed.as_str().starts_with("path-") && hashed.as_str().len() == 21, "{hashed}");
    assert_eq!(hashed, keep(PathPolicy::Hash, "/home/dev/acme.shop"));
    let other = Redactor::new(PathPolicy::Hash, [8; 32]).path(&Label::new("/home/dev/acme.shop").unwrap());
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
    let mut carry = ReaderState::default();
    for key in 0..=255 {
        carry.set(key, StateValue::Number(i64::from(key)));
    }
    assert_eq!((carry.number(63), carry.number(64)), (Some(63), None));
}

fn value() -> impl Strategy<Value = StateValue> {
    prop_oneof![
        any::<i64>().prop_map(StateValue::Number),
        any::<u64>().prop_map(|n| StateValue::Identity(Identity::builder("t").number(n).finish())),
        ("\\PC{1,300}", 0..3_usize).prop_filter_map("a label", |(text, kind)| {
            let kind = [StateValue::Label, StateValue::Path, StateValue::Branch][kind];
            Label::new(&text).map(kind)
        }),
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
        let mut carry = ReaderState::default();
        for (key, value) in values {
            carry.set(key, value);
        }
        prop_assert_eq!(ReaderState::decode(&carry.encode()), Some(carry));
    }

    #[test]
    fn no_bytes_make_a_carry_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = ReaderState::decode(&bytes);
    }

    #[test]
    fn parts_of_an_identity_do_not_run_together(a in ".*", b in ".*", c in ".*", d in ".*") {
        let of = |x: &str, y: &str| Identity::builder("t").text(x).text(y).finish();
        prop_assert_eq!(of(&a, &b) == of(&c, &d), (a, b) == (c, d));
    }
}
