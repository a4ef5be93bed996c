//! The answers for programs: fields, their order, and what the figures are.

use serde_json::{Value, json};

use crate::machine::Machine;

/// Returns the names of an object's fields in the order in which they are written.
fn fields(text: &str) -> Vec<String> {
    let object: Ordered = serde_json::from_str(text).expect("an object");
    object.0
}

struct Ordered(Vec<String>);

impl<'de> serde::Deserialize<'de> for Ordered {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> serde::de::Visitor<'de> for Names {
            type Value = Ordered;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<M: serde::de::MapAccess<'de>>(self, mut map: M) -> Result<Ordered, M::Error> {
                let mut names = Vec::new();
                while let Some((name, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                    names.push(name);
                }
                Ok(Ordered(names))
            }
        }
        deserializer.deserialize_map(Names)
    }
}

/// Cuts the object or array that follows a key out of compact JSON.
fn after<'a>(text: &'a str, key: &str) -> &'a str {
    let start = text.find(&format!("\"{key}\":")).expect("the key") + key.len() + 3;
    let (mut depth, mut end) = (0, start);
    for (index, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            end = index + 1;
            break;
        }
    }
    &text[start..end]
}

const FIGURES: [&str; 15] = [
    "calls",
    "turns",
    "sessions",
    "usage",
    "cost_usd",
    "reported_usd",
    "unpriced_calls",
    "floor_calls",
    "unfinished_calls",
    "unknown_calls",
    "unrecorded",
    "best_known_usd",
    "split",
    "reported_calls",
    "uncosted_calls",
];
/// The first fields of every answer.
const SCOPE: [&str; 10] =
    ["schema", "now", "since", "until", "zone", "fresh", "notices", "currency", "providers", "levels"];
const USAGE: [&str; 7] =
    ["input", "output", "reasoning", "cache_read", "cache_write_5m", "cache_write_1h", "web_searches"];

#[test]
fn a_report_has_the_promised_fields_in_the_promised_order() {
    let machine = Machine::with_claude();
    machine.run("ingest");
    let text = machine.answer("report --json");
    assert_eq!(text.lines().count(), 1, "one line into a pipe");
    assert_eq!(fields(&text), [&SCOPE[..], &["by", "rows", "total", "keys"]].concat());
    assert!(text.starts_with(r#"{"schema":2,"now":""#));
    assert!(text.contains(r#","currency":"USD","providers":["claude-code"],"levels":{"claude-code":"A"},"by":"daily","rows":[{"key":""#));
    let row = after(&text, "rows").trim_start_matches('[');
    let row = &row[..row.find("},{").map_or(row.len() - 1, |at| at + 1)];
    assert_eq!(fields(row), [&["key"], &FIGURES[..], &["models"]].concat());
    assert_eq!(fields(after(row, "usage")), USAGE);
    assert_eq!(fields(after(&text, "total")), FIGURES);
}

#[test]
fn a_report_has_the_fixtures_figures() {
    let machine = Machine::with_claude();
    let report = machine.json("report");
    let total = &report["total"];
    assert_eq!((&total["calls"], &total["sessions"]), (&json!(14), &json!(5)));
    assert_eq!(total["unfinished_calls"], 1, "one call of an old version is a placeholder");
    assert_eq!(
        (&report["providers"], &report["levels"]),
        (&json!(["claude-code"]), &json!({"claude-code": "A"}))
    );
    let usage = json!({"input": 4220, "output": 2144, "reasoning": 60, "cache_read": 373_484,
        "cache_write_5m": 17908, "cache_write_1h": 2400, "web_searches": 3});
    assert_eq!(total["usage"], usage);
    let calls: u64 =
        report["rows"].as_array().expect("rows").iter().filter_map(|row| row["calls"].as_u64()).sum();
    assert_eq!(calls, 14);
}

#[test]
fn money_is_an_exact_decimal_string() {
    let machine = Machine::with_claude();
    let report = machine.json("report model");
    let pico = |row: &Value| {
        let text = row["cost_usd"].as_str().expect("text").to_owned();
        let (whole, part) = text.split_once('.').expect("a point");
        assert!((2..=12).contains(&part.len()), "{text}");
        format!("{whole}{part:0<12}").parse::<u128>().expect("digits")
    };
    let sum: u128 = report["rows"].as_array().expect("rows").iter().map(pico).sum();
    assert_eq!(sum, pico(&report["total"]));
}

#[test]
fn times_are_sorted_by_key_and_names_by_cost() {
    let machine = Machine::with_claude();
    for by in ["hourly", "daily", "weekly", "monthly", "model", "provider", "project", "branch", "session"] {
        let report = machine.json(&format!("report {by}"));
        assert_eq!(report["by"], by);
        let keys: Vec<&str> =
            report["rows"].as_array().expect("rows").iter().filter_map(|row| row["key"].as_str()).collect();
        let dollars = |row: &Value| row["cost_usd"].as_str().and_then(|usd| usd.parse::<f64>().ok());
        let costs: Vec<_> = report["rows"].as_array().expect("rows").iter().map(dollars).collect();
        let is_sorted = if by.ends_with("ly") { keys.is_sorted() } else { costs.is_sorted_by(|a, b| a >= b) };
        assert!(!keys.is_empty() && is_sorted, "{by}: {keys:?}");
        assert_eq!(report["total"]["calls"], 14, "{by}");
    }
}

#[test]
fn sort_limit_and_reverse() {
    let machine = Machine::with_claude();
    let keys = |line: &str| -> Vec<String> {
        let report = machine.json(line);
        assert_eq!(report["total"]["calls"], 14, "the total is that of all rows");
        report["rows"]
            .as_array()
            .expect("rows")
            .iter()
            .filter_map(|row| row["key"].as_str().map(str::to_owned))
            .collect()
    };
    assert_eq!(keys("report model --sort calls --limit 1"), ["claude-opus-5"]);
    let cheapest = keys("report model --sort cost --reverse --limit 1");
    let by_cost = keys("report model --sort cost");
    assert_eq!(by_cost.last(), cheapest.first());
    assert_eq!(keys("report model --sort tokens --limit all").len(), by_cost.len());
    let mut reversed = keys("report daily");
    reversed.reverse();
    assert_eq!(keys("report daily --reverse"), reversed);
}

#[test]
fn filters_let_through_what_they_name() {
    let machine = Machine::with_claude();
    let calls = |line: &str| machine.json(line)["total"]["calls"].as_u64().expect("a number");
    assert_eq!(calls("report --model claude-sonnet-5"), 1);
    assert_eq!(calls("report --model claude-sonnet-5 --model claude-opus-5"), 8);
    assert_eq!(calls("report --model no-such-model"), 0);
    assert_eq!(calls("report --agent claude-code"), 14);
    assert_eq!(
        calls("report --project /home/dev/acme.shop") + calls("report --project proj"),
        calls("report")
    );
    assert_eq!(
        calls("report --since 2026-09-14 --until 2026-09-14")
            + calls("report --since 2026-09-15")
            + calls("report --until 2026-09-13"),
        14
    );
    assert_eq!(calls("report --since 1d --now 2030-01-01T00:00:00Z"), 0);
}

#[test]
fn a_zone_moves_calls_to_other_days() {
    let machine = Machine::with_claude();
    let days = |zone: &str| -> Vec<String> {
        let report = machine.json(&format!("report --zone {zone}"));
        assert_eq!((&report["zone"], &report["total"]["calls"]), (&json!(zone), &json!(14)));
        report["rows"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| row["key"].as_str().unwrap_or("").to_owned())
            .collect()
    };
    assert_ne!(days("Pacific/Kiritimati"), days("Pacific/Pago_Pago"));
}

#[test]
fn a_breakdown_adds_up() {
    let machine = Machine::with_claude();
    let report = machine.json("monthly --breakdown model");
    for row in report["rows"].as_array().expect("rows") {
        let parts = row["breakdown"].as_array().expect("a breakdown");
        let calls: u64 = parts.iter().filter_map(|part| part["calls"].as_u64()).sum();
        assert_eq!(Some(calls), row["calls"].as_u64());
    }
    assert!(machine.json("monthly")["rows"][0].get("breakdown").is_none());
}

#[test]
fn aliases_are_reports() {
    let machine = Machine::with_claude();
    for period in ["daily", "weekly", "monthly"] {
        assert_eq!(machine.json(period), machine.json(&format!("report {period}")));
    }
    assert_eq!(machine.json("report"), machine.json("daily"));
}
