//! The law of the quick walker: on every well-formed line it finds what a full parser finds.

use std::path::Path;

use proptest::prelude::*;

use super::twice::both;

fn agree(path: &str, bytes: &[u8]) -> Result<(), TestCaseError> {
    let (quick, slow) = both(path, bytes);
    prop_assert_eq!(quick, slow);
    Ok(())
}

/// Every line of the fixtures.
fn lines() -> Vec<Vec<u8>> {
    let mut logs = Vec::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/claude-code"), &mut logs);
    assert!(logs.len() > 4, "the fixtures are there");
    let whole = logs.iter().flat_map(|log| log.split_inclusive(|byte| *byte == b'\n'));
    whole.map(<[u8]>::to_vec).collect()
}

fn gather(directory: &Path, logs: &mut Vec<Vec<u8>>) {
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, logs);
        } else if path.extension().is_some_and(|extension| extension == "jsonl") {
            logs.push(std::fs::read(path).expect("a file"));
        }
    }
}

const PATHS: [&str; 2] = ["-p/s.jsonl", "-p/s/subagents/agent-1.jsonl"];

#[test]
fn the_walkers_agree_on_the_fixtures() {
    let log = lines().concat();
    for path in PATHS {
        let (quick, slow) = both(path, &log);
        assert_eq!(quick, slow);
    }
    assert!(both(PATHS[0], &log).0.events.len() > 40);
}

/// A JSON text written the way no agent writes it: escaped, spaced, out of order, with members twice.
fn odd_json() -> impl Strategy<Value = String> {
    let key = prop::sample::select(KEYS).prop_flat_map(odd_string);
    let scalar = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|truth| truth.to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>()
            .prop_filter("JSON has no other", |number| number.is_finite())
            .prop_map(|number| format!("{number:e}")),
        prop::sample::select(VALUES).prop_flat_map(odd_string),
        "\\PC{0,60}".prop_map(|text| serde_json::to_string(&text).expect("text")),
    ];
    scalar.prop_recursive(5, 64, 8, move |inner| {
        let member = (key.clone(), space(), inner.clone(), space())
            .prop_map(|(key, a, value, b)| format!("{a}{key}{b}:{a}{value}{b}"));
        prop_oneof![
            prop::collection::vec(member, 0..8).prop_map(|members| format!("{{{}}}", members.join(","))),
            prop::collection::vec(inner, 0..4).prop_map(|items| format!("[ {} ]", items.join(" ,"))),
        ]
    })
}

fn space() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&["", "", "", " ", "\t", " \r "][..])
}

/// A string, some of its characters written as escapes.
fn odd_string(text: &'static str) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::bool::weighted(0.1), text.len()).prop_map(|escaped| {
        let written: String = text
            .chars()
            .zip(escaped)
            .map(|(c, escaped)| if escaped { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() })
            .collect();
        format!("\"{written}\"")
    })
}

const KEYS: &[&str] = &[
    "type",
    "type",
    "message",
    "message",
    "usage",
    "content",
    "id",
    "model",
    "input",
    "name",
    "tool_use_id",
    "is_error",
    "uuid",
    "timestamp",
    "sessionId",
    "agentId",
    "isSidechain",
    "input_tokens",
    "output_tokens",
    "cache_creation",
    "cache_creation_input_tokens",
    "ephemeral_1h_input_tokens",
    "iterations",
    "toolUseResult",
    "searchCount",
    "attachment",
    "hookEvent",
    "durationMs",
    "subtype",
    "compactMetadata",
    "preTokens",
    "data",
    "promptId",
    "origin",
    "forkedFrom",
    "modelUsage",
    "totalCostUSD",
    "stop_reason",
    "version",
    "cwd",
    "skill",
    "hookInfos",
    "x",
];

const VALUES: &[&str] = &[
    "assistant",
    "assistant",
    "user",
    "system",
    "attachment",
    "progress",
    "cost-state",
    "tool_use",
    "tool_result",
    "message",
    "advisor_message",
    "agent_progress",
    "hook_success",
    "compact_boundary",
    "stop_hook_summary",
    "turn_duration",
    "api_error",
    "msg_1",
    "toolu_1",
    "2026-09-14T10:00:00.000Z",
    "claude-opus-5",
    "<synthetic>",
    "Skill",
    "Agent",
    "mcp__a__b",
    "mode",
    "12",
    "2.1.29",
];

proptest! {
    #[test]
    fn the_walkers_agree_on_any_json(line in odd_json(), path in prop::sample::select(&PATHS[..])) {
        agree(path, format!("{line}\n").as_bytes())?;
    }

    /// Members at the top that make a line one that is read.
    #[test]
    fn the_walkers_agree_on_any_record(
        kind in prop::sample::select(&["assistant", "user", "system", "attachment", "progress", "cost-state", "new"][..]).prop_flat_map(odd_string),
        members in prop::collection::vec((prop::sample::select(KEYS).prop_flat_map(odd_string), odd_json()), 0..12),
        place in any::<prop::sample::Index>(),
    ) {
        let mut members: Vec<String> = members.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        members.insert(place.index(members.len() + 1), format!("\"type\":{kind}"));
        agree(PATHS[0], format!("{{{}}}\n", members.join(",")).as_bytes())?;
    }

    /// Real lines with one value put in another's place stay JSON.
    #[test]
    fn the_walkers_agree_on_changed_lines(which in any::<prop::sample::Index>(), digit in any::<prop::sample::Index>(), to in "0|[1-9][0-9]{0,23}|null|-1|1e400|\"7\"|\\{\\}|\\[\\]") {
        let lines = lines();
        let line = String::from_utf8(lines[which.index(lines.len())].clone()).expect("text");
        let starts: Vec<usize> = line.match_indices("\":").map(|(at, _)| at + 2).filter(|at| line.as_bytes()[*at].is_ascii_digit()).collect();
        prop_assume!(!starts.is_empty());
        let start = starts[digit.index(starts.len())];
        let length = line[start..].bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let changed = format!("{}{to}{}", &line[..start], &line[start + length..]);
        agree(PATHS[0], changed.as_bytes())?;
    }
}
