//! Times that cannot be: each record that states one is noted once, at its place, and counts all the same.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::fmt::Write as _;

use scopeon_core::event::{Attribution, Call, Event, SessionFacts, SessionKind, UsageSample};
use scopeon_core::id::Identity;
use scopeon_core::label::Label;
use scopeon_core::provider::{
    Coverage, EntryKind, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink, Source,
    SourceKind, Visit,
};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use scopeon_providers::testkit::MemoryStore;
use scopeon_providers::{Now, Settings};

use crate::toy::run_with;

/// An agent that logs nothing but the milliseconds since 1970 of its responses.
struct Clock;

const ABOUT: ProviderInfo = ProviderInfo::new("clock", "Clock", Coverage::PerCall);

impl Provider for Clock {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        roots.tree.walk(roots.home.unwrap(), &mut |entry| {
            if entry.kind == EntryKind::File {
                found(Source::new(SourceKind::Lines, entry.root, entry.path));
            }
            Visit::Enter
        });
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Lines(lines) = input else { return Ok(()) };
        while let Some(line) = lines.next()? {
            let millis = str::from_utf8(line.bytes).unwrap().parse().unwrap();
            out.record(facts(Timestamp::from_millis(millis).unwrap()), line.end, carry)?;
        }
        Ok(())
    }
}

/// Two facts of one record, both of its time.
fn facts(at: Timestamp) -> Vec<Event> {
    let key = |kind: &str| Identity::builder(kind).text(&at.to_string()).finish();
    let session = key("session").into();
    let reading = UsageSample::new(Label::new("m").unwrap(), Usage { output: 1, ..Usage::default() });
    let mut about = SessionFacts::new(session, Label::new("s").unwrap(), SessionKind::Main);
    about.span = (Some(at), Some(at));
    let call = Call::new(key("call").into(), at, reading, Attribution::new(session));
    vec![Event::from(call), Event::from(about)]
}

/// The lines that are noted of a log of these instants, and how many calls count.
fn noted(now: Now, instants: &[i64]) -> (Vec<usize>, usize) {
    let home = tempfile::tempdir().unwrap();
    let log = instants.iter().fold(String::new(), |mut log, at| {
        writeln!(log, "{at}").unwrap();
        log
    });
    std::fs::write(home.path().join("log"), log).unwrap();
    let mut settings = Settings::default();
    settings.now = now;
    let mut ledger = MemoryStore::default();
    run_with(&Clock, home.path(), &settings, &mut ledger);
    // A second look finds nothing new to note.
    run_with(&Clock, home.path(), &settings, &mut ledger);
    let rest = ledger.dump_rest();
    let is_noted = |line: &usize| rest.contains(&format!("line: {line} }}, \"implausible_time\""));
    let lines: Vec<usize> = (1..=instants.len()).filter(is_noted).collect();
    assert_eq!(ledger.issues("implausible_time"), lines.len(), "once for each record: {rest}");
    (lines, ledger.calls().count())
}

#[test]
fn what_was_before_agents_or_is_yet_to_come_is_noted_once() {
    const FIRST: i64 = 1_577_836_800_000;
    const NOW: i64 = 1_790_000_000_000;
    const DAY: i64 = 86_400_000;
    let held = Now::Held(Timestamp::from_millis(NOW).unwrap());
    let told = Now::Told(|| Timestamp::from_millis(NOW).unwrap());
    let instants = [FIRST - 1, FIRST, NOW, NOW + DAY, NOW + DAY + 1, 0, 1_790_000, NOW + 1_000 * DAY];
    for (now, lines) in [
        (held, vec![1, 5, 6, 7, 8]),
        (told, vec![1, 5, 6, 7, 8]),
        // Where nobody knows what time it is, nothing is too late.
        (Now::Unknown, vec![1, 6, 7]),
    ] {
        assert_eq!(noted(now, &instants), (lines, instants.len()), "{now:?}");
    }
    assert_eq!(noted(held, &[FIRST, NOW]), (Vec::new(), 2));
}
