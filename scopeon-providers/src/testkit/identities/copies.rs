//! What a home holds besides plain sessions: forks, lines written again, side threads and sub-agents.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::desk::{Desk, Thread, put, stamp};
use super::names::{Name, token, uuid};
use super::twin;

/// Writes all logs of one home.
pub(super) fn home(desk: &mut Desk) -> Vec<Thread> {
    let mut logs = Vec::new();
    for _ in 0..=desk.chance.below(3) {
        // Sessions may run at the same time, to the millisecond.
        desk.clock = if desk.yes(2) { 36_000_000 } else { desk.clock.max(36_000_000) };
        let mut thread = Thread::main(desk);
        let (before, count) = (desk.truth, logs.len());
        for _ in 0..=desk.chance.below(3) {
            turn(desk, &mut thread, &mut logs);
        }
        if logs.len() == count && desk.names.may_come_again() && desk.yes(4) {
            logs.push(twin::of(desk, &thread, before));
        }
        if desk.yes(2) {
            logs.push(copied(desk, &thread));
        }
        if desk.yes(3) {
            desk.turn(&mut thread);
        }
        logs.push(thread);
    }
    logs
}

fn turn(desk: &mut Desk, thread: &mut Thread, logs: &mut Vec<Thread>) {
    let start = thread.lines.len();
    desk.turn(thread);
    if desk.yes(3) {
        agents(desk, thread, logs);
        desk.response(thread, false);
    }
    if desk.yes(6) {
        again(desk, thread, start);
    }
}

/// A second compaction in a process writes earlier lines once more.
fn again(desk: &mut Desk, thread: &mut Thread, start: usize) {
    desk.form("written again");
    let mut start = start;
    // What is written again may begin inside a response, which places of blocks tell. Versions that wrote sub-agents'
    // lines into their parent's log had none.
    let is_alone =
        thread.lines[start..].iter().all(|row| row["isSidechain"] == false && row["type"] != "progress");
    if desk.form.is_chained && desk.form.has_blocks && is_alone {
        start += desk.chance.below(thread.lines.len() - start);
    }
    let rows: Vec<Value> = thread.lines[start..].to_vec();
    thread.tip = None;
    desk.line(thread, "system", json!({ "subtype": "compact_boundary" }));
    thread.lines.extend(rows);
}

/// Another log that holds a session's lines.
fn copied(desk: &mut Desk, thread: &Thread) -> Thread {
    match desk.chance.below(6) {
        0 => fork(desk, thread, "fork", false),
        1 => fork(desk, thread, "fork that says which session asked", true),
        2 => branch(desk, thread, false),
        3 => branch(desk, thread, true),
        4 => renamed(desk, thread),
        _ => side(desk, thread),
    }
}

fn start(desk: &mut Desk, thread: &Thread) -> Thread {
    let mut copy = Thread::main(desk);
    copy.tip.clone_from(&thread.tip);
    (copy.size, copy.responses) = (thread.size, thread.responses);
    copy
}

fn rows(thread: &Thread, session: &str) -> Vec<Value> {
    let mut rows = thread.lines.clone();
    for row in &mut rows {
        row["sessionId"] = session.into();
    }
    rows
}

/// `--fork-session`: lines are the same but for the session.
fn fork(desk: &mut Desk, thread: &Thread, name: &'static str, says_who: bool) -> Thread {
    desk.form(name);
    let mut copy = start(desk, thread);
    let prompt = uuid(&mut desk.chance);
    copy.lines = rows(thread, &copy.session);
    if says_who {
        for row in &mut copy.lines {
            if row["type"] == "assistant" {
                row["requestSessionId"] = thread.session.clone().into();
            } else if row["type"] == "user" {
                row["promptId"] = prompt.clone().into();
            }
        }
    }
    desk.turn(&mut copy);
    copy
}

/// `/branch`: lines say where they come from; an old version wrote each twice.
fn branch(desk: &mut Desk, thread: &Thread, twice: bool) -> Thread {
    desk.form(if twice { "branch with lines twice" } else { "branch" });
    let mut copy = start(desk, thread);
    let (whole, one_by_one) = (rows(thread, &copy.session), desk.yes(2));
    let mut plain = Vec::new();
    for row in whole {
        let mut marked = row.clone();
        marked["forkedFrom"] = json!({ "sessionId": thread.session, "messageUuid": row["uuid"] });
        copy.lines.push(marked);
        match (twice, one_by_one) {
            (true, true) => copy.lines.push(row),
            (true, false) => plain.push(row),
            _ => {}
        }
    }
    copy.lines.extend(plain);
    desk.turn(&mut copy);
    copy
}

/// A fork by the SDK: every line has another uuid and says which one it had, and the last another time.
fn renamed(desk: &mut Desk, thread: &Thread) -> Thread {
    desk.form("fork with lines renamed");
    let mut copy = start(desk, thread);
    copy.lines = rows(thread, &copy.session);
    let mut known: HashMap<String, String> = HashMap::new();
    for row in &mut copy.lines {
        let (old, above) = (text(row, "uuid"), text(row, "parentUuid"));
        // A line that was written again stays one line.
        let new = known.entry(old.clone()).or_insert_with(|| uuid(&mut desk.chance)).clone();
        row["forkedFrom"] = json!({ "sessionId": thread.session, "messageUuid": old });
        row["uuid"] = new.into();
        row["parentUuid"] = known.get(&above).cloned().into();
        if let Some(asked) = known.get(&text(row, "sourceToolAssistantUUID")) {
            row["sourceToolAssistantUUID"] = asked.clone().into();
        }
    }
    // Whoever numbers alike is told apart by when responses are made.
    if let Some(last) = copy.lines.last_mut().filter(|_| !desk.names.are_alike()) {
        last["timestamp"] = stamp(desk.clock + 5_000).into();
    }
    copy.tip = copy.lines.last().map(|row| text(row, "uuid"));
    desk.turn(&mut copy);
    copy
}

fn text(row: &Value, key: &str) -> String {
    row[key].as_str().unwrap_or_default().to_owned()
}

/// A side thread replays the main thread's lines, each response under another request, and answers by itself.
fn side(desk: &mut Desk, thread: &Thread) -> Thread {
    desk.form("side thread");
    let mut copy = start(desk, thread);
    copy.marks.insert("isSidechain".into(), true.into());
    let is_renamed = desk.names.are_trusted();
    let mut requests: HashMap<String, Name> = HashMap::new();
    copy.lines = rows(thread, &copy.session);
    for row in &mut copy.lines {
        row["isSidechain"] = true.into();
        if row["type"] == "assistant" && row.get("requestId").is_some_and(|request| *request != "") {
            let request = requests.entry(row["message"]["id"].to_string()).or_insert_with(|| {
                if is_renamed {
                    Name::Is(format!("req_01{}", token(&mut desk.chance)))
                } else {
                    desk.names.request(&mut desk.chance, &Name::Missing)
                }
            });
            put(row, "requestId", request);
        }
        if is_renamed && row["type"] == "assistant" {
            row["uuid"] = uuid(&mut desk.chance).into();
        }
    }
    desk.ask(&mut copy);
    desk.response(&mut copy, false);
    copy
}

/// One sub-agent or two, in logs of their own or in their parent's, where it may stand, too.
fn agents(desk: &mut Desk, thread: &mut Thread, logs: &mut Vec<Thread>) {
    let at = desk.clock;
    let place = desk.chance.below(5);
    let has_own_log = place > 1;
    let mut own = Vec::new();
    for _ in 0..=desk.chance.below(2) {
        desk.clock = at;
        let agent = format!("a{}", &uuid(&mut desk.chance).replace('-', "")[..16]);
        let path = format!("projects/-home-dev-shop/{}/subagents/agent-{agent}.jsonl", thread.session);
        let mut run = Thread::new(path, thread.session.clone());
        run.marks.insert("isSidechain".into(), true.into());
        run.marks.insert("agentId".into(), agent.into());
        let is_known = desk.names.are_trusted() || (has_own_log && ends_in_a_response(desk, thread));
        if is_known && desk.yes(3) {
            cloned(desk, thread, &mut run);
        }
        desk.turn(&mut run);
        own.push(run);
    }
    match place {
        0 => {
            desk.form("sub-agents inline");
            inline(desk, thread, &own);
        }
        1 => {
            desk.form("sub-agents in progress records");
            progress(desk, thread, &own);
            if desk.yes(2) {
                logs.extend(own);
            }
        }
        2 => {
            desk.form("a sub-agent's log twice");
            for run in own {
                let mut twin = run.clone();
                twin.path = twin.path.replace("agent-a", "agent-b");
                logs.extend([run, twin]);
            }
        }
        _ => {
            desk.form("sub-agents");
            logs.extend(own);
        }
    }
}

/// Returns `true` if a thread's last answer is one more block of a response, so that it can be no response by itself.
fn ends_in_a_response(desk: &Desk, thread: &Thread) -> bool {
    let last = thread.lines.iter().rfind(|row| row["type"] == "assistant");
    desk.form.is_chained
        && desk.form.has_blocks
        && last.is_some_and(|row| row["apiBlockIndex"].as_u64() > Some(0))
}

/// A sub-agent that goes on from where its parent is begins with a copy of its parent's last answer.
fn cloned(desk: &mut Desk, thread: &Thread, run: &mut Thread) {
    let Some(last) = thread.lines.iter().rfind(|row| row["type"] == "assistant") else { return };
    desk.form("a sub-agent that begins with its parent's answer");
    let mut row = last.clone();
    row["uuid"] = uuid(&mut desk.chance).into();
    row["isSidechain"] = true.into();
    row["agentId"] = run.marks["agentId"].clone();
    run.tip = row["uuid"].as_str().map(str::to_owned);
    run.lines.push(row);
}

/// The lines of all in turn, each thread's in order.
fn mixed(desk: &mut Desk, own: &[Thread]) -> Vec<Value> {
    let mut left: Vec<_> = own.iter().map(|run| run.lines.iter()).collect();
    let mut rows = Vec::new();
    while !left.is_empty() {
        let place = desk.chance.below(left.len());
        match left[place].next() {
            Some(row) => rows.push(row.clone()),
            None => drop(left.remove(place)),
        }
    }
    rows
}

/// Old versions wrote a sub-agent's lines between its parent's, and without its name, which a chain makes up for.
fn inline(desk: &mut Desk, thread: &mut Thread, own: &[Thread]) {
    let is_nameless = desk.form.is_chained && desk.yes(2);
    for mut row in mixed(desk, own) {
        if let (true, Some(members)) = (is_nameless, row.as_object_mut()) {
            members.remove("agentId");
        }
        thread.lines.push(row);
    }
}

/// Old versions wrote a sub-agent's lines into records of their parent's, too.
fn progress(desk: &mut Desk, thread: &mut Thread, own: &[Thread]) {
    let tip = thread.tip.clone();
    for row in mixed(desk, own).into_iter().filter(|row| row["type"] == "assistant" || row["type"] == "user")
    {
        let mut message = row.clone();
        if let Some(members) = message.as_object_mut() {
            for name in ["sessionId", "parentUuid", "isSidechain", "version", "agentId"] {
                members.remove(name);
            }
        }
        let data = json!({ "type": "agent_progress", "agentId": row["agentId"], "message": message });
        desk.line(thread, "progress", json!({ "data": data }));
    }
    thread.tip = tip;
}
