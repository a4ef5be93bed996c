//! What a status line is handed.

use scopeon_core::time::Timestamp;
use scopeon_providers::claude_code::parse_status_line;

/// A window, what is used of it and when it starts anew.
type Window = (String, Option<u32>, Option<String>);

fn read(text: &str) -> Option<Vec<Window>> {
    let at = Timestamp::parse("2026-11-20T12:00:00Z").expect("an instant");
    let limits = parse_status_line(text.as_bytes(), at).ok()?;
    let show = |limit: &scopeon_core::metrics::limits::LimitSeen| {
        assert_eq!((limit.provider.as_str(), limit.at), ("claude-code", at));
        (limit.window.as_str().to_owned(), limit.used_bp, limit.resets_at.map(|at| at.to_string()))
    };
    Some(limits.iter().map(show).collect())
}

#[test]
fn limits_are_read_and_nothing_else() {
    let whole = r#"{"session_id": "x", "model": {"display_name": "Opus"}, "cost": {"total_cost_usd": 1.5},
        "rate_limits": {"five_hour": {"used_percentage": 23.5, "resets_at": 1795186800},
        "seven_day": {"used_percentage": 41.25, "resets_at": 1795532400}, "other": {"used_percentage": 1}}}"#;
    let expected = [
        ("five_hour".to_owned(), Some(2_350), Some("2026-11-20T15:00:00.000Z".to_owned())),
        ("seven_day".to_owned(), Some(4_125), Some("2026-11-24T15:00:00.000Z".to_owned())),
        ("other".to_owned(), Some(100), None),
    ];
    assert_eq!(read(whole).unwrap(), expected);
}

/// Fields of 2.1.251 and 2.1.284, as its release notes name them.
#[test]
fn every_window_is_kept_with_its_length_where_it_is_known() {
    let lengths = |text: &str| {
        let limits = parse_status_line(text.as_bytes(), Timestamp::default()).expect("a status line");
        let show = |limit: &scopeon_core::metrics::limits::LimitSeen| {
            (limit.window.as_str().to_owned(), limit.used_bp, limit.minutes)
        };
        limits.iter().map(show).collect::<Vec<_>>()
    };
    let cases = [
        (r#""five_hour": {"used_percentage": 1}"#, ("five_hour", 100, Some(300))),
        (r#""seven_day_opus": {"used_percentage": 2}"#, ("seven_day_opus", 200, Some(10_080))),
        (r#""spend_limit": {"used_percentage": 104.5}"#, ("spend_limit", 10_450, None)),
        (
            r#""spend_limit": {"used_usd": 12.5, "limit_usd": 50, "period": "weekly"}"#,
            ("spend_limit", 2_500, Some(10_080)),
        ),
        (
            r#""spend_limit": {"used_percentage": 3, "used_usd": 1, "limit_usd": 0, "period": "monthly"}"#,
            ("spend_limit", 300, None),
        ),
        // Of duplicates the first counts.
        (
            r#""five_hour": {"used_percentage": 1}, "five_hour": {"used_percentage": 9}"#,
            ("five_hour", 100, Some(300)),
        ),
    ];
    for (stated, (window, used, minutes)) in cases {
        let text = format!("{{\"rate_limits\": {{{stated}}}}}");
        assert_eq!(lengths(&text), [(window.to_owned(), Some(used), minutes)], "{stated}");
    }
}

#[test]
fn what_is_missing_or_odd_is_left_out() {
    for text in [
        "{}",
        r#"{"rate_limits": null}"#,
        r#"{"rate_limits": {"five_hour": "none", "seven_day": {}, "other": null}}"#,
        r#"{"rate_limits": {"five_hour": {"used_percentage": -1}}}"#,
        r#"{"rate_limits": {"five_hour": {"used_percentage": 1e300}}}"#,
        r#"{"rate_limits": [1, 2]}"#,
    ] {
        assert_eq!(read(text), Some(Vec::new()), "{text}");
    }
    let without_reset = r#"{"rate_limits": {"five_hour": {"used_percentage": 0, "resets_at": "soon"}}}"#;
    assert_eq!(read(without_reset), Some(vec![("five_hour".to_owned(), Some(0), None)]));
}

#[test]
fn a_window_that_is_null_is_none_any_more() {
    let text = r#"{"rate_limits": {"five_hour": null, "seven_day": {"used_percentage": 3}}}"#;
    let wanted = [("five_hour".to_owned(), None, None), ("seven_day".to_owned(), Some(300), None)];
    assert_eq!(read(text).unwrap(), wanted);
}

#[test]
fn what_is_no_object_is_refused() {
    for text in ["", "   ", "null", "[]", "{", r#"{"rate_limits": {}} more"#, "hello", "\u{0}"] {
        assert_eq!(read(text), None, "{text}");
    }
    let deep = "[".repeat(200_000);
    assert_eq!(read(&format!("{{\"a\": {deep}")), None);
}
