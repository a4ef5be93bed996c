//! The traps that are traits of files: forks and side threads that copy lines, and rewritten bytes.

use std::io;

use serde_json::Value;
use serde_json::ser::Formatter;

use super::agent::Location;
use super::block::Block;
use super::edge_case::EdgeCase;
use super::json::Json;
use super::text::MARKER;
use super::thread::{Call, Kind, Prompt, Thread};
use super::world::World;
use super::{script, step};

/// Writes a fork of a finished session: two thirds of its chain copied, then turns of its own.
pub(super) fn fork(world: &mut World, parent: &Thread, location: Location<'_>) -> io::Result<()> {
    let mut fork = successor(world, parent, Kind::Main);
    let text = String::from_utf8_lossy(parent.out.bytes()).into_owned();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("{\"parentUuid\"")).collect();
    let old = format!("\"sessionId\":\"{}\"", parent.session);
    let new = format!("\"sessionId\":\"{}\"", fork.session);
    for row in &rows[..(rows.len() * 2 / 3).max(1)] {
        let uuid = member(row, "\"uuid\":\"");
        fork.out.raw(&row.replacen(&old, &new, 1)).reopen();
        fork.out.raw(",\"forkedFrom\":{\"sessionId\":\"").raw(&parent.session).raw("\"");
        fork.out.text("messageUuid", uuid).raw("}}").end_line();
        fork.parent = Some(uuid.to_owned());
    }
    script::go_on(world, &mut fork)?;
    save(world, fork, location)
}

/// Writes a side thread: a response of the session again under a new request id, and one of its own.
pub(super) fn side(world: &mut World, parent: &Thread, location: Location<'_>) -> io::Result<()> {
    let mut side = successor(world, parent, Kind::Side);
    let text = String::from_utf8_lossy(parent.out.bytes()).into_owned();
    let request = world.prng.api_id("req_");
    if let Some(row) = text.lines().find(|line| line.contains("\"type\":\"assistant\",\"requestId\"")) {
        let row = row
            .replacen(&parent.session, &side.session, 1)
            .replacen(member(row, "\"requestId\":\""), &request, 1)
            .replacen("\"isSidechain\":false", "\"isSidechain\":true", 1);
        side.out.raw(&row).end_line();
    }
    side.call(world, Call { form: step::form(&side), ..Call::PLAIN }, &[Block::Text]);
    save(world, side, location)
}

fn successor(world: &mut World, parent: &Thread, kind: Kind) -> Thread {
    let mut next = Thread {
        out: Json::default(),
        kind,
        session: world.prng.uuid(),
        cwd: parent.cwd.clone(),
        parent: None,
        prompt_id: String::new(),
        prompt: Prompt::Counted,
        ..*parent
    };
    next.clock.pass(60_000);
    next
}

fn save(world: &mut World, thread: Thread, location: Location<'_>) -> io::Result<()> {
    world.budget.spend(thread.out.lines(), thread.out.len());
    let path = location.tree.main(location.slug, &thread.session);
    let at = thread.clock.now();
    location.tree.transcript(&mut world.truth, &path, &thread.out.into_bytes(), at)
}

fn member<'a>(row: &'a str, key: &str) -> &'a str {
    let after = row.split_once(key).map_or("", |(_, after)| after);
    after.split('"').next().unwrap_or("")
}

/// Rewrites the bytes of a finished file as its traps say.
pub(super) fn rewrite(world: &mut World, mut bytes: Vec<u8>, edge_cases: &[EdgeCase]) -> Vec<u8> {
    if edge_cases.contains(&EdgeCase::SortedKeys) {
        bytes = map_lines(&bytes, |line| sorted(line).unwrap_or_else(|| line.to_owned()));
    }
    if edge_cases.contains(&EdgeCase::CarriageReturns) {
        bytes = map_lines(&bytes, |line| format!("{line}\r"));
    }
    if edge_cases.contains(&EdgeCase::ByteOrderMark) {
        bytes.splice(0..0, *b"\xef\xbb\xbf");
    }
    if edge_cases.contains(&EdgeCase::TornTail) {
        world.truth.torn += 1;
        bytes.extend_from_slice(
            b"{\"parentUuid\":null,\"type\":\"assistant\",\"message\":{\"id\":\"msg_torn\",\"text\":\"",
        );
        bytes.extend_from_slice(MARKER.as_bytes());
    }
    bytes
}

fn map_lines(bytes: &[u8], change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for line in String::from_utf8_lossy(bytes).lines() {
        out.extend_from_slice(change(line).as_bytes());
        out.push(b'\n');
    }
    out
}

/// Returns a line of JSON with sorted keys and a space behind every colon and comma.
fn sorted(line: &str) -> Option<String> {
    let value: Value = serde_json::from_str(line).ok()?;
    let mut out = Vec::with_capacity(line.len() * 11 / 10);
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, Spaced);
    serde::Serialize::serialize(&value, &mut serializer).ok()?;
    String::from_utf8(out).ok()
}

struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}
