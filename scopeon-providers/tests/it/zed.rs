//! The reader of Zed's threads: the fixture, the traps and the laws.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use rusqlite::Connection;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use scopeon_core::event::SessionKind;
use scopeon_core::usage::Usage;
use scopeon_providers::Zed;
use scopeon_providers::testkit::MemoryStore;
use serde_json::{Value, json};

use crate::expect::{expected, fixture, session, truth};
use crate::lawful::{Lawful, Reader};
use crate::sqlite;

const DATABASE: &str = ".local/share/zed/threads/threads.db";

struct Scene {
    home: tempfile::TempDir,
    agent: Connection,
}

impl Scene {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let agent = sqlite::open(&home.path().join(DATABASE));
        agent
            .execute_batch(
                "CREATE TABLE threads(id TEXT PRIMARY KEY, summary TEXT NOT NULL, updated_at TEXT NOT NULL,
                    data_type TEXT NOT NULL, data BLOB NOT NULL, parent_id TEXT, folder_paths TEXT, created_at TEXT)",
            )
            .unwrap();
        Self { home, agent }
    }

    fn put(&self, id: &str, parent: Option<&str>, updated: &str, kind: &str, data: &[u8]) {
        let sql = "INSERT OR REPLACE INTO threads VALUES(?1, 'PRIVATE_SENTINEL', ?2, ?3, ?4, ?5, '/w/shop' || char(10) || '/w/b', NULL)";
        self.agent.execute(sql, (id, updated, kind, data, parent)).unwrap();
    }

    fn thread(&self, id: &str, updated: &str, data: &Value) {
        self.put(id, None, updated, "zstd", &pack(data.to_string().as_bytes()));
    }

    fn tour() -> Self {
        let scene = Self::new();
        let document = std::fs::read(fixture("zed/thread.json")).unwrap();
        scene.put("t1", None, "2026-08-01T10:00:00Z", "zstd", &pack(&document));
        scene
    }

    fn read_on(&self, ledger: &mut MemoryStore) {
        Reader::new(&Zed, self.home.path()).read(self.home.path(), 1, ledger);
    }

    fn read(&self) -> MemoryStore {
        let mut ledger = MemoryStore::default();
        self.read_on(&mut ledger);
        ledger
    }

    fn settle(self) -> tempfile::TempDir {
        self.agent.close().unwrap();
        self.home
    }
}

fn pack(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

fn counts(ledger: &MemoryStore) -> [u64; 4] {
    let sum: Usage = ledger.calls().map(|call| call.sample.usage).sum();
    [sum.input, sum.output, sum.cache_read, sum.cache_write_5m]
}

/// The expectation splits the total into a prompt's last request and the rest. The last request is replaced by
/// the next one of its prompt, so parts of a total that only grows would shrink: it is read as one call.
#[test]
fn the_fixture_is_read_exactly() {
    let ledger = Scene::tour().read();
    let totals = &expected("zed")["totals"];
    let wanted = ["input", "output", "cache_read", "cache_write"].map(|name| totals[name].as_u64().unwrap());
    assert_eq!(counts(&ledger), wanted);
    let call = ledger.calls().next().unwrap();
    assert_eq!((call.sample.model.as_str(), call.sample.context), ("claude-sonnet-4-6", 310));
    assert_eq!(session(&ledger, "t1").project.as_ref().unwrap().1.as_str(), "/w/shop");
}

fn usage(input: u64, output: u64) -> Value {
    json!({"input_tokens": input, "output_tokens": output})
}

#[test]
fn a_thread_grows_in_place_and_is_counted_once() {
    let scene = Scene::new();
    let mut ledger = MemoryStore::default();
    let steps = [
        ("10:00", usage(100, 10), json!({"u1": usage(100, 10)}), [100, 10, 0, 0]),
        ("10:01", usage(250, 15), json!({"u1": usage(150, 5)}), [250, 15, 0, 0]),
        // A thread that was cut back keeps its total.
        ("10:02", usage(250, 15), json!({}), [250, 15, 0, 0]),
    ];
    for (minute, total, requests, wanted) in steps {
        let data = json!({"cumulative_token_usage": total, "request_token_usage": requests, "model": {"model": "m"}});
        scene.thread("t", &format!("2026-08-01T{minute}:00Z"), &data);
        scene.read_on(&mut ledger);
        assert_eq!((ledger.calls().count(), counts(&ledger)), (1, wanted), "{minute}");
    }
}

#[test]
fn without_a_total_the_requests_are_the_least_there_was() {
    for requests in [json!({"a": usage(10, 1), "b": usage(20, 2)}), json!([usage(10, 1), usage(20, 2)])] {
        let scene = Scene::new();
        let data = json!({"cumulative_token_usage": usage(0, 0), "request_token_usage": requests});
        scene.thread("t", "2026-08-01T10:00:00Z", &data);
        assert_eq!(counts(&scene.read()), [30, 3, 0, 0]);
    }
}

#[test]
fn plain_broken_and_childrens_threads() {
    let scene = Scene::new();
    let data = json!({"cumulative_token_usage": usage(1, 2), "messages": ["PRIVATE_SENTINEL"]}).to_string();
    scene.put("plain", None, "2026-08-01T10:00:00Z", "json", data.as_bytes());
    scene.put("broken", None, "2026-08-01T10:00:00Z", "zstd", b"no frame");
    scene.put("child", Some("plain"), "2026-08-01T10:00:00Z", "zstd", &pack(data.as_bytes()));
    scene.put("torn", None, "2026-08-01T10:00:00Z", "zstd", &pack(&data.as_bytes()[..20]));
    let ledger = scene.read();
    assert_eq!(counts(&ledger), [2, 4, 0, 0]);
    assert_eq!(ledger.issues("malformed"), 1, "once for a place, and a row has none");
    let (child, parent) = (session(&ledger, "child"), session(&ledger, "plain"));
    assert_eq!((child.kind, child.parent), (SessionKind::SubAgent, Some(parent.id)));
    assert!(!ledger.dump().contains("PRIVATE_SENTINEL"));
}

#[test]
fn a_bomb_is_malformed_and_not_unpacked_to_its_end() {
    let scene = Scene::new();
    scene.put("bomb", None, "2026-08-01T10:00:00Z", "zstd", &pack(&vec![b' '; 300 << 20]));
    let ledger = scene.read();
    assert_eq!((ledger.calls().count(), ledger.issues("malformed")), (0, 1));
}

pub(crate) fn lawful() -> Lawful {
    Lawful::made(|| Box::new(Zed), Scene::tour().settle(), truth(&expected("zed")))
}

#[test]
fn the_laws_hold() {
    lawful().check();
}
