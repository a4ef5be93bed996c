//! The reader of what Cursor keeps: the fixture, the traps, what is never read, and the laws.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::path::Path;

use rusqlite::Connection;
use scopeon_core::event::Finish;
use scopeon_providers::Cursor;
use scopeon_providers::testkit::MemoryStore;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::expect::{check_calls, expected, session, tools, truth};
use crate::lawful::{Lawful, Reader};
use crate::sqlite;

const DATABASE: &str = ".config/Cursor/User/globalStorage/state.vscdb";
const SQL: &str = "cursor/state.vscdb.sql";

fn tour() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let agent = sqlite::make(&home.path().join(DATABASE), SQL);
    let here = workspace(&json!({"scheme": "file", "path": "/home/dev/shop", "fsPath": "/home/dev/shop"}));
    list_in(&agent, "ItemTable", "composer.composerHeaders", &list(&here));
    agent.close().unwrap();
    let chat = home.path().join(".cursor/chats/5f4dcc3b/aaaa-bbbb");
    std::fs::create_dir_all(&chat).unwrap();
    let meta = r#"{"createdAtMs":1790000000000,"updatedAtMs":1790000060000,"title":"PRIVATE_SENTINEL","hasConversation":true}"#;
    std::fs::write(chat.join("meta.json"), meta).unwrap();
    std::fs::write(chat.join("prompt_history.json"), r#"["PRIVATE_SENTINEL"]"#).unwrap();
    home
}

fn read_on(home: &Path, ledger: &mut MemoryStore) {
    Reader::new(&Cursor, home).read(home, 1, ledger);
}

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    read_on(home, &mut ledger);
    ledger
}

fn scene() -> (TempDir, Connection) {
    let home = tempfile::tempdir().unwrap();
    let agent = sqlite::make(&home.path().join(DATABASE), SQL);
    (home, agent)
}

#[test]
fn the_fixture_is_read_exactly() {
    let ledger = read(tour().path());
    let expected = expected("cursor");
    check_calls(&ledger, &expected);
    assert_eq!(ledger.calls().next().unwrap().sample.finish, Finish::Unfinished, "not exact");
    let composer = session(&ledger, "c1");
    assert_eq!(composer.window, expected["context"]["limit"].as_u64());
    assert_eq!(composer.entry_point.as_ref().unwrap().as_str(), "agent");
    let reported = composer.reported.unwrap();
    assert_eq!((reported.lines_added, reported.lines_removed), (12, 3));
    assert_eq!(project(&ledger).as_deref(), Some("/home/dev/shop"));
    let tool = tools(&ledger)[0];
    assert_eq!((tool.name.as_ref().unwrap().as_str(), tool.ok), ("read_file_v2", Some(true)));
    let chat = session(&ledger, "aaaa-bbbb");
    assert_eq!(chat.span.1.unwrap().millis() - chat.span.0.unwrap().millis(), 60_000);
}

#[test]
fn version_3s_zeros_and_context_meters_are_no_calls() {
    let (home, agent) = scene();
    agent
        .execute_batch(
            r#"UPDATE cursorDiskKV SET value = json_set(value, '$.tokenCount', json('{"inputTokens":0,"outputTokens":0}'))
                WHERE key LIKE 'bubbleId:%'"#,
        )
        .unwrap();
    let ledger = read(home.path());
    assert_eq!(ledger.calls().count(), 0);
    assert_eq!(tools(&ledger).len(), 1);
}

/// A state of the session's: nobody is billed for it, and it may shrink.
#[test]
fn the_context_is_what_the_meter_last_said() {
    let (home, agent) = scene();
    let mut ledger = MemoryStore::default();
    for (at, used, all, context) in [
        (1_790_000_500_000_i64, "45000", "44000", Some(45_000)),
        (1_790_000_600_000, "12000", "null", Some(12_000)),
        (1_790_000_700_000, "0", "30000", Some(30_000)),
        (1_790_000_800_000, "null", "31000", Some(31_000)),
        (1_790_000_900_000, "-5", "\"many\"", Some(31_000)),
    ] {
        let set = format!(
            "UPDATE cursorDiskKV SET value = json_set(value, '$.lastUpdatedAt', {at}, '$.contextTokensUsed', json('{used}'), \
             '$.promptTokenBreakdown', json('{{\"totalUsedTokens\":{all}}}')) WHERE key = 'composerData:c1'"
        );
        agent.execute_batch(&set).unwrap();
        read_on(home.path(), &mut ledger);
        assert_eq!(session(&ledger, "c1").context.map(|(_, tokens)| tokens), context, "{used} {all}");
    }
    assert_eq!(ledger.calls().count(), 1);
}

#[test]
fn values_may_be_blobs_and_only_changed_sessions_are_read_again() {
    let (home, agent) = scene();
    agent.execute_batch("UPDATE cursorDiskKV SET value = CAST(value AS BLOB)").unwrap();
    let mut ledger = MemoryStore::default();
    read_on(home.path(), &mut ledger);
    assert_eq!(ledger.calls().count(), 1);
    agent
        .execute_batch(
            r#"INSERT INTO cursorDiskKV VALUES
             ('bubbleId:c1:b3', '{"type":2,"tokenCount":{"inputTokens":5,"outputTokens":1},"modelInfo":{"modelName":"default"}}'),
             ('bubbleId:c10:b1', '{"type":2,"createdAt":"2026-09-21T14:13:40.000Z","tokenCount":{"inputTokens":7,"outputTokens":1}}');
             UPDATE cursorDiskKV SET value = json_set(value, '$.lastUpdatedAt', 1790000400000) WHERE key = 'composerData:c1'"#,
        )
        .unwrap();
    read_on(home.path(), &mut ledger);
    let mut seen: Vec<_> = ledger
        .calls()
        .map(|call| (call.sample.usage.input, call.sample.model.to_string(), call.at.millis()))
        .collect();
    seen.sort();
    assert_eq!(seen.len(), 2, "c10 is no part of c1");
    assert_eq!(seen[0], (5, "composer-2.5".to_owned(), 1_790_000_000_000), "the session's model and start");
}

/// A workspace whose folder is at a URI, in the parts that Cursor writes.
fn workspace(uri: &Value) -> Value {
    json!({"id": "5f4dcc3b5aa765d61d8327deb882cf99", "uri": uri})
}

/// The list of sessions, with one that says where it works.
fn list(workspace: &Value) -> Value {
    let other = json!({"composerId": "c2", "name": "PRIVATE_SENTINEL, too"});
    json!({"allComposers": [other, {"type": "head", "composerId": "c1", "name": "PRIVATE_SENTINEL as a title",
        "subtitle": "PRIVATE_SENTINEL", "workspaceIdentifier": workspace}]})
}

fn list_in(agent: &Connection, table: &str, key: &str, value: &Value) {
    agent.execute(&format!("INSERT INTO {table} VALUES (?1, ?2)"), (key, value.to_string())).unwrap();
}

/// Where everything of the session is said to have been; one place for all.
fn project(ledger: &MemoryStore) -> Option<String> {
    let stated = session(ledger, "c1").project.as_ref().map(|(_, project)| project.to_string());
    let calls = ledger.calls().map(|call| &call.attribution);
    for owner in calls.chain(tools(ledger).into_iter().map(|tool| &tool.attribution)) {
        assert_eq!(owner.project.as_ref().map(ToString::to_string), stated);
    }
    assert!(!ledger.dump().contains("PRIVATE_SENTINEL"));
    stated
}

#[test]
fn a_session_works_where_its_workspaces_uri_says() {
    let file = |path: &str, own: &str| json!({"$mid": 1, "scheme": "file", "path": path, "fsPath": own, "external": "file:///no"});
    for (workspace, wanted) in [
        (workspace(&file("/home/dev/shop", "/home/dev/shop")), Some("/home/dev/shop")),
        (workspace(&file("/c:/work/shop", "c:\\work\\shop")), Some("c:\\work\\shop")),
        (workspace(&json!({"scheme": "file", "path": "/c:/work"})), Some("c:/work")),
        (workspace(&json!({"external": "file:///home/dev/caf%C3%A9"})), Some("/home/dev/café")),
        (workspace(&json!({"fsPath": "", "path": "/home/dev/50%25"})), Some("/home/dev/50%25")),
        // Of another machine: what stands for it here has this one's slashes.
        (
            workspace(&json!({"scheme": "vscode-remote", "authority": "ssh-remote+box", "path": "/srv/app",
                "fsPath": "\\srv\\app", "external": "vscode-remote://ssh-remote%2Bbox/srv/app"})),
            Some("/srv/app"),
        ),
        (workspace(&json!({"external": "vscode-remote://wsl%2Bubuntu/home/dev"})), Some("/home/dev")),
        (
            json!({"id": "x", "configPath": file("/w/all.code-workspace", "/w/all.code-workspace")}),
            Some("/w/all.code-workspace"),
        ),
        // A window without a folder, and what is none.
        (json!({"id": "1790000000000"}), None),
        (workspace(&json!("file:///p")), None),
        (workspace(&Value::Null), None),
        (Value::Null, None),
    ] {
        let (home, agent) = scene();
        let update = "UPDATE cursorDiskKV SET value = json_set(value, '$.workspaceIdentifier', json(?1)) WHERE key = 'composerData:c1'";
        agent.execute(update, [workspace.to_string()]).unwrap();
        assert_eq!(project(&read(home.path())).as_deref(), wanted, "{workspace} in the session");
        let (home, agent) = scene();
        list_in(&agent, "ItemTable", "composer.composerHeaders", &list(&workspace));
        assert_eq!(project(&read(home.path())).as_deref(), wanted, "{workspace} in the list");
        agent.execute_batch("UPDATE ItemTable SET value = CAST(value AS BLOB)").unwrap();
        assert_eq!(project(&read(home.path())).as_deref(), wanted, "{workspace} in a list that is a blob");
    }
}

#[test]
fn a_session_is_looked_for_in_every_list_and_in_no_other_row() {
    let at = |path: &str| workspace(&json!({"scheme": "file", "path": path, "fsPath": path}));
    let rows = "CREATE TABLE composerHeaders (composerId TEXT PRIMARY KEY, workspaceId TEXT, value TEXT)";
    let (home, agent) = scene();
    assert_eq!(project(&read(home.path())), None);
    // Of the table with keys no other row is read, whatever it holds.
    for key in [
        "cursorAuth/accessToken",
        "composer.composerHeaders.bak",
        "composer.composerData",
        "Composer.composerHeaders",
    ] {
        list_in(&agent, "ItemTable", key, &list(&at("/no")));
    }
    assert_eq!(project(&read(home.path())), None);
    list_in(&agent, "cursorDiskKV", "composerHeaders", &list(&at("/third")));
    assert_eq!(project(&read(home.path())).as_deref(), Some("/third"));
    list_in(&agent, "ItemTable", "composer.composerHeaders", &list(&at("/second")));
    assert_eq!(project(&read(home.path())).as_deref(), Some("/second"));
    agent.execute_batch(rows).unwrap();
    let head = json!({"name": "PRIVATE_SENTINEL", "workspaceIdentifier": at("/first")});
    agent.execute("INSERT INTO composerHeaders VALUES ('c1', 'w', ?1)", [head.to_string()]).unwrap();
    assert_eq!(project(&read(home.path())).as_deref(), Some("/first"));
    for damaged in ["{\"allComposers\": [{\"composerId\": \"c1\"", "[]", "", "PRIVATE_SENTINEL"] {
        agent.execute("UPDATE composerHeaders SET value = ?1", [damaged]).unwrap();
        agent
            .execute("UPDATE ItemTable SET value = ?1 WHERE key = 'composer.composerHeaders'", [damaged])
            .unwrap();
        let ledger = read(home.path());
        assert_eq!(project(&ledger).as_deref(), Some("/third"), "{damaged}");
    }
}

#[test]
fn what_was_read_before_its_place_was_known_gets_it() {
    let (home, agent) = scene();
    let mut ledger = MemoryStore::default();
    read_on(home.path(), &mut ledger);
    assert_eq!(project(&ledger), None);
    let here = workspace(&json!({"scheme": "file", "path": "/p", "fsPath": "/p"}));
    list_in(&agent, "ItemTable", "composer.composerHeaders", &list(&here));
    read_on(home.path(), &mut ledger);
    assert_eq!(project(&ledger).as_deref(), Some("/p"), "one instant may be that of two changes");
    assert_eq!(ledger.calls().count(), 1);
}

#[test]
fn a_context_meter_is_no_spend_whatever_it_says() {
    for meter in ["28484", "0", "null", "\"28484\"", "-1"] {
        let (home, agent) = scene();
        let update = format!(
            "UPDATE cursorDiskKV SET value = json_set(value, '$.contextTokensUsed', json('{meter}'), \
             '$.promptTokenBreakdown', json('{{\"totalUsedTokens\":99}}')) WHERE key = 'composerData:c1'"
        );
        agent.execute_batch(&update).unwrap();
        let ledger = read(home.path());
        check_calls(&ledger, &expected("cursor"));
    }
}

pub(crate) fn lawful() -> Lawful {
    Lawful::made(|| Box::new(Cursor), tour(), truth(&expected("cursor")))
}

#[test]
fn the_laws_hold_and_no_key_gets_out() {
    lawful().check();
    lawful().canary("PRIVATE_SENTINEL_do_not_store_TOKEN").check_laws(1);
}
