//! The sample writer against a slow reader of its own, which knows the rules but not the writer.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use scopeon_providers::sample::{EdgeCase, EdgeCases, MARKER, Settings, Sums, Truth, write_claude_home};
use serde_json::Value;

fn small() -> Settings {
    Settings::bench().scaled(10)
}

fn end() -> Timestamp {
    Timestamp::parse("2026-11-20T16:20:00.000Z").unwrap()
}

fn written(settings: &Settings) -> (tempfile::TempDir, Truth) {
    let root = tempfile::tempdir().unwrap();
    let truth = write_claude_home(root.path(), settings).unwrap();
    (root, truth)
}

pub(super) fn files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(directory) = waiting.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { waiting.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn transcripts(root: &Path) -> Vec<PathBuf> {
    let is_transcript = |path: &PathBuf| {
        path.extension().is_some_and(|end| end == "jsonl") && path.file_name().unwrap() != "journal.jsonl"
    };
    files(root).into_iter().filter(is_transcript).collect()
}

fn hash(root: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    for path in files(root) {
        path.strip_prefix(root).unwrap().hash(&mut hasher);
        fs::read(&path).unwrap().hash(&mut hasher);
        fs::metadata(&path).unwrap().modified().unwrap().hash(&mut hasher);
    }
    hasher.finish()
}

/// A call as far as the rows seen so far tell.
struct Seen {
    usage: Usage,
    at: String,
    model: String,
    session: String,
    owned: bool,
    prompt: Option<String>,
    advice: Vec<(String, Usage)>,
    own_searches: u64,
}

#[derive(Default)]
struct Reader {
    truth: Truth,
    calls: BTreeMap<String, Seen>,
    /// By tool call: the call that issued it, and the searches its result counts.
    issued: HashMap<String, String>,
    searches: HashMap<String, u64>,
    failed: HashSet<String>,
    names: HashMap<String, String>,
    server: HashSet<String>,
    boundaries: HashSet<String>,
    synthetic: HashSet<String>,
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

fn number(value: &Value, pointer: &str) -> u64 {
    match value.pointer(pointer) {
        Some(Value::Number(number)) => number.as_u64().unwrap(),
        Some(Value::String(text)) => text.parse().unwrap(),
        None | Some(Value::Null) => 0,
        other => panic!("no number: {other:?}"),
    }
}

fn usage(value: &Value) -> Usage {
    let hour = number(value, "/cache_creation/ephemeral_1h_input_tokens");
    let short = number(value, "/cache_creation/ephemeral_5m_input_tokens");
    let all = number(value, "/cache_creation_input_tokens").max(hour + short);
    Usage {
        input: number(value, "/input_tokens"),
        output: number(value, "/output_tokens"),
        reasoning: number(value, "/output_tokens_details/thinking_tokens"),
        cache_read: number(value, "/cache_read_input_tokens"),
        cache_write_5m: all - hour,
        cache_write_1h: hour,
        web_searches: number(value, "/server_tool_use/web_search_requests"),
    }
}

impl Reader {
    fn read(root: &Path) -> Truth {
        let mut reader = Self::default();
        for path in transcripts(root) {
            reader.file(&fs::read(&path).unwrap());
            let agent = path.file_name().unwrap().to_str().unwrap().starts_with("agent-");
            reader.truth.agent_files += u64::from(agent);
        }
        reader.finish()
    }

    fn file(&mut self, bytes: &[u8]) {
        self.truth.files += 1;
        self.truth.bytes += bytes.len() as u64;
        let text = std::str::from_utf8(bytes).unwrap().trim_start_matches('\u{feff}');
        let mut prompt = None;
        for line in text.split_inclusive('\n') {
            let Some(line) = line.strip_suffix('\n') else {
                self.truth.torn += 1;
                continue;
            };
            self.truth.lines += 1;
            if line.trim().is_empty() {
                continue;
            }
            match serde_json::from_str::<Value>(line) {
                Ok(value) => self.line(&value, &mut prompt),
                Err(_) => self.truth.malformed += 1,
            }
        }
    }

    fn line(&mut self, line: &Value, prompt: &mut Option<String>) {
        match text(line, "/type") {
            "user" => {
                *prompt = line.get("promptId").and_then(Value::as_str).map(str::to_owned);
                self.results(line);
            }
            "assistant" if text(line, "/message/model") == "<synthetic>" => {
                self.synthetic.insert(text(line, "/uuid").to_owned());
            }
            "assistant" => self.row(line, prompt.as_ref()),
            "system" if text(line, "/subtype") == "compact_boundary" => {
                self.boundaries.insert(text(line, "/uuid").to_owned());
            }
            _ => {}
        }
    }

    fn results(&mut self, line: &Value) {
        for block in line.pointer("/message/content").and_then(Value::as_array).into_iter().flatten() {
            let id = text(block, "/tool_use_id").to_owned();
            if block["is_error"] == true {
                self.failed.insert(id.clone());
            }
            self.searches.insert(id, number(line, "/toolUseResult/searchCount"));
        }
    }

    fn row(&mut self, line: &Value, prompt: Option<&String>) {
        let id = text(line, "/message/id").to_owned();
        let row = seen(line, prompt);
        for block in line["message"]["content"].as_array().unwrap() {
            let tool = text(block, "/id").to_owned();
            match text(block, "/type") {
                "tool_use" => {
                    self.names.insert(tool.clone(), text(block, "/name").to_owned());
                    self.issued.insert(tool, id.clone());
                }
                "server_tool_use" => {
                    self.server.insert(tool);
                }
                _ => {}
            }
        }
        let Some(call) = self.calls.get_mut(&id) else {
            self.calls.insert(id, row);
            return;
        };
        call.at = call.at.clone().min(row.at);
        if row.usage.output > call.usage.output {
            (call.usage, call.own_searches) = (row.usage, row.own_searches);
        }
        if row.owned && !call.owned {
            (call.session, call.owned, call.prompt) = (row.session, true, row.prompt);
        }
    }

    fn finish(mut self) -> Truth {
        let mut billed: HashMap<&String, u64> = HashMap::new();
        for (tool, call) in &self.issued {
            *billed.entry(call).or_default() += self.searches.get(tool).copied().unwrap_or(0);
        }
        let mut prompts: BTreeMap<&String, (&str, &str, &str)> = BTreeMap::new();
        for (id, call) in &self.calls {
            let mut usage = call.usage;
            if call.own_searches == 0 {
                usage.web_searches = billed.get(id).copied().unwrap_or(0);
            }
            count(&mut self.truth, &call.at, &call.model, &call.session, usage);
            for (model, usage) in &call.advice {
                count(&mut self.truth, &call.at, model, &call.session, *usage);
            }
            if let Some(prompt) = &call.prompt {
                let place = (call.at.as_str(), call.model.as_str(), call.session.as_str());
                prompts.entry(prompt).and_modify(|first| *first = place.min(*first)).or_insert(place);
            }
        }
        for (at, model, session) in prompts.into_values() {
            self.truth.turns += 1;
            rows(&mut self.truth, at, model, session, |row| row.turns += 1);
        }
        self.truth.tool_calls = self.names.len() as u64;
        self.truth.mcp_calls = self.names.values().filter(|name| name.starts_with("mcp__")).count() as u64;
        self.truth.skill_calls = self.names.values().filter(|name| *name == "Skill").count() as u64;
        self.truth.server_tool_calls = self.server.len() as u64;
        self.truth.tool_errors = self.failed.len() as u64;
        self.truth.compactions = self.boundaries.len() as u64;
        self.truth.synthetic = self.synthetic.len() as u64;
        self.truth
    }
}

fn seen(line: &Value, prompt: Option<&String>) -> Seen {
    let usage = usage(&line["message"]["usage"]);
    let iterations = line.pointer("/message/usage/iterations").and_then(Value::as_array);
    let advice = iterations.into_iter().flatten().filter(|row| row["type"] == "advisor_message");
    let side = line["isSidechain"] == true && line.get("agentId").is_none();
    Seen {
        usage,
        own_searches: usage.web_searches,
        at: text(line, "/timestamp").to_owned(),
        model: text(line, "/message/model").to_owned(),
        session: text(line, "/sessionId").to_owned(),
        owned: line.get("forkedFrom").is_none() && !side,
        prompt: prompt.cloned(),
        advice: advice.map(|row| (text(row, "/model").to_owned(), self::usage(row))).collect(),
    }
}

fn count(truth: &mut Truth, at: &str, model: &str, session: &str, usage: Usage) {
    truth.calls += 1;
    truth.usage += usage;
    let instant = Timestamp::parse(at);
    truth.first = truth.first.map_or(instant, |first| Some(first).min(instant));
    truth.last = truth.last.max(instant);
    rows(truth, at, model, session, |row| {
        row.calls += 1;
        row.usage += usage;
    });
}

fn rows(truth: &mut Truth, at: &str, model: &str, session: &str, change: impl Fn(&mut Sums)) {
    change(truth.by_day.entry(at[..10].to_owned()).or_default());
    change(truth.by_model.entry(model.to_owned()).or_default());
    change(truth.by_session.entry(session.to_owned()).or_default());
}

#[test]
fn same_settings_give_same_bytes_and_times() {
    let (first, truth) = written(&small());
    let (second, again) = written(&small());
    assert_eq!(hash(first.path()), hash(second.path()));
    assert_eq!(truth, again);
    let (other, _) = written(&Settings { seed: 99, ..small() });
    assert_ne!(hash(first.path()), hash(other.path()));
}

#[test]
fn a_reader_that_follows_the_rules_finds_the_truth() {
    for seed in 1..6 {
        let (root, truth) = written(&Settings { seed, ..small() });
        assert_eq!(Reader::read(root.path()), truth, "seed {seed}");
    }
}

#[test]
fn the_truth_holds_at_other_sizes_and_without_traps() {
    for settings in [
        Settings::demo(end()),
        Settings { edge_cases: EdgeCases::none(), ..small() },
        Settings { sessions: 3, lines: 100, bytes: 100_000, ..small() },
        Settings { sessions: 70, lines: 9_000, bytes: 20_000_000, ..small() },
    ] {
        let (root, truth) = written(&settings);
        assert_eq!(Reader::read(root.path()), truth);
    }
}

#[test]
fn each_trap_alone_keeps_the_truth_and_changes_the_bytes() {
    let base = Settings { sessions: 6, lines: 500, bytes: 1_000_000, ..small() };
    let plain = hash(written(&Settings { edge_cases: EdgeCases::none(), ..base.clone() }).0.path());
    for edge_case in EdgeCase::ALL {
        let edge_cases = [edge_case].into_iter().collect();
        let (root, truth) = written(&Settings { edge_cases, ..base.clone() });
        assert_eq!(Reader::read(root.path()), truth, "{edge_case:?}");
        assert_ne!(hash(root.path()), plain, "{edge_case:?}");
    }
}

#[test]
fn sizes_come_out_as_asked() {
    for settings in [small(), Settings { seed: 3, ..small() }, Settings::bench().scaled(30)] {
        let (_root, truth) = written(&settings);
        let near = |is: u64, asked: u64| is.abs_diff(asked) * 10 <= asked;
        assert!(near(truth.bytes, settings.bytes), "{} of {} bytes", truth.bytes, settings.bytes);
        assert!(near(truth.lines, settings.lines as u64), "{} of {} lines", truth.lines, settings.lines);
        assert!(near(truth.files, settings.sessions as u64), "{} files", truth.files);
    }
}

#[test]
fn every_trap_leaves_its_mark() {
    let (root, truth) = written(&small());
    let texts: Vec<String> =
        transcripts(root.path()).iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let marks = [
        (EdgeCase::GrowingOutput, "\"output_tokens\":9,"),
        (EdgeCase::SplitCacheWrites, "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":"),
        (EdgeCase::Advisor, "\"advisor_message\""),
        (EdgeCase::ServerSearch, "\"web_search_requests\":2"),
        (EdgeCase::ToolSearch, "\"searchCount\":3"),
        (EdgeCase::BothSearches, "\"web_search_requests\":1"),
        (EdgeCase::Synthetic, "<synthetic>"),
        (EdgeCase::DecoyInput, "\"id\":null"),
        (EdgeCase::Garbage, "brand-new-type-2027"),
        (EdgeCase::Asides, "task-notification"),
        (EdgeCase::MovedDirectory, "/.worktrees/hotfix"),
        (EdgeCase::Workflow, "workflow-subagent"),
        (EdgeCase::OldLayout, "\"agent_progress\""),
        (EdgeCase::Gateway, "\"cache_read_input_tokens\":null"),
        (EdgeCase::Fork, "\"forkedFrom\""),
        (EdgeCase::SideThread, "\"isSidechain\":true"),
        (EdgeCase::SortedKeys, "{\"cwd\": "),
        (EdgeCase::CarriageReturns, "\r\n"),
        (EdgeCase::ByteOrderMark, "\u{feff}"),
        (EdgeCase::TornTail, "msg_torn"),
    ];
    for (edge_case, mark) in marks {
        // One file is spaced out by a trap of its own.
        let close = |text: &String| text.contains(mark) || text.replace("\": ", "\":").contains(mark);
        assert!(texts.iter().any(close), "{edge_case:?}");
    }
    let rows: Vec<&str> = texts.iter().flat_map(|text| text.lines()).collect();
    let repeated = texts.iter().any(|text| {
        let mut seen = HashSet::new();
        text.lines().filter(|line| line.contains("\"uuid\"")).any(|line| !seen.insert(line))
    });
    assert!(repeated, "RepeatedRows");
    let flat = rows.iter().filter_map(|row| serde_json::from_str::<Value>(row).ok()).any(|row| {
        let usage = &row["message"]["usage"];
        let split = number(usage, "/cache_creation/ephemeral_5m_input_tokens")
            + number(usage, "/cache_creation/ephemeral_1h_input_tokens");
        usage["cache_creation"].is_object() && number(usage, "/cache_creation_input_tokens") > split
    });
    assert!(flat, "FlatCacheWrites");
    let longest = texts.iter().flat_map(|text| text.lines()).map(str::len).max();
    assert!(longest > Some(700_000), "HugeResult: {longest:?}");
    assert!(truth.malformed > 0 && truth.torn > 0 && truth.synthetic > 0 && truth.server_tool_calls > 0);
}

#[test]
fn the_demo_shows_every_feature_and_ends_just_before_its_end() {
    let (root, truth) = written(&Settings::demo(end()));
    let sessions = truth.by_session.len();
    assert!((20..=30).contains(&sessions), "{sessions} sessions");
    assert!(truth.by_day.len() >= 15 && truth.by_model.len() >= 4, "{:?}", truth.by_day.len());
    assert!(truth.by_model.contains_key("acme-internal-7b"));
    assert!(truth.compactions > 0 && truth.mcp_calls > 0 && truth.skill_calls > 0 && truth.agent_files > 4);
    assert_eq!((truth.malformed, truth.torn), (0, 0));
    let quiet = end().millis() - truth.last.unwrap().millis();
    assert!((1..15 * 60_000).contains(&quiet), "{quiet} ms");
    let projects: BTreeSet<PathBuf> = fs::read_dir(root.path().join(".claude/projects"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(projects.len(), 4);
}

#[test]
fn times_never_run_backwards_in_a_file_and_end_with_its_mtime() {
    let (root, _) = written(&Settings::demo(end()));
    for path in transcripts(root.path()) {
        let text = fs::read_to_string(&path).unwrap();
        let times: Vec<String> = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .filter(|line| line.get("uuid").is_some())
            .map(|line| line["timestamp"].as_str().unwrap().to_owned())
            .collect();
        assert!(times.is_sorted(), "{}", path.display());
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        let millis = modified.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
        let last = Timestamp::parse(times.last().unwrap()).unwrap();
        assert!(u128::try_from(last.millis()).unwrap() <= millis, "{}", path.display());
    }
}

/// The fields that hold what somebody said, typed or ran.
const CONTENT: &[&str] = &[
    "text",
    "thinking",
    "content",
    "stdout",
    "command",
    "prompt",
    "description",
    "old_string",
    "new_string",
    "query",
    "aiTitle",
    "lastPrompt",
    "snippet",
    "args",
    "file_path",
    "filePath",
    "originalFile",
    "userContext",
    "addedLines",
];

fn unmarked(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let system = value == "Conversation compacted";
                match value {
                    Value::String(text) if CONTENT.contains(&key.as_str()) && !system => {
                        if !text.contains(MARKER) && !text.contains("msg_decoy2") {
                            found.push(format!("{key}: {text}"));
                        }
                    }
                    _ => unmarked(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| unmarked(item, found)),
        _ => {}
    }
}

#[test]
fn every_content_field_is_marked() {
    let (root, _) = written(&small());
    let mut found = Vec::new();
    for path in files(root.path()) {
        for line in fs::read_to_string(&path).unwrap().lines() {
            if let Ok(value) = serde_json::from_str::<Value>(line.trim_start_matches('\u{feff}')) {
                unmarked(&value, &mut found);
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}
