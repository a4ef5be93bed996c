//! Plain mistakes, each in a provider that is right but for it, and the law that catches it.

use std::borrow::Cow;
use std::fs;
use std::io::Read;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use scopeon_core::event::{Attribution, Call, Event, SessionFacts, SessionKind, Turn, UsageSample};
use scopeon_core::id::{CallId, Identity, IdentityBuilder, SessionId};
use scopeon_core::label::Label;
use scopeon_core::provider::{
    Coverage, EntryKind, Input, Issue, IssueKind, Line, Lines, Position, Provider, ProviderInfo, ReadError,
    ReaderState, SearchRoots, Sink, Source, SourceKind, StateValue, Visit,
};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use scopeon_providers::testkit::{Case, Law, Truth, Violation};
use serde::Deserialize;
use tempfile::TempDir;

/// What one provider does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mistake {
    Nothing,
    /// The session is taken for the response's id.
    IdentitiesCollapse,
    /// Every response is one of its own, so that a copy counts again.
    CopiesCountAgain,
    /// A total so far is given as if it were what one response took.
    TotalsAreCalls,
    /// A document's total is given as the difference to what is remembered, which of a document is nothing.
    DifferencesOfDocuments,
    /// Cached tokens count twice: the prompt holds them already.
    CachedCountTwice,
    SecondsAsMilliseconds,
    MillisecondsAsSeconds,
    /// The zone of an instant is not looked at.
    LocalTimeAsUtc,
    /// A response is given when the next one comes.
    LastCallIsDropped,
    /// Every second response is taken for a copy of the first.
    HalfIsDropped,
    LineNumberAsIdentity,
    OffsetAsIdentity,
    PathAsIdentity,
    /// What a header says is kept in the provider and not in the carry.
    HeaderInProvider,
    /// The last session of one file goes on in the next one.
    SessionGoesOn,
    /// The process numbers the responses.
    ProcessNumbers,
    /// What the process saw once is not given again.
    ProcessRemembers,
    MarkBeforeFacts,
    /// What is remembered is marked before the line that it was learned of.
    CarryBehindMark,
    NeverMarks,
    MarksAtTheEnd,
    /// The beginning of the prompt is the session's name.
    PromptAsName,
    /// A word of the prompt is an issue's name.
    PromptAsIssue,
}

/// Numbers and memories that outlive a provider.
static NUMBER: AtomicU64 = AtomicU64::new(0);
static SEEN: Mutex<Vec<Identity>> = Mutex::new(Vec::new());

const SESSION: u8 = 1;
const INPUT: u8 = 2;
const OUTPUT: u8 = 3;
const ABOUT: ProviderInfo = ProviderInfo::new("acme", "Acme", Coverage::PerCall);

struct Acme {
    mistake: Mistake,
    session: Mutex<Option<String>>,
    held: Mutex<Option<Event>>,
}

/// A line of `*.jsonl`: a header that names the session, or a response with the session's totals so far.
#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    session: Option<Cow<'a, str>>,
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    prompt: Option<Cow<'a, str>>,
    #[serde(default)]
    time: f64,
    #[serde(borrow)]
    at: Option<Cow<'a, str>>,
    #[serde(default)]
    input_so_far: u64,
    #[serde(default)]
    output_so_far: u64,
}

/// A `*.json`: one session and its totals.
#[derive(Deserialize)]
struct Thread<'a> {
    #[serde(borrow)]
    session: Cow<'a, str>,
    at: Cow<'a, str>,
    usage: ThreadUsage,
}

#[derive(Deserialize)]
struct ThreadUsage {
    input: u64,
    cached: u64,
    output: u64,
}

fn key(kind: &str) -> IdentityBuilder {
    Identity::builder(kind).text(ABOUT.id)
}

fn session_of(name: &str) -> SessionId {
    key("session").text(name).finish().into()
}

impl Acme {
    fn new(mistake: Mistake) -> Self {
        Self { mistake, session: Mutex::new(None), held: Mutex::new(None) }
    }

    fn makes(&self, mistake: Mistake) -> bool {
        self.mistake == mistake
    }

    fn lines(
        &self,
        lines: &mut dyn Lines,
        carry: &mut ReaderState,
        out: &mut dyn Sink,
    ) -> Result<(), ReadError> {
        let source = lines.source().clone();
        if !self.makes(Mistake::SessionGoesOn) && !self.makes(Mistake::HeaderInProvider) {
            *self.session.lock().unwrap() = None;
        }
        let mut last = None;
        while let Some(line) = lines.next()? {
            let before = carry.clone();
            let facts = self.record(&source, &line, carry, out);
            match self.mistake {
                Mistake::MarkBeforeFacts => {
                    stop(out.checkpoint(line.end, carry).is_err())?;
                    give(facts, out);
                }
                Mistake::NeverMarks => give(facts, out),
                Mistake::MarksAtTheEnd => {
                    give(facts, out);
                    last = Some(line.end);
                }
                Mistake::CarryBehindMark => out.record(facts, line.end, &before)?,
                _ => out.record(facts, line.end, carry)?,
            }
        }
        last.map_or(Ok(()), |end| stop(out.checkpoint(end, carry).is_err()))
    }

    fn record(
        &self,
        source: &Source,
        line: &Line<'_>,
        carry: &mut ReaderState,
        out: &mut dyn Sink,
    ) -> Vec<Event> {
        let Ok(record) = serde_json::from_slice::<Record<'_>>(line.bytes) else {
            out.issue(Issue::new(IssueKind::Malformed, line.place));
            return Vec::new();
        };
        if let (Some(name), None) = (&record.session, &record.id) {
            carry.set(SESSION, StateValue::Label(Label::new(name).unwrap()));
            carry.remove(INPUT);
            carry.remove(OUTPUT);
            *self.session.lock().unwrap() = Some(name.clone().into_owned());
            return Vec::new();
        }
        let (Some(id), Some(at)) = (&record.id, self.time(&record)) else { return Vec::new() };
        let Some(session) = self.session(carry) else { return Vec::new() };
        let mut facts = vec![self.session_facts(&session, &record, at)];
        if let (Mistake::PromptAsIssue, Some(prompt)) = (self.mistake, &record.prompt) {
            let word = prompt.split(' ').nth(1).and_then(Label::new);
            out.issue(Issue::named(IssueKind::UnknownType, line.place, word));
        }
        let usage = self.took(&record, carry);
        let call = self.call_id(id, &session, source, line.place);
        let reading = UsageSample::new(Label::new("acme-1").unwrap(), usage);
        let call = Call::new(call, at, reading, Attribution::new(session_of(&session)));
        facts.extend(self.given(Event::from(call), id));
        facts.push(Event::Turn(Turn::new(
            key("turn").text(id).finish().into(),
            at,
            Attribution::new(session_of(&session)),
        )));
        facts
    }

    /// What of a call is given now.
    fn given(&self, call: Event, id: &str) -> Option<Event> {
        match self.mistake {
            Mistake::LastCallIsDropped => self.held.lock().unwrap().replace(call),
            Mistake::HalfIsDropped => id.ends_with(['0', '2', '4', '6', '8']).then_some(call),
            Mistake::ProcessRemembers => {
                let Event::Call(known) = &call else { return None };
                let mut seen = SEEN.lock().unwrap();
                let is_new = !seen.contains(&known.id.0);
                seen.push(known.id.0);
                is_new.then_some(call)
            }
            _ => Some(call),
        }
    }

    fn session(&self, carry: &ReaderState) -> Option<String> {
        if self.makes(Mistake::HeaderInProvider) || self.makes(Mistake::SessionGoesOn) {
            return self.session.lock().unwrap().clone();
        }
        carry.label(SESSION).map(ToString::to_string)
    }

    fn session_facts(&self, session: &str, record: &Record<'_>, at: Timestamp) -> Event {
        let beginning: String = record.prompt.iter().flat_map(|prompt| prompt.chars()).take(40).collect();
        let name = if self.makes(Mistake::PromptAsName) { &beginning } else { session };
        let mut facts = SessionFacts::new(session_of(session), Label::new(name).unwrap(), SessionKind::Main);
        facts.span = (Some(at), Some(at));
        Event::from(facts)
    }

    fn call_id(&self, id: &str, session: &str, source: &Source, place: Position) -> CallId {
        let path = source.full_path();
        let builder = key("call");
        let named = match self.mistake {
            Mistake::IdentitiesCollapse => builder.text(session),
            Mistake::CopiesCountAgain => {
                let file = path.file_name().unwrap().to_string_lossy();
                builder.text(&file).text(id)
            }
            Mistake::LineNumberAsIdentity => builder.text(session).number(place.line),
            Mistake::OffsetAsIdentity => builder.text(session).number(place.offset),
            Mistake::PathAsIdentity => builder.text(&path.to_string_lossy()).text(id),
            Mistake::ProcessNumbers => builder.number(NUMBER.fetch_add(1, Ordering::Relaxed)),
            _ => builder.text(id),
        };
        named.finish().into()
    }

    fn time(&self, record: &Record<'_>) -> Option<Timestamp> {
        #[expect(clippy::cast_possible_truncation, reason = "the logs of the test are small")]
        let seconds = record.time as i64;
        match self.mistake {
            Mistake::SecondsAsMilliseconds => Timestamp::from_millis(seconds),
            Mistake::MillisecondsAsSeconds => Timestamp::from_millis(seconds * 20_000),
            Mistake::LocalTimeAsUtc => Timestamp::parse(&record.at.as_ref()?.replace("+05:30", "Z")),
            _ => Timestamp::parse(record.at.as_ref()?),
        }
    }

    /// What a response took: the difference between two totals of its session.
    fn took(&self, record: &Record<'_>, carry: &mut ReaderState) -> Usage {
        let totals = [(INPUT, record.input_so_far), (OUTPUT, record.output_so_far)];
        let [input, output] = totals.map(|(key, total)| {
            let known = carry.number(key).and_then(|known| u64::try_from(known).ok()).unwrap_or(0);
            carry.set(key, StateValue::Number(i64::try_from(total).unwrap()));
            if self.makes(Mistake::TotalsAreCalls) {
                total
            } else {
                total.checked_sub(known).unwrap_or(total)
            }
        });
        Usage { input, output, ..Usage::default() }
    }

    fn document(
        &self,
        document: &mut dyn Read,
        carry: &ReaderState,
        out: &mut dyn Sink,
    ) -> Result<(), ReadError> {
        let mut bytes = Vec::new();
        document.read_to_end(&mut bytes)?;
        let end = Position { offset: bytes.len() as u64, line: 0 };
        let Ok(thread) = serde_json::from_slice::<Thread<'_>>(&bytes) else {
            out.issue(Issue::new(IssueKind::Malformed, Position::default()));
            return out.record(Vec::new(), end, carry);
        };
        let Some(at) = Timestamp::parse(&thread.at) else { return out.record(Vec::new(), end, carry) };
        let used = thread.usage;
        let uncached = if self.makes(Mistake::CachedCountTwice) {
            used.input
        } else {
            used.input.saturating_sub(used.cached)
        };
        let usage =
            Usage { input: uncached, cache_read: used.cached, output: used.output, ..Usage::default() };
        let reading = UsageSample::new(Label::new("acme-1").unwrap(), usage);
        let id = key("total").text(&thread.session);
        // With the difference as its number, each writing of the document is a response of its own.
        let is_difference = self.makes(Mistake::DifferencesOfDocuments);
        let id = if is_difference { id.number(used.output) } else { id };
        let call = Call::new(id.finish().into(), at, reading, Attribution::new(session_of(&thread.session)));
        let facts = if is_difference { Event::from(call) } else { Event::Residual(Box::new(call)) };
        out.record(vec![facts], end, carry)
    }
}

/// Gives facts without a mark behind them.
fn give(facts: Vec<Event>, out: &mut dyn Sink) {
    for fact in facts {
        let _ = out.event(fact);
    }
}

fn stop(is_break: bool) -> Result<(), ReadError> {
    if is_break { Err(ReadError::Stopped) } else { Ok(()) }
}

impl Provider for Acme {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        for root in roots.explicit {
            roots.tree.walk(root, &mut |entry| {
                let extension = entry.path.extension().and_then(|extension| extension.to_str());
                let shape = match extension {
                    Some("jsonl") => Some(SourceKind::Lines),
                    Some("json") => Some(SourceKind::Document),
                    _ => None,
                };
                if let Some(shape) = shape.filter(|_| entry.kind == EntryKind::File) {
                    found(Source::new(shape, entry.root, entry.path));
                }
                Visit::Enter
            });
        }
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) => self.lines(lines, carry, out),
            Input::Document(_, document) => self.document(document, carry, out),
            _ => Ok(()),
        }
    }
}

/// Two logs of six responses each at the end of a day, in a zone of five and a half hours, a copy of one of them, and a
/// document.
fn tree() -> TempDir {
    let tree = tempfile::tempdir().unwrap();
    for session in ["one", "two"] {
        let mut log = format!("{{\"session\":\"{session}\"}}\n");
        for n in 1..=6 {
            let (hour, time) = (2 + n, 1_790_000_000 + n);
            let at = format!("2026-09-22T{hour:02}:00:00+05:30");
            let (input, output) = (n * 100, n * 10);
            let line = format!(
                "{{\"id\":\"{session}-{n}\",\"prompt\":\"What is it that this does not say?\",\"time\":{time},\
                 \"at\":\"{at}\",\"input_so_far\":{input},\"output_so_far\":{output}}}\n"
            );
            log.push_str(&line);
        }
        fs::write(tree.path().join(format!("{session}.jsonl")), &log).unwrap();
        if session == "one" {
            fs::write(tree.path().join("copy.jsonl"), &log).unwrap();
        }
    }
    // What no header names is nobody's.
    let nobodys =
        "{\"id\":\"three-1\",\"at\":\"2026-09-22T10:00:00Z\",\"input_so_far\":1,\"output_so_far\":1}\n";
    fs::write(tree.path().join("three.jsonl"), nobodys).unwrap();
    let document = "{\"session\":\"three\",\"at\":\"2026-09-22T10:00:00Z\",\"title\":\"a text with spaces\",\
                    \"usage\":{\"input\":500,\"cached\":400,\"output\":50}}";
    fs::write(tree.path().join("thread.json"), document).unwrap();
    tree
}

/// In UTC, the first three responses of each log were on the day before.
fn truth() -> Truth {
    let usage = Usage { input: 1300, cache_read: 400, output: 170, ..Usage::default() };
    Truth::new(13, usage).day("2026-09-21", 6, 660).day("2026-09-22", 7, 1210).sessions(2).turns(12)
}

fn case(tree: &TempDir, mistake: Mistake) -> Case<'_> {
    Case::root(move || Box::new(Acme::new(mistake)), tree.path()).truth(truth())
}

#[test]
fn without_a_mistake_every_law_holds() {
    let tree = tree();
    case(&tree, Mistake::Nothing).check().unwrap();
}

#[test]
fn every_mistake_is_caught_by_its_law() {
    let tree = tree();
    for (mistake, law) in [
        (Mistake::IdentitiesCollapse, Law::TrueFigures),
        (Mistake::CopiesCountAgain, Law::TrueFigures),
        (Mistake::TotalsAreCalls, Law::TrueFigures),
        (Mistake::CachedCountTwice, Law::TrueFigures),
        (Mistake::LocalTimeAsUtc, Law::TrueFigures),
        (Mistake::LastCallIsDropped, Law::TrueFigures),
        (Mistake::HalfIsDropped, Law::TrueFigures),
        (Mistake::SecondsAsMilliseconds, Law::PlausibleTime),
        (Mistake::MillisecondsAsSeconds, Law::PlausibleTime),
        (Mistake::PromptAsName, Law::NothingLeaks),
        (Mistake::PromptAsIssue, Law::NothingLeaks),
        (Mistake::HeaderInProvider, Law::ResumedIsWhole),
        (Mistake::CarryBehindMark, Law::ResumedIsWhole),
        (Mistake::DifferencesOfDocuments, Law::Grows),
        (Mistake::MarkBeforeFacts, Law::KilledAnywhere),
        (Mistake::NeverMarks, Law::Marks),
        (Mistake::MarksAtTheEnd, Law::Marks),
        (Mistake::ProcessNumbers, Law::TwiceIsOnce),
        (Mistake::SessionGoesOn, Law::AnyOrder),
        (Mistake::LineNumberAsIdentity, Law::Moved),
        (Mistake::OffsetAsIdentity, Law::Moved),
        (Mistake::PathAsIdentity, Law::Moved),
        (Mistake::ProcessRemembers, Law::FirstIsLast),
    ] {
        let ended = case(&tree, mistake).check_law(law);
        let is_caught = matches!(&ended, Err(Violation::Broken { law: broken, .. }) if *broken == law);
        assert!(is_caught, "{mistake:?}: {ended:?}");
        assert!(case(&tree, mistake).check().is_err(), "{mistake:?} is caught whatever is tried first");
    }
}
