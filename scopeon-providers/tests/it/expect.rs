//! What a fixture's `expected.json` says its calls are, compared with what was read.

use std::path::{Path, PathBuf};

use scopeon_core::event::{Call, Event, Finish, SessionFacts, ToolCall};
use scopeon_core::id::SessionId;
use scopeon_core::usage::Usage;
use scopeon_providers::testkit::{MemoryStore, Truth};
use serde_json::Value;

/// One call as an expectation states it: model, uncached input, cache reads, cache writes, output, reasoning.
/// A model that an expectation leaves out is any.
type Row = (String, [u64; 5]);

/// Where one agent's fixture lies.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// Reads a fixture's expectation.
pub(crate) fn expected(name: &str) -> Value {
    let text = std::fs::read(fixture(name).join("expected.json")).expect("the expectation is there");
    serde_json::from_slice(&text).expect("the expectation is JSON")
}

/// Returns what an expectation states of all calls and of the `days` they were made on, each with its calls and tokens.
pub(crate) fn truth(wanted: &Value) -> Truth {
    let total = |name: &str| wanted["totals"][name].as_u64().unwrap_or(0);
    let written_1h = total("cache_write_1h");
    let usage = Usage {
        input: total("input"),
        output: total("output"),
        reasoning: total("reasoning"),
        cache_read: total("cache_read"),
        cache_write_5m: total("cache_write") - written_1h,
        cache_write_1h: written_1h,
        web_searches: total("web_search"),
    };
    // Where an expectation lists what is read in other parts, it says in how many.
    let calls = wanted["n_counted"].as_u64().or_else(|| wanted["n_calls"].as_u64());
    let truth = Truth::new(calls.expect("a number of calls"), usage);
    let days = wanted["days"].as_object().into_iter().flatten();
    let count = |day: &Value, at: usize| day[at].as_u64().expect("a count");
    days.fold(truth, |truth, (day, counts)| truth.day(day, count(counts, 0), count(counts, 1)))
        .unknown(wanted["n_unknown"].as_u64().unwrap_or(0))
}

/// Checks that the calls are those and no others, and that their sums are the stated totals.
pub(crate) fn check_calls(ledger: &MemoryStore, wanted: &Value) {
    let list = wanted["calls"].as_array().expect("calls");
    let models: Vec<bool> = list.iter().map(|call| call["model"].is_string()).collect();
    let named = models.iter().all(|named| *named);
    let mut want: Vec<Row> = list.iter().map(row).collect();
    let stated = ledger.calls().filter(|call| call.sample.finish != Finish::Unknown);
    let mut got: Vec<Row> = stated.map(read_row).collect();
    if !named {
        want.iter_mut().chain(&mut got).for_each(|row| row.0.clear());
    }
    want.sort();
    got.sort();
    assert_eq!(got, want);
    check_totals(ledger, &wanted["totals"]);
}

fn check_totals(ledger: &MemoryStore, wanted: &Value) {
    let sum: Usage = ledger.calls().map(|call| call.sample.usage).sum();
    let got = [
        ("input", sum.input),
        ("output", sum.output),
        ("reasoning", sum.reasoning),
        ("cache_read", sum.cache_read),
        ("cache_write", sum.cache_write_5m + sum.cache_write_1h),
        ("web_search", sum.web_searches),
    ];
    for (name, got) in got {
        assert_eq!(got, wanted[name].as_u64().unwrap_or(0), "{name} in total");
    }
}

fn row(call: &Value) -> Row {
    let count = |name: &str| call[name].as_u64().unwrap_or(0);
    let model = call["model"].as_str().unwrap_or_default().to_owned();
    let names = ["input", "cache_read", "cache_write", "output", "reasoning"];
    (model, names.map(count))
}

fn read_row(call: &Call) -> Row {
    let usage = call.sample.usage;
    let written = usage.cache_write_5m + usage.cache_write_1h;
    let model = call.sample.model.to_string();
    (model, [usage.input, usage.cache_read, written, usage.output, usage.reasoning])
}

/// Returns the sessions that were read.
pub(crate) fn sessions(ledger: &MemoryStore) -> Vec<&SessionFacts> {
    let facts = ledger.facts();
    facts
        .filter_map(|event| if let Event::Session(session) = event { Some(session.as_ref()) } else { None })
        .collect()
}

/// Returns the session with an id, as the agent shows it.
pub(crate) fn session<'a>(ledger: &'a MemoryStore, key: &str) -> &'a SessionFacts {
    let found = sessions(ledger).into_iter().find(|session| session.key.as_str() == key);
    found.unwrap_or_else(|| panic!("no session {key}"))
}

/// Returns the calls of a session.
pub(crate) fn calls_of(ledger: &MemoryStore, session: SessionId) -> Vec<&Call> {
    ledger.calls().filter(|call| call.attribution.session == session).collect()
}

/// Returns the tools that were used.
pub(crate) fn tools(ledger: &MemoryStore) -> Vec<&ToolCall> {
    let facts = ledger.facts();
    facts.filter_map(|event| if let Event::Tool(tool) = event { Some(tool.as_ref()) } else { None }).collect()
}
