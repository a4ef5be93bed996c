//! Calls in the order in which they were recorded.

use scopeon_core::pricing::PriceBook;
use scopeon_store::{CallCursor, Reader, RecordedCall, Store};

use crate::build::*;

fn since(reader: &Reader, cursor: CallCursor) -> Vec<RecordedCall> {
    reader.calls_since(cursor, &PriceBook::builtin()).unwrap()
}

fn sessions(calls: &[RecordedCall]) -> Vec<(&str, Option<&str>)> {
    calls.iter().map(|call| (call.session.as_str(), call.sub_agent.as_deref())).collect()
}

fn one_by_one(store: &mut Store) {
    let mut early = call("c1", "2026-03-02T10:00:00Z", "s1", usage(600_000, 20_000));
    early.attribution.project = Some(label("/home/dev/shop"));
    write(store, vec![main_session("s1").into_event(), sub_agent("a1", "s1").into_event()]);
    write(store, vec![early.into_event()]);
    // Recorded later, made earlier.
    write(store, vec![call("c2", "2026-03-01T10:00:00Z", "a1", usage(1_000_000, 0)).into_event()]);
}

#[test]
fn they_come_in_the_order_of_recording_with_all_that_is_said_of_them() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    one_by_one(&mut store);
    let reader = read(&path);
    let calls = since(&reader, CallCursor::START);
    assert_eq!(calls.iter().map(|call| call.id).collect::<Vec<_>>(), [call_id("c1"), call_id("c2")]);
    assert_eq!(sessions(&calls), [("s1", None), ("s1", Some("a1"))]);
    let first = &calls[0];
    assert_eq!((first.agent.as_str(), first.model.as_str()), (AGENT, OPUS));
    assert_eq!((first.project.as_deref(), first.branch.as_deref()), (Some("/home/dev/shop"), None));
    assert_eq!((first.usage, first.context), (usage(600_000, 20_000), Some(600_000)));
    assert_eq!((first.cost_usd.unwrap().to_string().as_str(), first.is_floor), ("10.50", false));
    assert_eq!(first.reported_usd, None);
    assert_eq!(since(&reader, first.cursor), calls[1..]);
    assert_eq!(since(&reader, calls[1].cursor), []);
    assert_eq!(reader.last_call().unwrap(), calls[1].cursor);
    assert_eq!(since(&reader, calls[1].cursor.back(1)), calls[1..]);
    assert_eq!(since(&reader, calls[1].cursor.back(9)), calls);
}

#[test]
fn a_call_that_grows_stays_where_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    one_by_one(&mut store);
    let reader = read(&path);
    let (before, version) = (since(&reader, CallCursor::START), reader.db_version().unwrap());
    assert_eq!(reader.db_version().unwrap(), version, "nobody wrote");
    write(&mut store, vec![call("c1", "2026-03-02T10:00:00Z", "s1", usage(600_000, 40_000)).into_event()]);
    assert_ne!(reader.db_version().unwrap(), version);
    let after = since(&reader, CallCursor::START);
    assert_eq!((after.len(), after[0].cursor, after[0].id), (2, before[0].cursor, before[0].id));
    assert_eq!((before[0].usage.output, after[0].usage.output), (20_000, 40_000));
    assert_eq!(since(&reader, before[1].cursor), [], "it is not new");
}

#[test]
fn a_request_is_bounded_and_the_next_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let many =
        (0..2_500).map(|n| call(&format!("c{n}"), "2026-03-01T10:00:00Z", "s1", usage(1, n)).into_event());
    write(&mut open(&path), many.collect());
    let (reader, mut cursor, mut sizes, mut outputs) =
        (read(&path), CallCursor::START, Vec::new(), Vec::new());
    loop {
        let calls = since(&reader, cursor);
        let Some(last) = calls.last() else { break };
        cursor = CallCursor::from_number(last.cursor.number());
        sizes.push(calls.len());
        outputs.extend(calls.iter().map(|call| call.usage.output));
    }
    assert_eq!(sizes, [1024, 1024, 452]);
    assert_eq!(outputs, (0..2_500).collect::<Vec<_>>());
    assert_eq!(serde_json::to_string(&cursor).unwrap(), cursor.number().to_string());
}
