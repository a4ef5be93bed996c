//! Some thousands of changed messages, the same in every run.

#[path = "../../../fuzz/oracles/messages.rs"]
mod messages;
#[path = "../../../fuzz/oracles/mutate.rs"]
mod mutate;

use mutate::Mutator;
use serde_json::json;

/// A conversation of each kind, and what is none.
fn begin() -> Vec<Vec<u8>> {
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let about = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "a", "version": "1" } });
    let reference = json!({ "type": "ref/prompt", "name": "cost-review" });
    let argument = json!({ "name": "since", "value": "7" });
    let asked = [
        ("initialize", about),
        ("server/discover", json!({ "_meta": meta })),
        ("ping", json!({})),
        ("tools/list", json!({ "cursor": null })),
        ("tools/call", json!({ "name": "get_usage", "arguments": { "since": "7d" }, "_meta": meta })),
        ("resources/read", json!({ "uri": "scopeon://status" })),
        ("resources/subscribe", json!({ "uri": "scopeon://alerts" })),
        ("prompts/get", json!({ "name": "cost-review", "arguments": { "since": "7d" } })),
        ("completion/complete", json!({ "ref": reference, "argument": argument })),
        (
            "subscriptions/listen",
            json!({ "notifications": { "resourceSubscriptions": ["scopeon://alerts"] }, "_meta": meta }),
        ),
    ];
    let lines = asked.iter().zip(1..).map(|((method, params), id)| {
        json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string()
    });
    let all: Vec<String> = lines.collect();
    let cancelled =
        json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": "x" } });
    let said = json!({ "jsonrpc": "2.0", "id": "x", "result": {} });
    let others =
        ["", "[]", "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}", "\u{feff}{}", "{}\r", "\r"];
    let others = others.map(str::to_owned).into_iter().chain([cancelled.to_string(), said.to_string()]);
    let whole = all.join("\n");
    all.into_iter().chain(others).chain([whole]).map(|line| with_how([9, 7], line.as_bytes())).collect()
}

/// Puts before it how long lines may be, and in which parts they come.
fn with_how(how: [u8; 2], bytes: &[u8]) -> Vec<u8> {
    [&how[..], bytes].concat()
}

#[test]
fn no_bytes_make_a_panic_and_all_are_messages_or_refused() {
    let (seeds, mut mutator) = (begin(), Mutator::new(15));
    for seed in &seeds {
        messages::judge(seed);
        let mut piled = seed.clone();
        for _ in 0..150 {
            let other = &seeds[mutator.below(seeds.len())];
            let changed = mutator.change(seed, other);
            messages::judge(&changed);
            // The same as short lines that come byte by byte.
            messages::judge(&with_how([40, 255], &changed));
            piled = mutator.change(&piled, other);
            piled.truncate(2_000);
            messages::judge(&piled);
        }
    }
}

#[test]
fn inputs_are_written_where_a_fuzzer_wants_them() {
    let Some(directory) = std::env::var_os("SCOPEON_SEEDS") else { return };
    let directory = std::path::Path::new(&directory).join("messages");
    std::fs::create_dir_all(&directory).expect("a directory");
    for (number, seed) in begin().iter().enumerate() {
        std::fs::write(directory.join(format!("seed-{number:04}")), seed).expect("a file");
    }
}
