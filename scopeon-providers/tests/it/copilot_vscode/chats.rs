//! The chats that VS Code keeps whatever its settings are: what they state counts, but beside spans.

use std::path::Path;

use rusqlite::Connection;
use scopeon_core::event::Finish;
use scopeon_core::money::PicoUsd;
use scopeon_core::usage::Usage;
use scopeon_providers::CopilotVsCode;
use scopeon_providers::testkit::{MemoryStore, Truth};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{MAIN, SQL, read, read_on, store};
use crate::expect::{calls_of, session};
use crate::lawful::Lawful;
use crate::sqlite;
use crate::stated::tally;

const USER: &str = ".config/Code/User";
const CHAT: &str = "11111111-1111-4111-8111-111111111111";
/// 2026-10-01T10:00:01Z.
const FIRST: u64 = 1_790_848_801_000;

fn asked(id: &str, at: u64, metadata: Option<Value>) -> Value {
    let mut asked = json!({"requestId": id, "timestamp": at, "modelId": "copilot/claude-sonnet-4.6",
        "message": {"text": "PRIVATE_SENTINEL_do_not_store it"}, "response": []});
    if let Some(metadata) = metadata {
        asked["result"] = json!({"metadata": metadata});
    }
    asked
}

fn took(prompt: u64, output: u64) -> Value {
    json!({"promptTokens": prompt, "outputTokens": output, "resolvedModel": "claude-sonnet-4-6"})
}

fn whole(session: &str, requests: &[Value]) -> Value {
    json!({"kind": 0, "v": {"version": 3, "sessionId": session, "creationDate": FIRST, "requests": requests}})
}

fn set(path: Value, value: Value) -> Value {
    json!({"kind": 1, "k": path, "v": value})
}

fn write(home: &Path, path: &str, lines: &[Value]) {
    let path = home.join(USER).join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
}

fn journal(session: &str) -> String {
    format!("workspaceStorage/h1/chatSessions/{session}.jsonl")
}

fn chats(lines: &[Value]) -> MemoryStore {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), &journal(CHAT), lines);
    read(home.path())
}

/// Prompt and output of each, in order.
fn counts(ledger: &MemoryStore) -> Vec<(u64, u64)> {
    let mut all: Vec<_> = ledger.calls().map(|call| (call.at, call.sample.usage)).collect();
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, usage)| (usage.input, usage.output)).collect()
}

#[test]
fn a_default_installation_shows_the_last_request_of_each_prompt() {
    let ledger = chats(&[whole(CHAT, &[asked("request_1", FIRST, Some(took(32_000, 60)))])]);
    assert_eq!(counts(&ledger), [(32_000, 60)]);
    let call = ledger.calls().next().unwrap();
    assert_eq!(call.sample.model.as_str(), "claude-sonnet-4-6");
    assert_eq!((call.sample.finish, call.sample.context), (Finish::Unfinished, 32_000), "a lower bound");
    assert_eq!(call.at.to_string(), "2026-10-01T10:00:01.000Z");
    assert_eq!((call.attribution.session, tally(&ledger).turns), (session(&ledger, CHAT).id, 1));
}

#[test]
fn a_chat_is_of_the_folder_that_was_open() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), &journal(CHAT), &[whole(CHAT, &[asked("request_1", FIRST, Some(took(32_000, 60)))])]);
    write(
        home.path(),
        "workspaceStorage/h1/workspace.json",
        &[json!({"folder": "file:///home/dev/acme%20shop"})],
    );
    let ledger = read(home.path());
    let project = session(&ledger, CHAT).project.clone().unwrap().1;
    assert_eq!(project.as_str(), "/home/dev/acme shop");
    assert!(ledger.calls().all(|call| call.attribution.project.as_ref() == Some(&project)));
}

#[test]
fn changes_of_a_chat_are_read_by_their_place() {
    let lines = [
        whole(CHAT, &[]),
        json!({"kind": 2, "k": ["requests"], "v": [asked("a", FIRST, None)]}),
        set(json!(["customTitle"]), json!("PRIVATE_SENTINEL_do_not_store")),
        set(json!(["requests", 0, "result"]), json!({"metadata": took(100, 10)})),
        json!({"kind": 2, "k": ["requests"], "v": [asked("b", FIRST + 1000, None)]}),
        set(json!(["requests", 1, "modelId"]), json!("copilot/gpt-5.5")),
        set(json!(["requests", 1, "completionTokens"]), json!(7)),
        set(json!(["requests", 1, "result", "metadata"]), json!({"promptTokens": 200, "outputTokens": 20})),
        // The second prompt is taken back and another one asked.
        json!({"kind": 2, "k": ["requests"], "i": 1, "v": [asked("c", FIRST + 2000, Some(took(300, 30)))]}),
        set(json!(["requests", 0, "result"]), json!({"metadata": took(100, 11)})),
        json!({"kind": 3, "k": ["requests", 1, "vote"]}),
    ];
    let ledger = chats(&lines);
    assert_eq!(counts(&ledger), [(100, 11), (200, 7), (300, 30)], "what was taken back was used");
    let models: Vec<_> = ledger.calls().map(|call| call.sample.model.to_string()).collect();
    assert!(models.contains(&"gpt-5.5".to_owned()), "{models:?}");
    assert_eq!(tally(&ledger).turns, 3);
}

/// A prompt states its counters itself, its result others, each when it is known; a state of it is read whole.
#[test]
fn what_is_known_of_a_prompt_is_one() {
    let pushed = json!({"kind": 2, "k": ["requests"], "v": [asked("a", FIRST, None)]});
    let at = |member: &str, value: Value| set(json!(["requests", 0, member]), value);
    let own = [at("promptTokens", json!(35_348)), at("completionTokens", json!(520))];
    let result = at("result", json!({"metadata": took(5_000, 60)}));
    let deep = |name, value| set(json!(["requests", 0, "result", "metadata", name]), json!(value));
    let [input, output] = own.clone();
    let cases: [(&[Value], (u64, u64)); 6] = [
        (&own, (35_348, 520)),
        (&[output.clone(), input.clone()], (35_348, 520)),
        (&[input.clone(), output.clone(), result.clone()], (35_348, 520)),
        (&[result.clone(), output.clone()], (5_000, 520)),
        (&[output.clone(), result], (5_000, 520)),
        (&[deep("outputTokens", 60), deep("promptTokens", 5_000)], (5_000, 60)),
    ];
    for (changes, wanted) in cases {
        let lines = [&[whole(CHAT, &[]), pushed.clone()], changes].concat();
        assert_eq!(counts(&chats(&lines)), [wanted], "{changes:?}");
        // Read line by line it is the same.
        let home = tempfile::tempdir().unwrap();
        let mut ledger = MemoryStore::default();
        for end in 1..=lines.len() {
            write(home.path(), &journal(CHAT), &lines[..end]);
            read_on(home.path(), &mut ledger);
        }
        assert_eq!(counts(&ledger), [wanted], "{changes:?}");
    }
    let mut stated = asked("a", FIRST, Some(took(5_000, 50)));
    stated["completionTokens"] = json!(400);
    let chat = whole(CHAT, &[stated]);
    assert_eq!(counts(&chats(std::slice::from_ref(&chat))), [(5_000, 400)]);
    let home = tempfile::tempdir().unwrap();
    let path = format!("workspaceStorage/h1/chatSessions/{CHAT}.json");
    write(home.path(), &path, std::slice::from_ref(&chat["v"]));
    assert_eq!(counts(&read(home.path())), [(5_000, 400)], "a document");
}

#[test]
fn a_credit_is_a_cent() {
    let mut lines = vec![whole(CHAT, &[asked("a", FIRST, None)])];
    for (member, value) in
        [("promptTokens", 35_348.0), ("completionTokens", 520.0), ("copilotCredits", 52.3143)]
    {
        lines.push(set(json!(["requests", 0, member]), json!(value)));
    }
    let ledger = chats(&lines);
    let reported: Vec<_> = ledger.calls().map(|call| call.reported.map(PicoUsd::pico)).collect();
    assert_eq!((counts(&ledger), reported), (vec![(35_348, 520)], vec![Some(523_143_000_000)]));
}

#[test]
fn a_chat_that_is_written_anew_copied_or_a_document_counts_once() {
    let home = tempfile::tempdir().unwrap();
    let lines = [
        whole(CHAT, &[asked("a", FIRST, None)]),
        set(json!(["requests", 0, "result"]), json!({"metadata": took(100, 10)})),
    ];
    write(home.path(), &journal(CHAT), &lines);
    let mut ledger = MemoryStore::default();
    read_on(home.path(), &mut ledger);
    let anew =
        whole(CHAT, &[asked("a", FIRST, Some(took(100, 10))), asked("b", FIRST + 9, Some(took(5, 1)))]);
    write(home.path(), &journal(CHAT), std::slice::from_ref(&anew));
    write(home.path(), "globalStorage/emptyWindowChatSessions/copy.json", std::slice::from_ref(&anew["v"]));
    read_on(home.path(), &mut ledger);
    assert_eq!(counts(&ledger), [(100, 10), (5, 1)]);
    assert_eq!(counts(&read(home.path())), [(100, 10), (5, 1)]);
}

/// The store tells of the same requests, and of more.
#[test]
fn beside_spans_of_a_session_its_chat_counts_nothing() {
    let with = |model: &str, session: &str| {
        let home = tempfile::tempdir().unwrap();
        sqlite::settle(&store(home.path()), SQL);
        let told = json!({"promptTokens": 99_000, "outputTokens": 1, "resolvedModel": model});
        write(home.path(), &journal(session), &[whole(session, &[asked("x", FIRST, Some(told))])]);
        read(home.path()).calls().map(|call| call.sample.usage).sum::<Usage>().total()
    };
    let home = tempfile::tempdir().unwrap();
    sqlite::settle(&store(home.path()), SQL);
    let spans = read(home.path());
    let alone = spans.calls().map(|call| call.sample.usage).sum::<Usage>().total();
    let model = calls_of(&spans, session(&spans, MAIN).id)[0].sample.model.to_string();
    assert_eq!(with(&model, MAIN), alone, "the session has spans");
    assert_eq!(with(&model, CHAT), alone + 99_001, "another session has none");
}

#[test]
fn the_setting_may_come_later() {
    let home = tempfile::tempdir().unwrap();
    let told = json!({"promptTokens": 99_000, "outputTokens": 1, "resolvedModel": "claude-sonnet-4.6"});
    write(home.path(), &journal(MAIN), &[whole(MAIN, &[asked("x", FIRST, Some(told))])]);
    let mut ledger = MemoryStore::default();
    read_on(home.path(), &mut ledger);
    assert_eq!(ledger.calls().count(), 1);
    let agent: Connection = sqlite::make(&store(home.path()), SQL);
    agent
        .execute("UPDATE spans SET response_model = 'claude-sonnet-4.6' WHERE response_model IS NOT NULL", [])
        .unwrap();
    read_on(home.path(), &mut ledger);
    assert!(ledger.calls().all(|call| call.sample.usage.input < 99_000), "spans tell of the session");
}

/// The store of spans keeps a week, and the setting may come in the middle of a chat.
#[test]
fn prompts_from_before_the_first_span_still_count() {
    // MAIN's first span ended on 2026-08-01 at 10:00:03.
    let asked_at = |name: &str, at: u64| {
        let told = json!({"promptTokens": 99_000, "outputTokens": 1, "resolvedModel": "claude-sonnet-4.6"});
        asked(name, at, Some(told))
    };
    let (span, day) = (1_785_578_400_000, 86_400_000);
    let prompts = [asked_at("a", span - 2 * day), asked_at("b", span - day), asked_at("c", span)];
    let home = tempfile::tempdir().unwrap();
    write(home.path(), &journal(MAIN), &[whole(MAIN, &prompts)]);
    let mut ledger = MemoryStore::default();
    read_on(home.path(), &mut ledger);
    assert_eq!(ledger.calls().count(), 3);
    let agent: Connection = sqlite::make(&store(home.path()), SQL);
    agent
        .execute("UPDATE spans SET response_model = 'claude-sonnet-4.6' WHERE response_model IS NOT NULL", [])
        .unwrap();
    read_on(home.path(), &mut ledger);
    let of_chat = |ledger: &MemoryStore| {
        let mut days: Vec<_> = ledger.calls().filter(|call| call.sample.usage.input == 99_000).collect();
        days.sort_by_key(|call| call.at);
        days.iter().map(|call| call.at.millis()).collect::<Vec<_>>()
    };
    let before = [span - 2 * day, span - day].map(|at| i64::try_from(at).unwrap());
    assert_eq!(of_chat(&ledger), before);
    assert_eq!(of_chat(&read(home.path())), before, "read at once");
}

fn tour() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let lines = [
        whole(CHAT, &[asked("a", FIRST, Some(took(100, 10)))]),
        json!({"kind": 2, "k": ["requests"], "v": [asked("b", FIRST + 1000, None)]}),
        set(json!(["requests", 1, "result"]), json!({"metadata": took(200, 20)})),
        set(json!(["requests", 1, "followups"]), json!([{"message": "PRIVATE_SENTINEL_do_not_store this"}])),
        json!({"kind": 2, "k": ["requests"], "v": [asked("c", FIRST + 86_400_000, Some(took(300, 30)))]}),
    ];
    write(home.path(), &journal(CHAT), &lines);
    home
}

#[test]
fn the_laws_hold_for_journals() {
    let usage = Usage { input: 600, output: 60, ..Usage::default() };
    let truth = Truth::new(3, usage).day("2026-10-01", 2, 330).day("2026-10-02", 1, 330).sessions(1).turns(3);
    Lawful::made(|| Box::new(CopilotVsCode), tour(), truth).check();
}

#[test]
fn the_laws_hold_for_documents() {
    let chat = |prompts: &[Value]| {
        let home = tempfile::tempdir().unwrap();
        let chat = &whole(CHAT, prompts)["v"];
        write(
            home.path(),
            &format!("workspaceStorage/h/chatSessions/{CHAT}.json"),
            std::slice::from_ref(chat),
        );
        home
    };
    let prompts = [asked("a", FIRST, Some(took(100, 10))), asked("b", FIRST + 9, Some(took(200, 20)))];
    let usage = Usage { input: 300, output: 30, ..Usage::default() };
    let truth = Truth::new(2, usage).day("2026-10-01", 2, 330).sessions(1);
    Lawful::made(|| Box::new(CopilotVsCode), chat(&prompts), truth).earlier(chat(&prompts[..1])).check();
}
