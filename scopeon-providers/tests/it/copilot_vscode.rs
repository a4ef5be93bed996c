//! The reader of GitHub Copilot Chat's spans: the fixture, what other logs tell, what is never selected, the laws.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

mod chats;

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use scopeon_core::event::{ApiError, Event, Finish, HookRun, SessionKind, Turn};
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{
    Column, Flow, Input, Issue, Position, Provider, ReadError, ReaderState, Row, Rows, Select, Sink, Source,
    SourceKind,
};
use scopeon_core::usage::Usage;
use scopeon_providers::CopilotVsCode;
use scopeon_providers::testkit::MemoryStore;
use tempfile::TempDir;

use crate::expect::{calls_of, check_calls, expected, session, sessions, tools, truth};
use crate::lawful::{Lawful, Reader};
use crate::sqlite;
use crate::stated::tally;

const SQL: &str = "copilot-vscode/agent-traces.sql";
const STORE: &str = "User/globalStorage/github.copilot-chat/agent-traces.db";
const MAIN: &str = "11111111-aaaa-4bbb-8ccc-000000000001";
const SUB: &str = "22222222-aaaa-4bbb-8ccc-000000000002";
const TITLE: &str = "33333333-aaaa-4bbb-8ccc-000000000003";
const OWN_KEY: &str = "44444444-aaaa-4bbb-8ccc-000000000004";
/// The trace of a request that belongs to no session.
const NOBODYS: &str = "03030303030303030303030303030303";

fn store(home: &Path) -> PathBuf {
    home.join(".config/Code").join(STORE)
}

fn tour() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    sqlite::settle(&store(home.path()), SQL);
    home
}

fn scene() -> (TempDir, Connection) {
    let home = tempfile::tempdir().unwrap();
    let agent = sqlite::make(&store(home.path()), SQL);
    (home, agent)
}

fn read_on(home: &Path, ledger: &mut MemoryStore) {
    Reader::new(&CopilotVsCode, home).read(home, 1, ledger);
}

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    read_on(home, &mut ledger);
    ledger
}

fn total(ledger: &MemoryStore) -> u64 {
    ledger.calls().map(|call| call.sample.usage).sum::<Usage>().total()
}

#[test]
fn requests_are_read_exactly_and_what_other_logs_tell_is_not() {
    let ledger = read(tour().path());
    let wanted = expected("copilot-vscode");
    check_calls(&ledger, &wanted);
    let nano: u64 =
        wanted["calls"].as_array().unwrap().iter().filter_map(|call| call["nano_aiu"].as_u64()).sum();
    let cost: i128 = ledger.calls().filter_map(|call| call.reported).map(PicoUsd::pico).sum();
    assert_eq!(cost, i128::from(nano) * 10, "a credit is a cent");
    let mut keys: Vec<&str> = sessions(&ledger).iter().map(|session| session.key.as_str()).collect();
    keys.sort_unstable();
    assert_eq!(keys, [NOBODYS, MAIN, SUB, TITLE, OWN_KEY], "none of Claude Code's, none of Copilot CLI's");
}

#[test]
fn requests_have_their_sessions_prompts_and_windows() {
    let ledger = read(tour().path());
    let main = session(&ledger, MAIN);
    assert_eq!(main.branch.as_ref().unwrap().1.as_str(), "feature/cart");
    // One that was cancelled is a request of unknown usage.
    let (unknown, calls): (Vec<_>, Vec<_>) =
        calls_of(&ledger, main.id).into_iter().partition(|call| call.sample.finish == Finish::Unknown);
    let [call] = calls.as_slice() else { panic!("{} calls", calls.len()) };
    assert_eq!((unknown.len(), tally(&ledger).unknown), (1, 1));
    assert_eq!(call.at.to_string(), "2026-08-01T10:00:03.101Z", "rounded to milliseconds");
    assert_eq!((call.window, call.sample.context), (Some(136_000), 12_000));
    assert_eq!(call.attribution.branch.as_ref().unwrap().as_str(), "feature/cart");
    let turns: Vec<&Turn> = ledger
        .facts()
        .filter_map(|fact| if let Event::Turn(turn) = fact { Some(turn) } else { None })
        .collect();
    assert_eq!(turns.len(), 2, "one for each run that was not started by another");
    let own = turns.iter().find(|turn| turn.attribution.session == main.id).unwrap();
    assert_eq!((call.attribution.turn, own.duration_ms), (Some(own.id), Some(10_000)));
    let sub = calls_of(&ledger, session(&ledger, SUB).id)[0];
    assert_eq!(sub.attribution.turn, Some(own.id), "it works for the prompt");
    let title = calls_of(&ledger, session(&ledger, TITLE).id)[0];
    assert_eq!(title.attribution.turn, None);
    assert_eq!(calls_of(&ledger, session(&ledger, NOBODYS).id).len(), 1);
}

#[test]
fn sub_agents_have_their_parents_and_the_tools_that_started_them() {
    let ledger = read(tour().path());
    let (main, sub) = (session(&ledger, MAIN), session(&ledger, SUB));
    assert_eq!((sub.kind, sub.parent), (SessionKind::SubAgent, Some(main.id)));
    assert_eq!(sub.agent_type.as_ref().unwrap().as_str(), "Explore");
    let tools = tools(&ledger);
    let started = tools.iter().find(|tool| Some(tool.id) == sub.spawned_by).unwrap();
    assert_eq!(started.name.as_ref().unwrap().as_str(), "runSubagent");
    let title = session(&ledger, TITLE);
    assert_eq!((title.kind, title.parent), (SessionKind::SubAgent, Some(main.id)));
}

#[test]
fn tools_hooks_and_failures_are_read() {
    let ledger = read(tour().path());
    let mut got: Vec<_> = tools(&ledger)
        .iter()
        .map(|tool| {
            let name = tool.mcp.as_ref().map_or_else(
                || tool.name.as_ref().unwrap().to_string(),
                |mcp| format!("{}/{}", mcp.server, mcp.tool),
            );
            (name, tool.ok, tool.ended.unwrap().millis() - tool.started.unwrap().millis())
        })
        .collect();
    got.sort();
    let named = |name: &str, ok, took| (name.to_owned(), Some(ok), took);
    assert_eq!(
        got,
        [
            named("github/create_issue", false, 400),
            named("read_file", true, 50),
            named("runSubagent", true, 1400)
        ]
    );
    let mut hooks: Vec<&HookRun> = Vec::new();
    let mut errors: Vec<&ApiError> = Vec::new();
    for fact in ledger.facts() {
        match fact {
            Event::Hook(run) => hooks.push(run),
            Event::ApiError(error) => errors.push(error),
            _ => {}
        }
    }
    let [hook] = hooks.as_slice() else { panic!("{} hooks", hooks.len()) };
    assert_eq!(hook.event.as_ref().unwrap().as_str(), "PreToolUse");
    assert_eq!((hook.ok, hook.duration_ms), (Some(true), Some(30)));
    let [error] = errors.as_slice() else { panic!("{} errors", errors.len()) };
    assert_eq!(error.kind.as_ref().unwrap().as_str(), "FetchError", "a request that was cancelled is none");
}

#[test]
fn a_run_that_ends_later_changes_nothing_that_was_told() {
    let (home, agent) = scene();
    let mut ledger = MemoryStore::default();
    read_on(home.path(), &mut ledger);
    let before = total(&ledger);
    agent
        .execute(
            "INSERT INTO spans(span_id, trace_id, name, start_time_ms, end_time_ms, status_code, operation_name,
                agent_name, conversation_id, chat_session_id)
             VALUES('8080808080808080', '08080808080808080808080808080808', 'x', 1785578460000, 1785578470000, 1,
                'invoke_agent', 'GitHub Copilot Chat', ?1, ?1)",
            [OWN_KEY],
        )
        .unwrap();
    read_on(home.path(), &mut ledger);
    assert_eq!(total(&ledger), before + 950, "the request that only the run tells the session of");
    let own = calls_of(&ledger, session(&ledger, OWN_KEY).id);
    assert_eq!(own.len(), 3);
    assert!(own.iter().all(|call| call.attribution.turn.is_some()), "all answer a prompt");
    let at_once = read(home.path());
    assert_eq!(at_once.dump(), ledger.dump());
}

#[test]
fn other_agents_runs_are_not_counted_before_they_end_either() {
    let (home, agent) = scene();
    agent.execute("DELETE FROM spans WHERE agent_name IN ('claude', 'copilotcli')", []).unwrap();
    let ledger = read(home.path());
    check_calls(&ledger, &expected("copilot-vscode"));
    let names: Vec<String> =
        tools(&ledger).iter().map(|tool| tool.name.as_ref().unwrap().to_string()).collect();
    assert!(!names.iter().any(|name| name == "bash" || name == "Read"), "{names:?}");
}

#[test]
fn what_is_pruned_is_kept_and_what_is_rewritten_counts_once() {
    let (home, agent) = scene();
    let mut ledger = MemoryStore::default();
    read_on(home.path(), &mut ledger);
    let before = total(&ledger);
    agent
        .execute_batch(
            "PRAGMA foreign_keys = OFF; DROP VIEW sessions; CREATE TABLE old AS SELECT * FROM spans; DROP TABLE spans; ALTER TABLE old RENAME TO spans",
        )
        .unwrap();
    read_on(home.path(), &mut ledger);
    assert_eq!(total(&ledger), before, "other row numbers");
    agent.execute("DELETE FROM spans", []).unwrap();
    read_on(home.path(), &mut ledger);
    assert_eq!(total(&ledger), before, "the store keeps a week");
}

#[test]
fn the_store_is_found_in_every_editor_and_on_every_system() {
    for place in [
        ".config/Code",
        ".config/Code - Insiders",
        ".config/VSCodium",
        "Library/Application Support/Code",
        "Library/Application Support/Code - Insiders",
        "AppData/Roaming/Code",
        "AppData/Roaming/VSCodium",
        ".vscode-server/data",
    ] {
        let home = tempfile::tempdir().unwrap();
        sqlite::settle(&home.path().join(place).join(STORE), SQL);
        assert_eq!(tally(&read(home.path())).calls, 6, "{place}");
    }
}

#[test]
fn without_the_table_of_attributes_the_columns_are_read() {
    let (home, agent) = scene();
    agent.execute("DROP TABLE span_attributes", []).unwrap();
    let ledger = read(home.path());
    assert!(ledger.calls().count() >= 6);
    assert!(ledger.calls().all(|call| call.reported.is_none() && call.sample.usage.cache_write_5m == 0));
}

/// Shows no row and takes down what is asked for.
struct Asked {
    source: Source,
    selected: Vec<Selected>,
}

struct Selected {
    table: String,
    columns: Vec<String>,
    /// A column and what it has to be.
    equals: Option<(String, String)>,
}

impl Rows for Asked {
    fn source(&self) -> &Source {
        &self.source
    }

    fn has(&mut self, _: &str, _: &str) -> Result<bool, ReadError> {
        Ok(true)
    }

    fn select(&mut self, select: &Select<'_>, _: &mut dyn FnMut(&dyn Row) -> Flow) -> Result<(), ReadError> {
        let name = |column: &Column<'_>| match column {
            Column::Plain(name) | Column::Bytes(name) => (*name).to_owned(),
            _ => panic!("no document is looked into"),
        };
        let equals = select.equals.map(|(column, text)| (column.to_owned(), text.to_owned()));
        let columns = select.columns.iter().map(name).collect();
        self.selected.push(Selected { table: select.table.to_owned(), columns, equals });
        Ok(())
    }
}

struct Nowhere;

impl Sink for Nowhere {
    fn event(&mut self, _: Event) -> Flow {
        Ok(())
    }

    fn issue(&mut self, _: Issue) {}

    fn checkpoint(&mut self, _: Position, _: &ReaderState) -> Flow {
        Ok(())
    }
}

#[test]
fn no_attribute_that_may_hold_content_is_ever_selected() {
    let source = Source::new(SourceKind::Database, "/home/dev", "agent-traces.db");
    let mut rows = Asked { source, selected: Vec::new() };
    CopilotVsCode.read(Input::Database(&mut rows), &mut ReaderState::default(), &mut Nowhere).unwrap();
    let mut keys: Vec<&str> = Vec::new();
    for Selected { table, columns, equals } in &rows.selected {
        match (table.as_str(), equals) {
            ("spans", None) => {
                assert!(!columns.iter().any(|column| column == "name" || column == "status_message"));
            }
            ("span_attributes", Some((column, key))) if column == "key" => keys.push(key),
            _ => panic!("{table} is asked for {columns:?}"),
        }
    }
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "copilot_chat.copilot_usage_nano_aiu",
            "copilot_chat.hook_result_kind",
            "copilot_chat.hook_type",
            "copilot_chat.parent_chat_session_id",
            "copilot_chat.repo.head_branch_name",
            "copilot_chat.request.max_prompt_tokens",
            "error.type",
            "gen_ai.response.id",
            "gen_ai.usage.cache_creation.input_tokens",
        ]
    );
}

pub(crate) fn lawful() -> Lawful {
    Lawful::made(|| Box::new(CopilotVsCode), tour(), truth(&expected("copilot-vscode")))
}

#[test]
fn the_laws_hold() {
    lawful().check();
}
