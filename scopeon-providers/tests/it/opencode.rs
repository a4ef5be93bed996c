//! The reader of OpenCode's logs and its family's: the fixture, each trap by itself and the laws.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use scopeon_core::event::{Event, SessionKind, Trigger};
use scopeon_core::input_fingerprint::InputFingerprint;
use scopeon_core::provider::Provider;
use scopeon_providers::OpenCode;
use scopeon_providers::testkit::MemoryStore;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::expect::{check_calls, expected, fixture, session, tools, truth};
use crate::lawful::{Lawful, Reader};
use crate::sqlite;
use crate::stated::{Tally, check_witnesses, errors, tally, witnesses};

const DATABASE: &str = ".local/share/opencode/opencode.db";
const START: i64 = 1_790_000_000_000;

/// A home with the fixture's database and its old documents.
fn tour() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    sqlite::settle(&home.path().join(DATABASE), "opencode/opencode.sql");
    let old = home.path().join(".local/share/opencode/storage/message/ses_1");
    std::fs::create_dir_all(&old).unwrap();
    std::fs::copy(fixture("opencode/storage/message/ses_1/msg_a1.json"), old.join("msg_a1.json")).unwrap();
    home
}

fn read(home: &Path) -> MemoryStore {
    read_by(&OpenCode::OPENCODE, home)
}

fn read_by(provider: &dyn Provider, home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    Reader::new(provider, home).read(home, 1, &mut ledger);
    ledger
}

#[test]
fn the_fixture_is_read_exactly() {
    let home = tour();
    let ledger = read(home.path());
    check_calls(&ledger, &expected("opencode"));
    let costs: Vec<_> =
        ledger.calls().filter_map(|call| call.reported).map(|cost| cost.to_string()).collect();
    assert_eq!(costs, ["0.0123"], "no cost is not a cost of nothing");
    let (main, child) = (session(&ledger, "ses_1"), session(&ledger, "ses_2"));
    assert_eq!((main.kind, child.kind), (SessionKind::Main, SessionKind::SubAgent));
    assert_eq!(child.parent, Some(main.id));
    assert_eq!(child.agent_type.as_ref().unwrap().as_str(), "explore");
    assert_eq!(main.project.as_ref().unwrap().1.as_str(), "/home/dev/acme.shop");
    let tool = tools(&ledger)[0];
    assert_eq!(tool.name.as_ref().unwrap().as_str(), "github_create_issue");
    assert_eq!(tool.ended.unwrap().millis() - tool.started.unwrap().millis(), 900);
    assert_eq!(tool.ok, Some(true));
    let input = br#"{"x": "PRIVATE_SENTINEL_do_not_store"}"#;
    assert_eq!(tool.input_fingerprint, Some(InputFingerprint::of(main.id, input)));
    let turns = ledger.facts().filter(|fact| matches!(fact, Event::Turn(_))).count();
    assert_eq!(turns, 1);
}

#[test]
fn the_documents_alone_say_the_same_of_their_messages() {
    let home = tour();
    std::fs::remove_file(home.path().join(DATABASE)).unwrap();
    let old = read(home.path());
    let whole = read(tour().path());
    let call = old.calls().next().unwrap();
    let twin = whole.calls().find(|twin| twin.id == call.id).expect("they share their ids");
    assert_eq!((call.sample.usage, call.reported), (twin.sample.usage, twin.reported));
    assert_eq!(call.attribution.session, twin.attribution.session);
}

/// The same home, as each of the family keeps it.
pub(crate) fn lawful() -> Vec<Lawful> {
    let of = |make: fn() -> Box<dyn Provider>, path: &str| {
        let home = tempfile::tempdir().unwrap();
        sqlite::settle(&home.path().join(".local/share").join(path), "opencode/opencode.sql");
        Lawful::made(make, home, truth(&expected("opencode")))
    };
    vec![
        Lawful::made(|| Box::new(OpenCode::OPENCODE), tour(), truth(&expected("opencode"))),
        of(|| Box::new(OpenCode::KILO_CLI), "kilo/kilo.db"),
        of(|| Box::new(OpenCode::MIMO_CODE), "mimocode/mimicode.db"),
        of(|| Box::new(OpenCode::ICODEMATE), "icodemate/icodemate.db"),
    ]
}

#[test]
fn the_laws_hold() {
    // The others of the family are read by the same code; every one of them is tried where all agents are.
    lawful()[0].check();
}

/// An empty database to fill.
struct Scene {
    home: TempDir,
    agent: Connection,
}

impl Scene {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let agent = sqlite::make(&home.path().join(DATABASE), "opencode/opencode.sql");
        agent.execute_batch("DELETE FROM session; DELETE FROM message; DELETE FROM part").unwrap();
        Self { home, agent }
    }

    fn session(&self, id: &str, version: &str, began: i64) {
        let sql = "INSERT INTO session(id, project_id, directory, title, version, time_created, time_updated)
             VALUES(?1, 'p', '/w', 't', ?2, ?3, ?3)";
        self.agent.execute(sql, (id, version, START + began)).unwrap();
    }

    fn message(&self, id: &str, session: &str, at: i64, data: &Value) {
        let mut data = data.clone();
        data["role"] = data["role"].as_str().unwrap_or("assistant").into();
        data["modelID"] = "m".into();
        data["time"] = json!({"created": START + at});
        let sql = "INSERT OR REPLACE INTO message VALUES(?1, ?2, ?3, ?3, ?4)";
        self.agent.execute(sql, (id, session, START + at, data.to_string())).unwrap();
    }

    fn part(&self, id: &str, message: &str, session: &str, at: i64, data: &Value) {
        let sql = "INSERT INTO part VALUES(?1, ?2, ?3, ?4, ?4, ?5)";
        self.agent.execute(sql, (id, message, session, START + at, data.to_string())).unwrap();
    }

    fn read(&self) -> MemoryStore {
        read(self.home.path())
    }
}

/// `[input, output, reasoning, read, write]`, and the total where there is one.
fn tokens(counts: [u64; 5], total: Option<u64>) -> Value {
    let [input, output, reasoning, read, write] = counts;
    json!({"tokens": {"input": input, "output": output, "reasoning": reasoning,
        "cache": {"read": read, "write": write}, "total": total}})
}

#[test]
fn what_the_counts_include_is_told_by_the_total_else_by_the_version() {
    // Version, counts, total; uncached input and output as they should be.
    let cases = [
        ("1.2.0", [100, 40, 10, 200, 30], Some(380), (100, 50)),
        ("1.2.0", [100, 40, 10, 200, 30], Some(370), (100, 40)),
        ("1.18.15", [100, 40, 10, 200, 30], None, (100, 50)),
        ("1.1.65", [100, 40, 10, 200, 30], None, (100, 40)),
        ("0.15.31", [100, 40, 10, 0, 0], None, (100, 40)),
        ("local", [100, 40, 10, 0, 0], None, (100, 50)),
        ("1.1.0", [300, 40, 10, 200, 30], Some(340), (70, 40)),
        ("1.1.0", [300, 40, 10, 200, 30], Some(350), (70, 50)),
        ("1.1.0", [300, 40, 10, 200, 30], Some(999), (300, 40)),
    ];
    for (version, counts, total, wanted) in cases {
        let scene = Scene::new();
        scene.session("s", version, 0);
        scene.message("m", "s", 1, &tokens(counts, total));
        let ledger = scene.read();
        let usage = ledger.calls().next().unwrap().sample.usage;
        assert_eq!((usage.input, usage.output), wanted, "{version} {counts:?} {total:?}");
        assert_eq!((usage.reasoning, usage.cache_read, usage.cache_write_5m), (10, counts[3], counts[4]));
    }
}

#[test]
fn what_a_fork_copied_is_not_counted() {
    let scene = Scene::new();
    scene.session("s", "1.3.0", 0);
    scene.message("m1", "s", 10, &tokens([100, 40, 0, 0, 0], None));
    scene.session("fork", "1.3.0", 1000);
    scene.message("m2", "fork", 10, &tokens([100, 40, 0, 0, 0], None));
    scene.message("m3", "fork", 1000, &tokens([7, 1, 0, 0, 0], None));
    let tool = json!({"type": "tool", "tool": "bash", "callID": "c",
        "state": {"status": "completed", "time": {"start": START + 11, "end": START + 12}}});
    scene.part("p1", "m1", "s", 12, &tool);
    scene.part("p2", "m2", "fork", 12, &tool);
    let ledger = scene.read();
    assert_eq!((ledger.calls().count(), tools(&ledger).len()), (2, 1));
}

#[test]
fn a_message_that_fills_up_later_is_counted_then() {
    let scene = Scene::new();
    scene.session("s", "1.3.0", 0);
    scene.message("m", "s", 10, &tokens([0; 5], None));
    let mut ledger = MemoryStore::default();
    let law = Reader::new(&OpenCode::OPENCODE, scene.home.path());
    law.read(scene.home.path(), 1, &mut ledger);
    assert_eq!((tally(&ledger).calls, tally(&ledger).unknown), (0, 1), "a response that has just begun");
    scene.message("m", "s", 10, &tokens([100, 40, 0, 0, 0], None));
    scene.agent.execute("UPDATE message SET time_updated = time_updated + 5000", []).unwrap();
    law.read(scene.home.path(), 1, &mut ledger);
    assert_eq!((tally(&ledger).calls, tally(&ledger).unknown), (1, 0));
    assert_eq!(ledger.calls().map(|call| call.sample.usage.total()).sum::<u64>(), 140);
}

#[test]
fn tools_fail_in_three_ways_and_skills_have_names() {
    let scene = Scene::new();
    scene.session("s", "1.3.0", 0);
    scene.message("m", "s", 10, &tokens([1, 1, 0, 0, 0], None));
    let cases = [
        ("bash", json!({"status": "completed", "metadata": {"exit": 0}}), Some(true)),
        ("bash", json!({"status": "completed", "metadata": {"exit": 2}}), Some(false)),
        ("bash", json!({"status": "completed", "metadata": {}}), Some(true)),
        ("read", json!({"status": "error", "error": "PRIVATE_SENTINEL"}), Some(false)),
        ("invalid", json!({"status": "completed"}), Some(false)),
        ("grep", json!({"status": "running"}), None),
        ("pending", json!({"status": "pending"}), None),
        (
            "skill",
            json!({"status": "completed", "time": {"start": START + 20},
            "input": {"name": "release-notes"}}),
            Some(true),
        ),
        (
            "write",
            json!({"status": "completed", "time": {"start": START + 21},
            "input": {"name": "no-skill"}}),
            Some(true),
        ),
    ];
    for (place, (name, state, _)) in cases.iter().enumerate() {
        let data = json!({"type": "tool", "tool": name, "callID": format!("c{place}"), "state": state});
        scene.part(&format!("p{place}"), "m", "s", 20, &data);
    }
    let ledger = scene.read();
    let mut got: Vec<_> =
        tools(&ledger).iter().map(|tool| (tool.name.as_ref().unwrap().to_string(), tool.ok)).collect();
    let ran = cases.iter().filter(|(name, ..)| *name != "pending");
    let mut wanted: Vec<_> = ran.map(|(name, _, ok)| ((*name).to_owned(), *ok)).collect();
    got.sort();
    wanted.sort();
    assert_eq!(got, wanted);
    let one = |fact: &Event| if let Event::Skill(used) = fact { Some(used.name.to_string()) } else { None };
    assert_eq!(ledger.facts().filter_map(one).collect::<Vec<_>>(), ["release-notes"]);
}

#[test]
fn a_compaction_is_one_whoever_tells_of_it() {
    let scene = Scene::new();
    scene.session("s", "1.3.0", 0);
    scene.message("u", "s", 10, &json!({"role": "user"}));
    scene.part("p", "u", "s", 11, &json!({"type": "compaction", "auto": false}));
    let mut summary = tokens([9, 9, 0, 0, 0], None);
    summary["summary"] = true.into();
    summary["parentID"] = "u".into();
    scene.message("a", "s", 20, &summary);
    // A version that did not write the part.
    summary["parentID"] = "u2".into();
    scene.message("b", "s", 30, &summary);
    let ledger = scene.read();
    let one = |fact: &Event| if let Event::Compaction(one) = fact { Some(one.trigger) } else { None };
    let mut triggers: Vec<_> = ledger.facts().filter_map(one).collect();
    triggers.sort();
    assert_eq!(triggers, [Trigger::Unknown, Trigger::Manual]);
}

#[test]
fn failed_requests_are_told_and_aborted_ones_are_none() {
    let scene = Scene::new();
    scene.session("s", "1.3.0", 0);
    let failed =
        json!({"error": {"name": "APIError", "data": {"statusCode": 429, "message": "PRIVATE_SENTINEL"}}});
    scene.message("m1", "s", 10, &failed);
    scene.message("m2", "s", 11, &json!({"error": {"name": "MessageAbortedError", "data": {}}}));
    let ledger = scene.read();
    let one = |fact: &Event| {
        if let Event::ApiError(error) = fact {
            Some((error.kind.clone().unwrap().to_string(), error.status))
        } else {
            None
        }
    };
    assert_eq!(ledger.facts().filter_map(one).collect::<Vec<_>>(), [("APIError".to_owned(), Some(429))]);
    assert_eq!((tally(&ledger).calls, tally(&ledger).unknown), (0, 1), "the aborted one was asked for");
    let again =
        json!({"type": "retry", "attempt": 1, "error": {"name": "APIError", "data": {"statusCode": 529}}});
    scene.part("r", "m2", "s", 11, &again);
    assert_eq!(errors(&scene.read()), (1, 1));
}

#[test]
fn what_the_agent_writes_itself_is_no_prompt() {
    let home = tempfile::tempdir().unwrap();
    sqlite::settle(&home.path().join(DATABASE), "opencode/compacted.sql");
    let ledger = read(home.path());
    assert_eq!(tally(&ledger), Tally { calls: 6, unknown: 0, turns: 2 });
    check_witnesses(&ledger, 1);
    Lawful::checked(|| Box::new(OpenCode::OPENCODE), home.path(), &ledger).check_laws(3);
}

#[test]
fn a_cut_answer_is_a_request_of_unknown_usage() {
    let home = tempfile::tempdir().unwrap();
    sqlite::settle(&home.path().join(DATABASE), "opencode/cut.sql");
    let ledger = read(home.path());
    assert_eq!(tally(&ledger), Tally { calls: 4, unknown: 2, turns: 1 });
    assert_eq!(tools(&ledger).len(), 4);
    check_witnesses(&ledger, 1);
}

#[test]
fn which_messages_are_prompts_is_told_by_their_parts() {
    let text = json!({"type": "text", "text": "x"});
    let own = json!({"type": "text", "text": "x", "synthetic": true});
    let compaction = json!({"type": "compaction", "auto": true});
    let file = json!({"type": "file", "mime": "text/plain"});
    for (parts, turns) in [
        (vec![&text], 2),
        (vec![&own, &text], 2),
        (vec![&own, &file], 2),
        (vec![&file], 2),
        (vec![], 2),
        (vec![&own], 1),
        (vec![&own, &own], 1),
        (vec![&compaction], 1),
        (vec![&compaction, &own], 1),
        (vec![&json!({"type": "subtask"})], 2),
    ] {
        let scene = Scene::new();
        scene.session("s", "1.18.0", 0);
        scene.message("u1", "s", 1, &json!({"role": "user"}));
        scene.part("p", "u1", "s", 1, &text);
        scene.message("a1", "s", 2, &answering("u1"));
        scene.message("u2", "s", 3, &json!({"role": "user"}));
        for (place, part) in parts.iter().enumerate() {
            scene.part(&format!("p{place}"), "u2", "s", 3, part);
        }
        scene.message("a2", "s", 4, &answering("u2"));
        assert_eq!(tally(&scene.read()), Tally { calls: 2, unknown: 0, turns }, "{parts:?}");
    }
}

fn answering(prompt: &str) -> Value {
    let mut data = tokens([1, 1, 0, 0, 0], None);
    data["parentID"] = prompt.into();
    data
}

#[test]
fn a_late_change_of_a_message_makes_no_prompt_of_it() {
    let scene = Scene::new();
    scene.session("s", "1.18.0", 0);
    for (id, at, synthetic) in [("u1", 1, false), ("u2", 3, true)] {
        scene.message(id, "s", at, &json!({"role": "user"}));
        let part = json!({"type": "text", "text": "x", "synthetic": synthetic});
        scene.part(&format!("p{id}"), id, "s", at, &part);
        scene.message(&format!("a{id}"), "s", at + 1, &answering(id));
    }
    let law = Reader::new(&OpenCode::OPENCODE, scene.home.path());
    let mut ledger = MemoryStore::default();
    law.read(scene.home.path(), 1, &mut ledger);
    // Hours later both are written again, and one more answer comes.
    scene.agent.execute("UPDATE message SET time_updated = time_updated + 7200000", []).unwrap();
    scene.message("a3", "s", 7_300_000, &answering("u2"));
    law.read(scene.home.path(), 1, &mut ledger);
    assert_eq!(tally(&ledger), Tally { calls: 3, unknown: 0, turns: 1 });
    assert_eq!(ledger.dump(), scene.read().dump());
}

#[test]
fn sub_agents_are_asked_by_no_person() {
    let scene = Scene::new();
    scene.session("s", "1.18.0", 0);
    scene.session("child", "1.18.0", 0);
    scene.agent.execute("UPDATE session SET parent_id = 's' WHERE id = 'child'", []).unwrap();
    for session in ["s", "child"] {
        let prompt = format!("u-{session}");
        scene.message(&prompt, session, 1, &json!({"role": "user"}));
        scene.message(&format!("a-{session}"), session, 2, &answering(&prompt));
    }
    assert_eq!(tally(&scene.read()), Tally { calls: 2, unknown: 0, turns: 1 });
}

#[test]
fn a_response_without_counters_is_a_request_where_a_model_was_asked() {
    let aborted = json!({"name": "MessageAbortedError", "data": {}});
    let refused = json!({"name": "APIError", "data": {"statusCode": 429}});
    let step = json!({"type": "step-start"});
    let text = json!({"type": "text", "text": "x"});
    let tool = json!({"type": "tool", "tool": "bash", "callID": "c", "state": {"status": "completed"}});
    let none = Value::Null;
    // The end, the error and the parts; how many requests it is.
    for (finish, error, parts, unknown) in [
        (json!("unknown"), &none, vec![&step, &text], 1),
        (none.clone(), &none, vec![&step], 1),
        (none.clone(), &none, vec![], 1),
        (json!("stop"), &none, vec![&step, &text], 1),
        (none.clone(), &aborted, vec![], 1),
        (none.clone(), &aborted, vec![&step, &tool], 1),
        (none.clone(), &refused, vec![], 0),
        (none.clone(), &refused, vec![&step, &text], 1),
        // A command that a person ran, and a task that was handed on.
        (none.clone(), &none, vec![&tool], 0),
        (json!("tool-calls"), &none, vec![&tool], 0),
    ] {
        let scene = Scene::new();
        scene.session("s", "1.18.0", 0);
        let mut data = tokens([0; 5], None);
        data["finish"] = finish.clone();
        data["error"] = error.clone();
        data["cost"] = 0.into();
        scene.message("a", "s", 2, &data);
        for (place, part) in parts.iter().enumerate() {
            scene.part(&format!("p{place}"), "a", "s", 3, part);
        }
        let seen = tally(&scene.read());
        assert_eq!((seen.calls, seen.unknown), (0, unknown), "{finish} {error} {parts:?}");
    }
}

#[test]
fn old_documents_tell_of_requests_without_counters_too() {
    let aborted = json!({"name": "MessageAbortedError", "data": {}});
    for (finish, completed, error, unknown) in [
        (Some("unknown"), true, None, 1),
        (Some("stop"), true, None, 1),
        (None, false, None, 1),
        (None, true, Some(&aborted), 1),
        (None, true, None, 0),
        (Some("tool-calls"), true, None, 0),
        (None, true, Some(&json!({"name": "APIError", "data": {"statusCode": 500}})), 0),
    ] {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join(".local/share/opencode/storage/message/ses_1");
        std::fs::create_dir_all(&place).unwrap();
        let mut data = tokens([0; 5], None);
        data["id"] = "msg_1".into();
        data["sessionID"] = "ses_1".into();
        data["role"] = "assistant".into();
        data["time"] = json!({"created": START});
        if completed {
            data["time"]["completed"] = (START + 1).into();
        }
        if let Some(finish) = finish {
            data["finish"] = finish.into();
        }
        if let Some(error) = error {
            data["error"] = error.clone();
        }
        std::fs::write(place.join("msg_1.json"), data.to_string()).unwrap();
        let ledger = read(home.path());
        let seen = tally(&ledger);
        assert_eq!((seen.calls, seen.unknown), (0, unknown), "{data}");
    }
}

#[test]
fn a_session_says_what_its_messages_took_and_a_fork_also_what_it_copied() {
    let scene = Scene::new();
    for (id, version, began) in [("s", "1.18.0", 0), ("fork", "1.18.0", 1000), ("old", "1.1.0", 0)] {
        scene.session(id, version, began);
        scene.message(&format!("m-{id}"), id, 10, &tokens([100, 40, 10, 7, 3], None));
    }
    scene.message("m2", "fork", 1000, &tokens([1, 1, 0, 0, 0], None));
    let sql = "UPDATE session SET tokens_input = 100, tokens_output = 40, tokens_reasoning = 10,
        tokens_cache_read = 7, tokens_cache_write = 3, time_updated = ?1";
    scene.agent.execute(sql, [START + 2000]).unwrap();
    let mut ledger = scene.read();
    check_witnesses(&ledger, 1);
    assert_eq!(witnesses(&ledger)[0].session, Some(session(&ledger, "s").id));
    // What is new of a fork does not make another session of it.
    scene.message("m3", "fork", 3_000_000, &tokens([1, 1, 0, 0, 0], None));
    scene
        .agent
        .execute("UPDATE session SET time_updated = ?1 WHERE id = 'fork'", [START + 3_000_000])
        .unwrap();
    Reader::new(&OpenCode::OPENCODE, scene.home.path()).read(scene.home.path(), 1, &mut ledger);
    check_witnesses(&ledger, 1);
}

#[test]
fn each_of_the_family_reads_its_own_database() {
    for (provider, path) in [
        (OpenCode::OPENCODE, "opencode/opencode.db"),
        (OpenCode::OPENCODE, "opencode/opencode-dev.db"),
        (OpenCode::KILO_CLI, "kilo/kilo.db"),
        (OpenCode::MIMO_CODE, "mimocode/mimicode.db"),
        (OpenCode::ICODEMATE, "icodemate/icodemate.db"),
    ] {
        let home = tempfile::tempdir().unwrap();
        sqlite::settle(&home.path().join(".local/share").join(path), "opencode/opencode.sql");
        let all = [OpenCode::OPENCODE, OpenCode::KILO_CLI, OpenCode::MIMO_CODE, OpenCode::ICODEMATE];
        let counts: Vec<usize> = all.iter().map(|one| tally(&read_by(one, home.path())).calls).collect();
        let wanted = all.map(|one| if one.info().id == provider.info().id { 2 } else { 0 });
        assert_eq!(counts, wanted, "{path}");
    }
}

#[test]
fn variables_name_directories_and_the_database() {
    use scopeon_providers::{NoopObserver, SearchPaths, Settings, scan};
    let home = tempfile::tempdir().unwrap();
    let elsewhere: PathBuf = home.path().join("else/where.sqlite");
    sqlite::settle(&elsewhere, "opencode/opencode.sql");
    for (name, value, calls) in [
        ("OPENCODE_DB", elsewhere.clone(), 2),
        ("OPENCODE_DATA_DIR", home.path().join("else"), 0),
        ("XDG_DATA_HOME", home.path().join("share"), 2),
    ] {
        sqlite::settle(
            &home.path().join(format!("share-{name}/opencode/opencode.db")),
            "opencode/opencode.sql",
        );
        let _ = std::fs::rename(home.path().join("share-XDG_DATA_HOME"), home.path().join("share"));
        let mut places = SearchPaths::below(home.path().join("empty"));
        places.variables.insert(name, value.into_os_string());
        let mut ledger = MemoryStore::default();
        let settings = Settings::default().scratch(home.path().join("copies"));
        let stop = std::sync::atomic::AtomicBool::new(false);
        scan(&[&OpenCode::OPENCODE], &places, &settings, &mut ledger, &NoopObserver, &stop).unwrap();
        assert_eq!(tally(&ledger).calls, calls, "{name}");
    }
}
