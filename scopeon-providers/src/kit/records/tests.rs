//! Lines of every kind, cut everywhere, and lines made to cost a search too much.

use memchr::memmem;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Piece, Pieces, pieces};

fn all<'a>(line: &'a [u8], is_record: &'a dyn Fn(&'a [u8]) -> bool) -> impl Iterator<Item = Piece<'a>> {
    let mut left: Pieces<'a> = pieces(line);
    std::iter::from_fn(move || left.next(is_record))
}

/// What the records of a log without nested ones have in common.
fn has_id(object: &[u8]) -> bool {
    serde_json::from_slice::<Value>(object).is_ok_and(|value| value["id"].is_u64())
}

/// A line's pieces: whole ones as they stand, others as `~` and where they start and end.
fn told(line: &str) -> Vec<String> {
    let mut end = 0;
    let told = all(line.as_bytes(), &has_id).map(|piece| {
        assert!(piece.at >= end, "pieces come in order");
        assert_eq!(piece.bytes, &line.as_bytes()[piece.at..piece.at + piece.bytes.len()]);
        end = piece.at + piece.bytes.len();
        let text = String::from_utf8_lossy(piece.bytes).into_owned();
        if piece.is_whole { text } else { format!("~{}..{end}", piece.at) }
    });
    told.collect()
}

#[test]
fn every_kind_of_shared_line_is_taken_apart() {
    const A: &str = r#"{"id":1,"m":{"t":"x {\"id\":9}","u":[1,{"n":2}]}}"#;
    const B: &str = r#"{"id":2,"m":{"t":"y"}}"#;
    let cases: &[(&str, String, &[&str])] = &[
        ("alone", A.to_owned(), &[A]),
        ("two", format!("{A}{B}"), &[A, B]),
        ("white space between", format!("{A} \t\r{B}"), &[A, B]),
        ("three", format!("{A}{B}{A}"), &[A, B, A]),
        ("never written between", format!("{A}\0\0\0{B}"), &[A, "~49..52", B]),
        ("never written behind", format!("{A}\0\0"), &[A, "~49..51"]),
        ("a byte order mark between", format!("{A}\u{feff}{B}"), &[A, B]),
        ("rubbish behind", format!("{A}done"), &[A, "~49..53"]),
        ("rubbish between", format!("{A}done{B}"), &[A, "~49..53", B]),
        ("one brace too many", format!("{A}}}{B}"), &[A, "~49..50", B]),
        ("a comma between", format!("{A},{B}"), &[A, "~49..50", B]),
        ("cut alone", r#"{"id":1,"m":"abc"#.to_owned(), &["~0..16"]),
        ("cut in a text", format!(r#"{{"id":1,"m":"abc{B}"#), &["~0..16", B]),
        ("cut behind a backslash", format!(r#"{{"id":1,"m":"abc\{B}"#), &["~0..17", B]),
        ("cut in an escape", format!(r#"{{"id":1,"m":"abc\u00{B}"#), &["~0..20", B]),
        ("cut in a name", format!(r#"{{"id":1,"m{B}"#), &["~0..10", B]),
        ("cut behind a name", format!(r#"{{"id":1,"m"{B}"#), &["~0..11", B]),
        ("cut before a value", format!(r#"{{"id":1,"m":{B}"#), &["~0..12", B]),
        ("cut before an item", format!(r#"{{"id":1,"m":[{B}"#), &["~0..13", B]),
        ("cut in a number", format!(r#"{{"id":1{B}"#), &["~0..7", B]),
        ("cut in a name of a value", format!(r#"{{"id":tru{B}"#), &["~0..9", B]),
        ("cut behind a comma", format!(r#"{{"id":1,{B}"#), &["~0..8", B]),
        ("cut at once", format!("{{{B}"), &["~0..1", B]),
        ("cut behind an object", format!(r#"{{"id":1,"m":{{"t":1}}{B}"#), &["~0..19", B]),
        ("cut, two behind", format!(r#"{{"id":1,"m":"abc{B}{A}"#), &["~0..16", B, A]),
        ("cut before a value, two behind", format!(r#"{{"id":1,"m":{B}{A}"#), &["~0..12", B, A]),
        ("cut, cut, one behind", format!(r#"{{"id":1,"m":"a{{"id":3,"t":"c{B}"#), &["~0..28", B]),
        ("whole, cut, whole", format!(r#"{A}{{"id":3,"m":{{"t":"c{B}"#), &[A, "~49..68", B]),
        ("cut, never written, whole", format!("{{\"id\":1,\"m\":\"abc\0\0\0{B}"), &["~0..19", B]),
        ("cut by a whole one", format!(r#"{{"id":1,"m":"ab{B}c"}}"#), &["~0..15", B, "~37..40"]),
        ("the rest of one", format!(r#"xyz"}},"n":{{"o":1}}}}{B}"#), &["~0..18", B]),
        ("the rest of one that begins with a value", format!(r#"{{"o":1}},"x":"{{"}}{B}"#), &["~0..16", B]),
        // A part of what was cut is no record, though it is whole and ends with the line.
        ("a part at the end", r#"{"id":1,"m":{"t":"x"}"#.to_owned(), &["~0..21"]),
        ("a part in a list", r#"{"id":1,"m":[{"t":"x"},{"t":"y"}"#.to_owned(), &["~0..32"]),
        ("parts in the rest of one", r#"q":{"id":4},"r":[{"id":5}]}"#.to_owned(), &["~0..27"]),
        ("none", "nothing of the kind".to_owned(), &["~0..19"]),
        ("none in brackets", "[2026-11-28] {\"t\":1}".to_owned(), &["~0..20"]),
        ("a list", "[{\"id\":1}]".to_owned(), &["[{\"id\":1}]"]),
        (
            "a list and more",
            format!("[{A}]{B}"),
            &["[{\"id\":1,\"m\":{\"t\":\"x {\\\"id\\\":9}\",\"u\":[1,{\"n\":2}]}}]", B],
        ),
        ("nothing", String::new(), &[]),
    ];
    for (name, line, wanted) in cases {
        assert_eq!(told(line), *wanted, "{name}: {line}");
    }
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        "[a-z{}\\[\\]\",:\\\\ \u{e4}]{0,12}".prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z{:,]{0,4}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn record() -> impl Strategy<Value = String> {
    // The members come in any order, so a record may begin with any of them.
    (any::<u16>(), value(), value())
        .prop_map(|(id, first, last)| json!({ "id": id, "a": first, "z": last }).to_string())
}

fn wholes(line: &str) -> Vec<String> {
    let whole = |piece: Piece<'_>| piece.is_whole.then(|| String::from_utf8_lossy(piece.bytes).into_owned());
    all(line.as_bytes(), &has_id).filter_map(whole).collect()
}

proptest! {
    /// Wherever a record is cut, what stands behind it is found, and nothing else.
    #[test]
    fn what_is_whole_is_found_behind_any_cut(
        before in prop::collection::vec(record(), 0..3),
        cut in record(),
        place in any::<prop::sample::Index>(),
        behind in prop::collection::vec(record(), 1..3),
        between in "( |\t|\0){0,3}",
    ) {
        let place = place.index(cut.len());
        let place = (0..=place).rev().find(|place| cut.is_char_boundary(*place)).unwrap_or(0);
        let line = [&before.concat(), &cut[..place], &between, &behind.concat()].concat();
        prop_assert_eq!(wholes(&line), [before, behind].concat());
    }

    /// A cut record alone holds no record.
    #[test]
    fn what_is_cut_holds_no_record(record in record(), place in any::<prop::sample::Index>()) {
        let place = place.index(record.len());
        if record.is_char_boundary(place) {
            prop_assert_eq!(wholes(&record[..place]), Vec::<String>::new());
        }
    }

    /// Whatever the bytes are, the pieces are in order and hold everything but white space.
    #[test]
    fn nothing_is_lost_or_given_twice(line in "[{}\\[\\]\":,a1\\\\ \0]{0,60}") {
        let mut end = 0;
        let mut between = String::new();
        for piece in all(line.as_bytes(), &has_id) {
            prop_assert!(piece.at >= end && !piece.bytes.is_empty());
            between += &line[end..piece.at];
            end = piece.at + piece.bytes.len();
        }
        between += &line[end..];
        prop_assert_eq!(between.trim(), "");
    }
}

/// Lines that a search which resets at every place would take hours for.
#[test]
fn hostile_lines_cost_what_their_length_allows() {
    const LENGTH: usize = 512 << 10;
    let units = [
        "{\"a\":",
        "{",
        "[",
        "{\"",
        "{\"a\":[",
        "{\"a\":1}",
        "{\"id\":1}",
        "{\"a\" x",
        "\\",
        "\"",
        "{ ",
        "{\"{",
        "x{\"id\":1,\"t\":\"",
        "\0",
        "{\"a\":1},",
        "x{\"id\":1}\0",
        "{\"a\":{\"id\":1}x",
    ];
    for unit in units {
        for front in ["", "x", "{\"a\":\"", "{\"a\":"] {
            let line = [front, &unit.repeat(LENGTH / unit.len())].concat();
            let started = std::time::Instant::now();
            let count = all(line.as_bytes(), &|object| memmem::find(object, b"\"id\":").is_some()).count();
            let took = started.elapsed();
            assert!(took.as_secs() < 5, "{front} and {unit}: {count} pieces took {took:?}");
        }
    }
}
