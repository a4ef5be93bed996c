//! Lines made to break a reader: each is an issue or is read, and never stops the next.

use scopeon_core::event::Finish;
use scopeon_core::provider::IssueKind::{self, BadTime, Malformed, MissingField, UnknownType};
use scopeon_core::usage::Usage;
use serde_json::{Value, json};

use super::kept::Kept;
use super::line::{MAIN, log, over, response, usage};

/// Reads one line and a good one after it, which must be read.
fn read(line: &[u8]) -> Kept {
    let good = log(&[response(50, "msg_good", usage(1_000_000, 0), json!([]))]);
    let mut kept = Kept::default();
    kept.log(MAIN, &[line, b"\n", &good].concat());
    assert!(kept.calls.values().any(|call| call.sample.usage.input == 1_000_000), "the next line is read");
    kept.calls.retain(|_, call| call.sample.usage.input != 1_000_000);
    kept
}

fn issues(line: &[u8]) -> Vec<(IssueKind, Option<String>)> {
    read(line).issues.into_iter().map(|(kind, _, name)| (kind, name)).collect()
}

#[test]
fn what_is_no_record_is_an_issue() {
    let utf16: Vec<u8> = r#"{"type":"assistant"}"#.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let nested = [vec![b'['; 10_000_000], vec![b']'; 10_000_000]].concat();
    let objects = br#"{"a":"#.repeat(1_000_000);
    let cases: [(&str, &[u8]); 21] = [
        ("words", b"this is not json {"),
        ("an array", b"[1,2]"),
        ("a number", b"7"),
        ("a string", b"\"assistant\""),
        ("null", b"null"),
        ("NUL", b"\0\0\0\0"),
        ("NUL before a record", b"\0\0{\"type\":\"mode\"}"),
        ("a record cut off", br#"{"type":"assistant","message":{"id":"msg_1""#),
        ("a string cut off", br#"{"type":"user","message":{"content":"x\"}}"#),
        ("a record and more", br#"{"type":"user"} x"#),
        ("no colon", br#"{"type" "user"}"#),
        ("no comma", br#"{"type":"user" "x":1}"#),
        ("a comma too many", br#"{"type":"user",}"#),
        ("a bare key", br#"{type:"user"}"#),
        ("a bare value", br#"{"type":"user","x":word}"#),
        ("a lone surrogate in a key", br#"{"\ud800":1,"type":"user"}"#),
        ("UTF-16", &utf16),
        ("UTF-16 with its mark", &[b"\xff\xfe", &utf16[..]].concat()),
        ("ten million arrays", &nested),
        ("a million objects", &objects),
        ("bytes", b"\xff\xfe\xfd\xfc"),
    ];
    for (name, line) in cases {
        let found = issues(line);
        assert_eq!(found.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), [Malformed], "{name}: {found:?}");
        assert!(found.iter().all(|(_, name)| name.is_none()), "{name}: nothing of the line is told");
    }
}

#[test]
fn a_record_without_what_it_needs_is_an_issue() {
    let bare = || response(1, "msg_1", usage(1, 2), json!([]));
    let cases = [
        ("no type", over(bare(), json!({ "type": Value::Null })), MissingField, Some("type")),
        ("no message", over(bare(), json!({ "message": Value::Null })), MissingField, Some("message")),
        (
            "no usage",
            super::line::message(bare(), json!({ "usage": Value::Null })),
            MissingField,
            Some("usage"),
        ),
        (
            "no time at all",
            over(bare(), json!({ "timestamp": Value::Null })),
            MissingField,
            Some("timestamp"),
        ),
        (
            "an impossible time",
            over(bare(), json!({ "timestamp": "2026-13-45T99:99:99.000Z" })),
            MissingField,
            Some("timestamp"),
        ),
        ("a new type", json!({ "type": "brand-new" }), UnknownType, Some("brand-new")),
        ("a sentence as type", json!({ "type": "what the user said" }), UnknownType, None),
        ("a long type", json!({ "type": "x".repeat(65) }), UnknownType, None),
        ("a type that is none", json!({ "type": 7 }), MissingField, Some("type")),
    ];
    for (case, line, kind, name) in cases {
        let found = issues(line.to_string().as_bytes());
        assert_eq!(found, [(kind, name.map(str::to_owned))], "{case}");
    }
}

#[test]
fn an_answer_without_usage_is_a_request_of_unknown_usage() {
    for usage in [Value::Null, json!([]), json!("many"), json!({})] {
        let line =
            super::line::message(response(1, "msg_1", usage.clone(), json!([])), json!({ "usage": usage }));
        let kept = read(line.to_string().as_bytes());
        let call = kept.only_call();
        assert_eq!((call.sample.finish, call.sample.usage), (Finish::Unknown, Usage::default()), "{usage}");
    }
    let nobody = json!({ "usage": Value::Null, "model": Value::Null });
    let line = super::line::message(response(1, "msg_1", usage(1, 2), json!([])), nobody);
    assert!(read(line.to_string().as_bytes()).calls.is_empty(), "nobody says that a model answered");
}

#[test]
fn depth_inside_content_is_passed_over() {
    let deep = format!("{}{}", "[".repeat(5_000_000), "]".repeat(5_000_000));
    let line = response(1, "msg_1", usage(1, 2), json!([{ "type": "text", "text": "HERE" }])).to_string();
    let kept = read(line.replace("\"HERE\"", &deep).as_bytes());
    assert_eq!(kept.only_call().sample.usage, Usage { input: 1, output: 2, ..Usage::default() });
    let input = response(
        1,
        "msg_1",
        usage(1, 2),
        json!([{ "type": "tool_use", "id": "toolu_1", "name": "Skill", "input": "HERE" }]),
    );
    let kept = read(input.to_string().replace("\"HERE\"", &deep).as_bytes());
    assert_eq!(kept.only_tool().input_bytes, Some(deep.len() as u64));
}

#[test]
fn a_million_keys_are_passed_over() {
    let keys = (0..1_000_000).map(|key| format!("\"k{key}\":{key},")).collect::<Vec<_>>().concat();
    let line = response(1, "msg_1", usage(1, 2), json!([])).to_string();
    let kept = read(format!("{{{keys}{}", &line[1..]).as_bytes());
    assert_eq!(kept.only_call().sample.usage, Usage { input: 1, output: 2, ..Usage::default() });
    assert!(kept.issues.is_empty());
}

#[test]
fn odd_text_in_content_costs_nothing() {
    let line = response(1, "msg_1", usage(1, 2), json!([{ "type": "text", "text": "HERE" }])).to_string();
    for text in [
        &br"\ud800"[..],
        b"\\u0000",
        b"a\0b",
        b"\xff\xfe",
        b"\\\\",
        b"\\\"}]}",
        "\u{202e}\u{2028}".as_bytes(),
    ] {
        let (before, after) = line.split_once("HERE").expect("the place");
        let kept = read(&[before.as_bytes(), text, after.as_bytes()].concat());
        assert_eq!(kept.only_call().sample.usage.output, 2, "{}", text.escape_ascii());
        assert!(kept.issues.is_empty());
    }
}

#[test]
fn absurd_counts_are_told_and_drown_nothing() {
    let cases = [
        (r#""120""#, 120, false),
        ("null", 0, false),
        (r#""""#, 0, false),
        ("0", 0, false),
        ("12.0", 12, false),
        ("1e3", 1000, false),
        ("12.7", 12, true),
        ("-5", 0, true),
        ("1e400", 0, true),
        ("-1e400", 0, true),
        ("9223372036854775808", 0, true),
        ("18446744073709551616", 0, true),
        ("99999999999999999999999999999999", 0, true),
        ("true", 0, true),
        ("{}", 0, true),
        (r#""many""#, 0, true),
        (r#""\ud800""#, 0, true),
        ("NaN", 0, true),
    ];
    for (count, wanted, told) in cases {
        let line = response(1, "msg_1", json!({ "input_tokens": "HERE", "output_tokens": 2 }), json!([]))
            .to_string();
        let kept = read(line.replace("\"HERE\"", count).as_bytes());
        if count == "NaN" {
            assert_eq!(kept.told(), [(Malformed, None)], "no JSON");
            continue;
        }
        assert_eq!(
            kept.only_call().sample.usage,
            Usage { input: wanted, output: 2, ..Usage::default() },
            "{count}"
        );
        let issues: &[_] = if told { &[(Malformed, Some("input_tokens"))] } else { &[] };
        assert_eq!(kept.told(), issues, "{count}");
    }
}

#[test]
fn odd_times_are_read_or_told() {
    let at = |time: &str| {
        over(response(1, "msg_1", usage(1, 2), json!([])), json!({ "timestamp": time })).to_string()
    };
    assert_eq!(
        read(at("9999-12-31T23:59:59.999Z").as_bytes()).only_call().at.to_string(),
        "9999-12-31T23:59:59.999Z"
    );
    assert_eq!(
        read(at("2026-09-14T12:00:00+02:00").as_bytes()).only_call().at.to_string(),
        "2026-09-14T10:00:00.000Z"
    );
    assert!(read(at("+10000-01-01T00:00:00Z").as_bytes()).calls.is_empty());
    let behind = over(response(2, "msg_2", usage(1, 2), json!([])), json!({ "timestamp": "yesterday" }));
    let kept = read(format!("{}\n{behind}\n", at("2026-09-14T12:00:00Z")).as_bytes());
    let times: Vec<String> = kept.calls.values().map(|call| call.at.to_string()).collect();
    assert_eq!(times, ["2026-09-14T12:00:00.000Z"; 2], "a line counts at the time of the one before");
    assert_eq!(kept.told(), [(BadTime, None)]);
}

#[test]
fn a_line_of_50_mb_is_read() {
    let text = "x\\n\\\"y\\\"".repeat(50 * 1024 * 1024 / 8);
    let line = response(1, "msg_1", usage(1, 2), json!([{ "type": "text", "text": "HERE" }])).to_string();
    let kept = read(line.replace("HERE", &text).as_bytes());
    assert_eq!(kept.only_call().sample.usage, Usage { input: 1, output: 2, ..Usage::default() });
}
