//! What the generator wrote is what every report says, by day, by model and by session.

use std::collections::BTreeMap;

use scopeon_core::time::Timestamp;
use scopeon_providers::sample::{Sums, write_mixed_home};
use serde_json::Value;

use super::world::World;

#[test]
fn every_report_says_what_was_written() {
    let (world, truth) = World::with_sample(25);
    for (by, expected) in
        [("daily", &truth.by_day), ("model", &truth.by_model), ("session", &truth.by_session)]
    {
        let report = world.json(&["report", by]);
        let rows: BTreeMap<&str, &Value> = report["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["key"].as_str().unwrap(), row))
            .collect();
        assert_eq!(
            rows.keys().copied().collect::<Vec<_>>(),
            expected.keys().map(String::as_str).collect::<Vec<_>>()
        );
        for (key, sums) in expected {
            assert_eq!(figures(rows[key.as_str()]), sums_of(sums), "{by} {key}");
        }
        assert_eq!(report["total"]["calls"], truth.calls, "{by}");
        assert_eq!(report["total"]["turns"], truth.turns, "{by}");
        assert_eq!(report["total"]["usage"], serde_json::to_value(truth.usage).unwrap(), "{by}");
    }
}

/// Calls and tokens of every agent that the demo has logs of, each of which is written in its own format.
#[test]
fn every_agents_row_is_what_was_written() {
    let world = World::new();
    let truths = write_mixed_home(&world.home(), Timestamp::parse("2026-11-20T15:00:00Z").unwrap()).unwrap();
    assert!(truths.len() > 35, "{}", truths.len());
    let report = world.json(&["report", "provider"]);
    let rows = report["rows"].as_array().unwrap();
    for (agent, truth) in truths.into_iter().filter(|(_, truth)| truth.calls > 0) {
        let row = rows.iter().find(|row| row["key"] == agent);
        let shown = row.map(|row| (row["calls"].clone(), row["usage"].clone()));
        let written = serde_json::to_value(truth.usage).unwrap();
        assert_eq!(shown, Some((truth.calls.into(), written)), "{agent}");
    }
}

fn figures(row: &Value) -> (Value, Value, Value) {
    (row["calls"].clone(), row["turns"].clone(), row["usage"].clone())
}

fn sums_of(sums: &Sums) -> (Value, Value, Value) {
    (sums.calls.into(), sums.turns.into(), serde_json::to_value(sums.usage).unwrap())
}
