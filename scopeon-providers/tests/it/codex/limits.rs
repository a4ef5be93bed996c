//! Limits that are not the plan's own two windows.

use scopeon_core::event::{Event, LimitReading};
use serde_json::{Value, json};

use super::{Home, LEGACY, meta, record};

fn stated(seconds: f64, limits: &Value) -> Value {
    record(seconds, "event_msg", json!({"type": "token_count", "info": null, "rate_limits": limits}))
}

fn window(percent: f64, minutes: u64) -> Value {
    json!({"used_percent": percent, "window_minutes": minutes, "resets_at": 1_790_697_271})
}

fn readings(records: &[Value]) -> Vec<(String, Option<u32>, Option<u32>)> {
    let home = Home::new();
    home.rollout(LEGACY, &[&[meta(0.0, LEGACY)], records].concat());
    let ledger = home.read();
    let mut found: Vec<&LimitReading> = ledger
        .facts()
        .filter_map(|event| if let Event::Limit(reading) = event { Some(reading) } else { None })
        .collect();
    found.sort_by_key(|reading| (reading.at, reading.window.clone()));
    found.iter().map(|one| (one.window.as_str().to_owned(), one.used_bp, one.minutes)).collect()
}

#[test]
fn every_limit_that_is_stated_is_one() {
    let plan = json!({"limit_id": "codex", "primary": window(30.0, 300), "secondary": null, "individual_limit": null});
    let spark = json!({"limit_id": "codex_bengalfox", "limit_name": "Spark", "primary": window(97.0, 299), "secondary": null});
    let nameless = json!({"limit_id": "codex_other", "limit_name": null, "primary": window(12.0, 300)});
    let seat = |left: f64| {
        json!({"limit_id": "codex", "primary": null, "secondary": null,
        "individual_limit": {"limit": "100", "used": "8", "remaining_percent": left, "resets_at": 1_790_697_271}})
    };
    let own = |name: &str, used, minutes| (name.to_owned(), Some(used), minutes);
    let gone = |name: &str| (name.to_owned(), None, None);
    let cases: [(&str, Vec<Value>, Vec<_>); 4] = [
        (
            "a model's own beside the plan's, again and again",
            vec![plan.clone(), spark.clone(), plan.clone(), spark],
            vec![own("primary", 3_000, Some(300)), gone("secondary"), own("Spark.primary", 9_700, Some(299))],
        ),
        ("without a name", vec![nameless], vec![own("codex_other.primary", 1_200, Some(300))]),
        (
            "a seat that may spend so much",
            vec![seat(8.0), seat(8.0), seat(7.5)],
            vec![
                gone("primary"),
                gone("secondary"),
                own("spend_limit", 9_200, None),
                own("spend_limit", 9_250, None),
            ],
        ),
        (
            "that is gone",
            vec![seat(8.0), plan],
            vec![
                gone("primary"),
                gone("secondary"),
                own("spend_limit", 9_200, None),
                own("primary", 3_000, Some(300)),
                gone("spend_limit"),
            ],
        ),
    ];
    for (what, limits, expected) in cases {
        let records: Vec<_> =
            (1_u8..).zip(limits).map(|(second, limits)| stated(f64::from(second), &limits)).collect();
        assert_eq!(readings(&records), expected, "{what}");
    }
}
