//! Facts and the mark behind them, taken together.

use scopeon_core::event::{Event, SessionFacts, SessionKind};
use scopeon_core::id::Identity;
use scopeon_core::label::Label;
use scopeon_core::provider::{Flow, Issue, Position, ReadError, ReaderState, Sink, StateValue, Stopped};

/// Writes down what it is given, and wants no more after some of it.
struct Taking {
    taken: Vec<String>,
    wanted: usize,
}

impl Taking {
    fn take(&mut self, what: String) -> Flow {
        self.taken.push(what);
        if self.taken.len() < self.wanted { Ok(()) } else { Err(Stopped) }
    }
}

impl Sink for Taking {
    fn event(&mut self, event: Event) -> Flow {
        let Event::Session(session) = event else { return Ok(()) };
        self.take(session.key.to_string())
    }

    fn issue(&mut self, _: Issue) {}

    fn checkpoint(&mut self, at: Position, carry: &ReaderState) -> Flow {
        self.take(format!("mark {} {:?}", at.offset, carry.number(1)))
    }
}

fn fact(name: &str) -> Event {
    let id = Identity::builder("session").text(name).finish().into();
    Event::from(SessionFacts::new(id, Label::new(name).expect("a name"), SessionKind::Main))
}

#[test]
fn a_mark_comes_behind_the_facts_and_never_without_them() {
    let mut carry = ReaderState::default();
    carry.set(1, StateValue::Number(7));
    for (wanted, taken, goes_on) in [
        (9, vec!["a", "b", "mark 5 Some(7)"], true),
        // Who wants no more has been given what came so far, and no mark that holds the rest.
        (3, vec!["a", "b", "mark 5 Some(7)"], false),
        (2, vec!["a", "b"], false),
        (1, vec!["a"], false),
    ] {
        let mut taking = Taking { taken: Vec::new(), wanted };
        let out: &mut dyn Sink = &mut taking;
        let ended = out.record(vec![fact("a"), fact("b")], Position { offset: 5, line: 2 }, &carry);
        let is_as_told = if goes_on { ended.is_ok() } else { matches!(ended, Err(ReadError::Stopped)) };
        assert!(is_as_told, "{wanted}: {ended:?}");
        assert_eq!(taking.taken, taken, "{wanted}");
    }
}

#[test]
fn a_record_that_says_nothing_is_marked() {
    let mut taking = Taking { taken: Vec::new(), wanted: 9 };
    taking
        .record(Vec::new(), Position { offset: 3, line: 1 }, &ReaderState::default())
        .expect("more is wanted");
    assert_eq!(taking.taken, ["mark 3 None"]);
}
