//! Records that share a line: what is whole is read, what is cut is told at its place.

use scopeon_core::provider::IssueKind::Malformed;
use serde_json::{Value, json};

use super::kept::Kept;
use super::line::{MAIN, SESSION, log, over, response, usage};

fn text(line: &Value) -> String {
    line.to_string()
}

/// What a line gives: the inputs of its calls, and where something was cut.
fn read(line: &str) -> (Vec<u64>, Vec<u64>) {
    let good = log(&[response(50, "msg_good", usage(4000, 400), json!([]))]);
    let mut kept = Kept::default();
    kept.log(MAIN, &[line.as_bytes(), b"\n", &good].concat());
    let mut inputs: Vec<u64> = kept.calls.values().map(|call| call.sample.usage.input).collect();
    inputs.sort_unstable();
    assert_eq!(inputs.pop(), Some(4000), "the next line is read");
    assert!(kept.issues.iter().all(|(kind, place, _)| *kind == Malformed && place.line == 1));
    (inputs, kept.issues.iter().map(|(_, place, _)| place.offset).collect())
}

#[test]
fn what_is_whole_is_read_and_what_is_cut_is_told() {
    let a = text(&response(
        1,
        "msg_a",
        usage(1000, 100),
        json!([{ "type": "text", "text": "x {\"type\":\"user\"}" }]),
    ));
    let b = text(&response(2, "msg_b", usage(2000, 200), json!([])));
    let mode = format!(r#"{{"type":"mode","mode":"x","sessionId":"{SESSION}"}}"#);
    let snapshot = r#"{"type":"file-history-snapshot","messageId":"x","snapshot":{"f":"yyyyyyyyyyyyyyyy"#;
    let nested = r#"{"type":"file-history-snapshot","messageId":"x","snapshot":{"f":{"g":[1,{"h":"#;
    let length = |text: &str| text.len() as u64;
    let cases: [(&str, String, &[u64], &[u64]); 14] = [
        ("two", format!("{a}{b}"), &[1000, 2000], &[]),
        ("with white space between", format!("{a} \t{b}"), &[1000, 2000], &[]),
        ("three", format!("{a}{mode}{b}"), &[1000, 2000], &[]),
        ("behind a silent one", format!("{mode}{b}"), &[2000], &[]),
        ("two silent ones", format!("{mode}{mode}"), &[], &[]),
        ("behind a silent one that was cut", format!("{snapshot}{b}"), &[2000], &[0]),
        ("where a value was to be", format!("{nested}{b}"), &[2000], &[0]),
        ("cut in a text", format!("{}{b}", &a[..a.find("msg_a").expect("its id") + 3]), &[2000], &[0]),
        ("cut in a number", format!("{}{b}", &a[..a.find("1000").expect("its count") + 2]), &[2000], &[0]),
        (
            "cut before a value",
            format!("{}{b}", &a[..a.find("\"message\":").expect("it") + 10]),
            &[2000],
            &[0],
        ),
        ("cut behind a whole one", format!("{a}{}", &b[..40]), &[1000], &[length(&a)]),
        ("never written between", format!("{a}\0\0\0\0{b}"), &[1000, 2000], &[length(&a)]),
        ("never written, in front", format!("\0\0{b}"), &[2000], &[0]),
        ("cut, and a whole one that is silent behind", format!("{}{mode}", &a[..30]), &[], &[0]),
    ];
    for (name, line, inputs, places) in cases {
        assert_eq!(read(&line), (inputs.to_vec(), places.to_vec()), "{name}");
    }
}

/// Wherever a record was cut, the one behind it is read alone, however that is written.
#[test]
fn a_record_that_is_cut_anywhere_is_no_part_of_the_next() {
    let content =
        json!([{ "type": "text", "text": "x {\"type\":\"user\"} {" }, { "a": [1, { "b": 22 }, true, null] }]);
    let more = json!({ "apiBlockIndex": 1234, "zzNumber": 1234, "zzNull": null, "zzFlag": true, "zzNested": { "c": { "d": 77 } } });
    let cut = text(&over(response(1, "msg_a", usage(1000, 100), content), more));
    let next = text(&response(2, "msg_b", usage(2000, 200), json!([])));
    let spaced = next.replacen('{', "{ ", 1);
    for end in 1..cut.len() {
        for next in [&next, &spaced] {
            let line = format!("{}{next}", &cut[..end]);
            assert_eq!(read(&line), (vec![2000], vec![0]), "{line}");
        }
    }
}

/// A part of what was cut is no record, though it looks like one.
#[test]
fn parts_of_a_record_are_no_records() {
    let inner = text(&response(1, "msg_a", usage(1000, 100), json!([])));
    let message = &inner[inner.find("\"message\":").expect("it") + 10..];
    for line in [format!("x{message}"), format!(r#"{{"type":"user","x":{inner}"#)] {
        let (inputs, places) = read(&line);
        assert!(inputs.len() <= 1 && places == [0], "{line}");
    }
    assert_eq!(
        read(&format!(r#"{{"type":"mode","x":{inner}}}"#)),
        (vec![], vec![]),
        "a silent record may hold another"
    );
}
