//! Bytes as a client of the MCP server may send them: lines do not depend on how they come, and each is a message or refused
//! as the protocol has it.

use scopeon_mcp::testkit::refusal;
use scopeon_mcp::{Line, Lines};
use serde_json::Value;

/// What no message is refused with: no JSON, no message, parameters that are not as the method takes them.
const CODES: [i64; 3] = [-32_700, -32_600, -32_602];
/// What a refusal adds to the words that it always has, in bytes, at most: a field's name is told, and nothing of its value.
const LONGEST: usize = 200;

/// Judges bytes; the first of them say how long a line may be and in which parts they come.
pub(crate) fn judge(bytes: &[u8]) {
    let (how, bytes) = bytes.split_at(bytes.len().min(2));
    let (most, part) = match how {
        // Most lines are longer than that.
        [most, part] if *part > 250 => (usize::from(*most), 1),
        [_, part] => (1 << 20, usize::from(*part) + 1),
        _ => return,
    };
    let mut lines = Lines::new(most);
    let mut found: Vec<Line> = bytes.chunks(part).flat_map(|part| lines.feed(part)).collect();
    found.extend(lines.end());
    assert_eq!(found, split(bytes, most), "lines are what lies between their ends");
    for line in &found {
        if let Line::Whole(line) = line {
            message(line);
        }
    }
}

/// The same, thought of as one text.
fn split(bytes: &[u8], most: usize) -> Vec<Line> {
    let mut parts: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    if parts.last().is_some_and(|last| last.is_empty()) {
        parts.pop();
    }
    let line = |part: &[u8]| {
        if part.len() > most {
            Line::TooLong
        } else {
            Line::Whole(part.strip_suffix(b"\r").unwrap_or(part).to_vec())
        }
    };
    parts.into_iter().map(line).collect()
}

fn message(line: &[u8]) {
    let stated = serde_json::from_slice::<Value>(line);
    let Some(said) = refusal(line) else {
        let is_blank = line.iter().all(u8::is_ascii_whitespace);
        assert!(is_blank || stated.is_ok_and(|stated| stated.is_object()), "only objects are messages");
        return;
    };
    let (code, id) = (said["error"]["code"].as_i64().unwrap_or_default(), &said["id"]);
    assert!(said["jsonrpc"] == "2.0" && CODES.contains(&code), "{said} is an error of the protocol");
    assert_eq!(code == CODES[0], stated.is_err(), "what is no JSON, and only that, is said to be none");
    let words = said["error"]["message"].as_str().unwrap_or_default();
    assert!(!words.is_empty() && words.len() <= LONGEST, "{words:?} says why, and repeats nothing");
    let own = stated.ok().and_then(|stated| stated.get("id").cloned()).unwrap_or_default();
    assert!(id.is_null() || *id == own, "an answer is of its question: {id} of {own}");
    assert!(id.is_null() || id.is_string() || id.is_i64(), "an id is a text or a whole number: {id}");
    assert!(code != CODES[2] || said["error"]["data"]["field"].is_string(), "{said} names the field");
}
