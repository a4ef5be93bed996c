//! The reader of `CodeBuddy`'s transcripts: what each response took, lines that share one, and the laws.

use std::path::Path;

use scopeon_core::provider::Provider;
use scopeon_core::usage::Usage;
use scopeon_providers::CodeBuddy;
use scopeon_providers::testkit::{MemoryStore, Truth};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::expect::session;
use crate::lawful::{Lawful, Reader};

const ID: &str = "aaaaaaaa-1111-4222-8333-444455556666";
/// 2026-10-01T10:00:00Z.
const AT: u64 = 1_790_848_800_000;

fn line(id: &str, at: u64, kind: &str, message: &str, [prompt, cached, output]: [u64; 3]) -> Value {
    let raw = json!({"prompt_tokens": prompt, "completion_tokens": output, "total_tokens": prompt + output,
        "prompt_cache_hit_tokens": cached, "prompt_cache_miss_tokens": prompt - cached,
        "completion_thinking_tokens": 3, "credit": 0.5});
    json!({"id": id, "timestamp": at, "type": kind, "role": "assistant", "sessionId": ID, "cwd": "/home/dev/acme",
        "content": [{"type": "output_text", "text": "PRIVATE_SENTINEL_do_not_store it"}],
        "providerData": {"messageId": message, "model": "glm-5.2", "rawUsage": raw}})
}

fn home(place: &str, lines: &[Value]) -> TempDir {
    let home = tempfile::tempdir().expect("a directory");
    let project = home.path().join(place).join("projects/home-dev-acme");
    std::fs::create_dir_all(&project).expect("a directory");
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(project.join(format!("{ID}.jsonl")), text).expect("a file");
    home
}

fn read(provider: &CodeBuddy, home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    Reader::new(provider, home).read(home, 1, &mut ledger);
    ledger
}

fn tour() -> Vec<Value> {
    let asked = json!({"id": "u1", "timestamp": AT, "type": "message", "role": "user", "cwd": "/home/dev/acme",
        "content": [{"type": "input_text", "text": "PRIVATE_SENTINEL_do_not_store what was asked"}]});
    let used = json!({"inputTokens": 50, "outputTokens": 5, "inputTokensDetails": [{"cached_tokens": 20}]});
    let own = json!({"id": "a3", "timestamp": AT + 86_400_000, "type": "message", "role": "assistant",
        "providerData": {"messageId": "m3", "model": "glm-5.2", "usage": used}});
    vec![
        asked,
        line("a1", AT + 1000, "message", "m1", [100, 40, 10]),
        line("f1", AT + 1001, "function_call", "m1", [100, 40, 10]),
        json!({"id": "r1", "timestamp": AT + 1002, "type": "function_call_result", "output": "PRIVATE_SENTINEL_x"}),
        line("a2", AT + 2000, "message", "m2", [200, 140, 20]),
        own,
    ]
}

#[test]
fn each_response_counts_once_with_what_it_took() {
    let ledger = read(&CodeBuddy::CODEBUDDY, home(".codebuddy", &tour()).path());
    let mut counts: Vec<_> = ledger
        .calls()
        .map(|call| (call.sample.usage.input, call.sample.usage.cache_read, call.sample.usage.output))
        .collect();
    counts.sort_unstable();
    assert_eq!(counts, [(30, 20, 5), (60, 40, 10), (60, 140, 20)]);
    let project = session(&ledger, ID).project.as_ref().map(|(_, name)| name.to_string());
    assert_eq!(project.as_deref(), Some("/home/dev/acme"));
    assert!(ledger.calls().all(|call| call.sample.model.as_str() == "glm-5.2"));
}

pub(crate) fn lawful() -> Vec<Lawful> {
    let of = |make: fn() -> Box<dyn Provider>, place: &str| {
        let usage = Usage { input: 150, cache_read: 200, output: 35, reasoning: 6, ..Usage::default() };
        let truth = Truth::new(3, usage).day("2026-10-01", 2, 330).day("2026-10-02", 1, 55).sessions(1);
        Lawful::made(make, home(place, &tour()), truth)
    };
    vec![
        of(|| Box::new(CodeBuddy::CODEBUDDY), ".codebuddy"),
        of(|| Box::new(CodeBuddy::WORKBUDDY), ".workbuddy"),
    ]
}

#[test]
fn the_laws_hold() {
    lawful().iter().for_each(Lawful::check);
}
