//! The reader of Gemini CLI's chats: the fixture, each trap by itself and the laws.

use std::path::Path;

use scopeon_core::event::{Event, SessionKind};
use scopeon_core::provider::IssueKind;
use scopeon_providers::GeminiCli;
use scopeon_providers::testkit::MemoryStore;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::expect::{calls_of, check_calls, expected, fixture, session, sessions, tools, truth};
use crate::lawful::{Lawful, Reader};
use crate::stated::{Tally, tally};

const TOUR: &str = "gemini-cli/tour";
const MAIN: &str = "5c5c5c5c-0000-4000-8000-000000000001";
const UUID: &str = "0199aaaa-0000-4000-8000-0000000000aa";

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    Reader::new(&GeminiCli, home).read(home, 1, &mut ledger);
    ledger
}

fn tour() -> MemoryStore {
    read(&fixture(TOUR).join("home"))
}

/// A home with chats, each by its path below `tmp`.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a directory"))
    }

    fn chat(&self, path: &str, lines: &[Value]) {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let path = self.0.path().join(".gemini/tmp").join(path);
        std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        std::fs::write(path, text).expect("a file");
    }

    fn read(&self) -> MemoryStore {
        read(self.0.path())
    }
}

fn about(session: &str) -> Value {
    json!({"sessionId": session, "startTime": "2026-01-02T03:00:00Z", "lastUpdated": "2026-01-02T03:00:00Z"})
}

fn message(id: &str, kind: &str, tokens: Value) -> Value {
    json!({"id": id, "timestamp": "2026-01-02T03:04:05Z", "type": kind, "model": "gemini-3", "tokens": tokens, "content": "hi"})
}

fn tokens(input: u64, output: u64) -> Value {
    json!({"input": input, "output": output, "cached": 0, "thoughts": 0, "tool": 0})
}

fn outputs(ledger: &MemoryStore) -> Vec<u64> {
    let mut outputs: Vec<_> = ledger.calls().map(|call| call.sample.usage.output).collect();
    outputs.sort_unstable();
    outputs
}

fn turns(ledger: &MemoryStore) -> usize {
    ledger.facts().filter(|event| matches!(event, Event::Turn(_))).count()
}

#[test]
fn every_call_of_the_tour_is_read_exactly() {
    let (ledger, wanted) = (tour(), expected(TOUR));
    check_calls(&ledger, &wanted);
    let main = session(&ledger, MAIN);
    let largest = calls_of(&ledger, main.id).into_iter().map(|call| call.sample.context).max();
    assert_eq!(largest, Some(210_000), "what a tool was asked is not in the context");
}

#[test]
fn sessions_tools_and_turns_of_the_tour_are_exact() {
    let (ledger, wanted) = (tour(), expected(TOUR));
    assert_eq!(sessions(&ledger).len() as u64, wanted["sessions"]);
    let (main, sub) = (session(&ledger, MAIN), session(&ledger, "sub-0001"));
    assert_eq!((main.kind, sub.kind, sub.parent), (SessionKind::Main, SessionKind::SubAgent, Some(main.id)));
    assert_eq!(main.project.as_ref().map(|(_, name)| name.as_str()), Some("/home/dev/acme.shop"));
    assert_eq!(sub.project.as_ref().map(|(_, name)| name.as_str()), Some("/home/dev/acme.shop"));
    assert_eq!(turns(&ledger) as u64, wanted["turns_main"]);
    assert!(calls_of(&ledger, main.id).iter().all(|call| call.attribution.turn.is_some()));
    let errors = ledger.facts().filter(|event| matches!(event, Event::ApiError(_))).count();
    assert_eq!(errors as u64, wanted["errors"]);
    let mut uses: Vec<_> = tools(&ledger)
        .iter()
        .map(|tool| {
            let ok = if tool.ok == Some(true) { "success" } else { "error" };
            json!([tool.name.as_ref().map(AsRef::as_ref), ok])
        })
        .collect();
    uses.sort_by_key(|used: &Value| used[1] == "error");
    assert_eq!(Value::from(uses), wanted["tools"]);
    let mcp: Vec<_> = tools(&ledger).iter().filter_map(|tool| tool.mcp.clone()).collect();
    assert_eq!((mcp.len(), mcp[0].server.as_str(), mcp[0].tool.as_str()), (1, "github", "create_issue"));
    let ran = tools(&ledger).into_iter().find(|tool| tool.ok == Some(true)).expect("a tool");
    assert_eq!(ran.ended.zip(ran.started).map(|(end, start)| end.millis() - start.millis()), Some(3000));
}

#[test]
fn a_message_is_one_however_often_it_is_written() {
    let home = Home::new();
    let lines = [
        about("s"),
        message("g", "gemini", Value::Null),
        message("g", "gemini", tokens(10, 5)),
        json!({"$set": {"messages": [message("g", "gemini", tokens(10, 5))]}}),
        message("g", "gemini", Value::Null),
    ];
    home.chat("p/chats/session-a.jsonl", &lines);
    assert_eq!(outputs(&home.read()), [5]);
}

#[test]
fn a_hashed_directory_is_the_project_that_is_written_down_in_it() {
    let home = Home::new();
    let hashed = "cd".repeat(32);
    home.chat(
        &format!("{hashed}/chats/session-a.jsonl"),
        &[about("s"), message("g", "gemini", tokens(10, 5))],
    );
    let project =
        |ledger: &MemoryStore| session(ledger, "s").project.clone().map(|(_, name)| name.to_string());
    assert_eq!(project(&home.read()).as_deref(), Some("~cdcdcdcdcdcdcdcd"));
    let root = home.0.path().join(".gemini/tmp").join(&hashed).join(".project_root");
    std::fs::write(root, "/home/dev/acme.shop\n").expect("a file");
    let ledger = home.read();
    assert_eq!(project(&ledger).as_deref(), Some("/home/dev/acme.shop"));
    let of_call = ledger.calls().next().and_then(|call| call.attribution.project.clone());
    assert_eq!(of_call.as_ref().map(AsRef::as_ref), Some("/home/dev/acme.shop"));
}

#[test]
fn twins_in_other_shapes_and_directories_are_one() {
    let home = Home::new();
    let hashed = "ab".repeat(32);
    let whole = json!({"sessionId": "s", "startTime": "2026-01-02T03:00:00Z", "messages": [message(UUID, "gemini", tokens(10, 5)), message("m", "gemini", tokens(10, 6))]});
    home.chat("zeta/chats/session-a.json", std::slice::from_ref(&whole));
    home.chat(&format!("{hashed}/chats/session-a.json"), std::slice::from_ref(&whole));
    home.chat("zeta/chats/session-a.jsonl", &[whole]);
    // A chat branched off under another id.
    home.chat(
        "zeta/chats/session-b.jsonl",
        &[about("t"), message(UUID, "gemini", tokens(10, 5)), message("m", "gemini", tokens(10, 6))],
    );
    let ledger = home.read();
    assert_eq!(outputs(&ledger), [5, 6, 6], "an id that is no UUID is unique in its session only");
    let projects: Vec<_> = sessions(&ledger).iter().filter_map(|one| one.project.clone()).collect();
    assert!(projects.iter().all(|(_, name)| name.as_str() == "zeta"), "a name comes before a hash");
}

#[test]
fn what_is_rewound_was_paid_for() {
    let home = Home::new();
    let lines = [about("s"), message("g", "gemini", tokens(10, 5)), json!({"$rewindTo": "g"})];
    home.chat("p/chats/session-a.jsonl", &lines);
    assert_eq!(outputs(&home.read()), [5]);
}

#[test]
fn tools_prompts_are_input_and_thoughts_are_output() {
    let home = Home::new();
    let counts = json!({"input": 100, "output": 7, "cached": 400, "thoughts": 3, "tool": 5});
    home.chat("p/chats/session-a.jsonl", &[about("s"), message("g", "gemini", counts)]);
    let ledger = home.read();
    let usage = ledger.calls().next().expect("a call").sample.usage;
    assert_eq!((usage.input, usage.cache_read, usage.output, usage.reasoning), (5, 100, 10, 3));
}

#[test]
fn a_tools_result_is_no_prompt() {
    let home = Home::new();
    let mut result = message("u2", "user", Value::Null);
    result["content"] = json!([{"functionResponse": {"name": "x"}}]);
    let mut parts = message("u3", "user", Value::Null);
    parts["content"] = json!([{"text": "PRIVATE"}]);
    home.chat("p/chats/session-a.jsonl", &[about("s"), message("u1", "user", Value::Null), result, parts]);
    home.chat("p/chats/s/sub.jsonl", &[about("sub"), message("u9", "user", Value::Null)]);
    assert_eq!(turns(&home.read()), 2, "and what a sub-agent is asked is none either");
}

#[test]
fn a_session_that_is_named_again_goes_on_under_that_name() {
    let home = Home::new();
    let lines = [
        about("s"),
        message("g", "gemini", tokens(10, 5)),
        json!({"$set": {"sessionId": "t"}}),
        message("h", "gemini", tokens(10, 6)),
    ];
    home.chat("p/chats/session-a.jsonl", &lines);
    let ledger = home.read();
    assert_eq!(calls_of(&ledger, session(&ledger, "t").id).len(), 1);
}

#[test]
fn faults_are_told() {
    let home = Home::new();
    home.chat(
        "p/chats/session-a.jsonl",
        &[about("s"), message("g", "novelty", Value::Null), json!({"type": "gemini"}), json!([1])],
    );
    home.chat("p/chats/session-b.json", &[json!("not an object")]);
    home.chat("p/logs.json", &[json!("prompts")]);
    let ledger = home.read();
    assert_eq!(ledger.issues(IssueKind::UnknownType.as_str()), 1);
    assert_eq!(ledger.issues(IssueKind::MissingField.as_str()), 1);
    assert_eq!(ledger.issues(IssueKind::Malformed.as_str()), 2);
}

#[test]
fn chats_are_found_where_they_are_named() {
    use scopeon_providers::{NoopObserver, SearchPaths, Settings, scan};
    let home = Home::new();
    home.chat("p/chats/session-a.jsonl", &[about("s"), message("g", "gemini", tokens(10, 5))]);
    let root = home.0.path();
    let mut variable = SearchPaths::below("/nowhere");
    variable.variables.insert("GEMINI_CLI_HOME", root.as_os_str().to_owned());
    let places = [
        (SearchPaths::below(root), 1),
        (SearchPaths::default().root("gemini-cli", root), 1),
        (SearchPaths::default().root("gemini-cli", root.join(".gemini")), 1),
        (SearchPaths::default().root("gemini-cli", root.join(".gemini/tmp")), 1),
        (SearchPaths::below(root).root("gemini-cli", root.join("elsewhere")), 0),
        (variable, 1),
    ];
    for (places, wanted) in places {
        let mut ledger = MemoryStore::default();
        let stop = std::sync::atomic::AtomicBool::new(false);
        scan(&[&GeminiCli], &places, &Settings::default(), &mut ledger, &NoopObserver, &stop)
            .expect("a ledger that keeps");
        assert_eq!(ledger.calls().count(), wanted, "{places:?}");
    }
}

pub(crate) fn lawful() -> Lawful {
    Lawful::new(|| Box::new(GeminiCli), fixture(TOUR).join("home"), truth(&expected(TOUR)))
}

#[test]
fn the_laws_hold() {
    lawful().check();
}

#[test]
fn what_a_sub_agent_is_stands_in_its_parents_chat() {
    let home = fixture("gemini-cli/sub-agent/home");
    let ledger = read(&home);
    assert_eq!(tally(&ledger), Tally { calls: 10, unknown: 0, turns: 1 });
    let run = session(&ledger, "cab4c3d2-3f5e-4402-aea3-b8f4ee5d57cd");
    assert_eq!(run.agent_type.as_ref().map(AsRef::as_ref), Some("generalist"));
    assert_eq!(run.parent, Some(session(&ledger, "37baaf30-b5b7-4039-b077-b1a463d29c52").id));
    let tool = tools(&ledger).into_iter().find(|tool| Some(tool.id) == run.spawned_by).expect("a tool");
    assert_eq!(tool.name.as_ref().map(AsRef::as_ref), Some("invoke_agent"));
    Lawful::checked(|| Box::new(GeminiCli), &home, &ledger).check_laws(3);
}

#[test]
fn an_answer_whose_tokens_never_come_is_a_request_of_unknown_usage() {
    let lines = |late: Value| {
        vec![
            about("s"),
            message("u", "user", Value::Null),
            message("a", "gemini", Value::Null),
            message("b", "gemini", Value::Null),
            message("b", "gemini", late),
        ]
    };
    for (late, wanted) in [(Value::Null, (0, 2)), (tokens(10, 5), (1, 1)), (tokens(0, 0), (0, 2))] {
        let home = Home::new();
        home.chat("p/chats/session-1.jsonl", &lines(late.clone()));
        let seen = tally(&home.read());
        assert_eq!((seen.calls, seen.unknown, seen.turns), (wanted.0, wanted.1, 1), "{late}");
    }
}
