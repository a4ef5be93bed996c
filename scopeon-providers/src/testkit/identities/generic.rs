//! OpenAI-compatible logs: of proxies, gateways and own programs.

use scopeon_core::provider::SourceKind;
use serde_json::{Value, json};

use super::book::{Book, DAY, Took};
use super::desk::{put, stamp};
use super::names::Name;
use super::{Drawn, Log};

/// Draws one home.
#[must_use]
pub fn generic(seed: u64) -> Drawn {
    let mut book = Book::new(seed);
    let form = Form::draw(&mut book);
    let mut logs = Vec::new();
    for number in 0..=book.chance.below(3) {
        // Two gateways may run at the same time.
        book.clock = if book.yes(2) { 36_000_000 } else { book.clock };
        let records = log(&mut book, form, number);
        copies(&mut book, form, number, &records, &mut logs);
    }
    book.drawn(logs)
}

/// What is logged of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// A chat's completion.
    Chat,
    /// The records of a stream, each with the usage so far.
    Chunks,
    /// A response of the Responses API.
    Response,
    /// A message as Anthropic's API gives it.
    Message,
    /// What a proxy logs beside a response.
    Payload,
    /// An object with a usage, and nothing that tells what it is.
    Plain,
}

/// What a log says of times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// The second in which the service made the response.
    Created,
    /// That, and when it was logged.
    Both,
    /// When it was logged.
    Logged,
    Nothing,
}

/// How one home's logs are written.
#[derive(Clone, Copy, Debug)]
struct Form {
    what: What,
    when: When,
    is_wrapped: bool,
}

impl Form {
    fn draw(book: &mut Book) -> Self {
        const WHATS: [What; 6] =
            [What::Chat, What::Chunks, What::Response, What::Message, What::Payload, What::Plain];
        const WHENS: [When; 4] = [When::Created, When::Both, When::Logged, When::Nothing];
        let (mut what, mut when) = (WHATS[book.chance.below(6)], WHENS[book.chance.below(4)]);
        if what == What::Chunks && book.names.are_missing() {
            // Records of one stream share nothing then.
            what = What::Chat;
        }
        if matches!(what, What::Message | What::Payload) && matches!(when, When::Created | When::Both) {
            when = When::Logged;
        }
        let form = Self { what, when, is_wrapped: book.yes(3) };
        let told = match what {
            What::Chat => "completions",
            What::Chunks => "chunks",
            What::Response => "responses",
            What::Message => "messages",
            What::Payload => "payloads",
            What::Plain => "plain",
        };
        book.form(told);
        book.form(match when {
            When::Created => "created",
            When::Both => "created and logged",
            When::Logged => "logged",
            When::Nothing => "no times",
        });
        form
    }

    fn is_dated(self) -> bool {
        matches!(self.when, When::Created | When::Both)
    }
}

/// One response's records.
type Records = Vec<Value>;

/// Writes the responses of one gateway.
fn log(book: &mut Book, form: Form, number: usize) -> Vec<Records> {
    let (mut all, mut count, mut size) = (Vec::new(), 0, 0);
    for place in 0..2 + book.chance.below(6) {
        count += 1;
        if book.yes(6) {
            // The server was started again and counts again.
            book.form("restart");
            count = 1;
        }
        // The same may be asked again.
        size = if size == 0 || book.yes(2) { 1000 + 50 * book.chance.below(4) as u64 } else { size };
        // A log that begins as another does may be its copy.
        let size = if place == 0 { 5000 + number as u64 } else { size };
        all.push(response(book, form, number, (count, size)));
    }
    if form.what == What::Chunks && book.yes(2) {
        interleave(book, &mut all);
    }
    all
}

fn response(book: &mut Book, form: Form, log: usize, (number, size): (u64, u64)) -> Records {
    let at = book.later();
    let name = book.names.response(&mut book.chance, number, at - DAY, "glm-4.7");
    let took = took(book, form, log, (&name, at, size));
    let mut records = if form.what == What::Chunks {
        chunks(book, form, &name, at, took)
    } else {
        vec![record(form, &name, (at, at), took)]
    };
    book.count(took);
    // A proxy may log a response when it comes and when it is done. Of one without a name nobody knows.
    if book.yes(5) && !book.names.are_missing() {
        book.form("logged twice");
        let last = records.last().cloned();
        records.extend(last);
    }
    records
}

/// What a response took: where all that a log says of two would be alike it is another output or another prompt.
fn took(book: &mut Book, form: Form, log: usize, (name, at, mut size): (&Name, u64, u64)) -> Took {
    let mut output = 30 + book.chance.below(6) as u64;
    let when = match form.when {
        When::Created | When::Both => at / 1000,
        // What looks unique is one however often it is logged.
        When::Logged if !book.names.look_unique() && form.what != What::Chunks => at,
        _ => 0,
    };
    loop {
        // What does not say that it is whole may be a part.
        let shown = if matches!(form.what, What::Plain | What::Chunks) { 0 } else { output };
        let is_known = !matches!(name, Name::Is(name) if !name.is_empty()) || book.names.are_unique();
        // What looks unique and is dated the same in two logs is one.
        let elsewhere = |other| other != log && book.is_known(&format!("{name:?} {when} {size} in {other}"));
        let is_elsewhere = book.names.look_unique() && (0..4).any(elsewhere);
        if is_known || !is_elsewhere && book.is_new(format!("{name:?} {when} {size} {shown}")) {
            book.is_new(format!("{name:?} {when} {size} in {log}"));
            break;
        }
        if is_elsewhere {
            size += 1;
            continue;
        }
        (output, size) = if shown > 0 { (output + 1, size) } else { (output, size + 1) };
    }
    let cached = if form.what == What::Plain { 0 } else { size / 4 };
    Took { input: size - cached, cached, output }
}

/// A stream: its usage grows, or is stated once. Whether one was cut does not show.
fn chunks(book: &mut Book, form: Form, name: &Name, at: u64, took: Took) -> Records {
    let count = 1 + book.chance.below(4) as u64;
    let mut records = Vec::new();
    for number in 1..=count {
        let logged = if number == 1 { at } else { book.later() };
        let output = if number == count { took.output } else { number };
        records.push(record(form, name, (at, logged), Took { output, ..took }));
    }
    records
}

fn record(form: Form, name: &Name, (at, logged): (u64, u64), took: Took) -> Value {
    let mut inner = match form.what {
        What::Chat => json!({ "object": "chat.completion", "usage": usage(took) }),
        What::Chunks => json!({ "object": "chat.completion.chunk", "usage": usage(took) }),
        What::Plain => json!({ "usage": usage(took) }),
        What::Response => json!({ "object": "response", "status": "completed", "usage": {
            "input_tokens": took.input + took.cached, "output_tokens": took.output,
            "input_tokens_details": { "cached_tokens": took.cached },
        } }),
        What::Message => json!({ "type": "message", "stop_reason": "end_turn", "usage": {
            "input_tokens": took.input, "cache_read_input_tokens": took.cached, "output_tokens": took.output,
        } }),
        What::Payload => json!({
            "call_type": "acompletion", "prompt_tokens": took.input + took.cached, "completion_tokens": took.output,
            "metadata": { "usage_object": usage(took) },
        }),
    };
    inner["model"] = "glm-4.7".into();
    put(&mut inner, "id", name);
    if form.is_dated() {
        let key = if form.what == What::Response { "created_at" } else { "created" };
        inner[key] = (at / 1000).into();
    }
    let says_when = matches!(form.when, When::Both | When::Logged);
    if form.what == What::Payload {
        if says_when {
            #[expect(clippy::cast_precision_loss, reason = "a float holds the milliseconds of any date")]
            let seconds = logged as f64 / 1000.0;
            inner["startTime"] = seconds.into();
        }
        return inner;
    }
    if form.is_wrapped {
        inner = json!({ "response": { "body": inner } });
    }
    if says_when {
        inner["timestamp"] = stamp(logged - DAY).into();
    }
    inner
}

fn usage(took: Took) -> Value {
    json!({
        "prompt_tokens": took.input + took.cached, "completion_tokens": took.output,
        "prompt_tokens_details": { "cached_tokens": took.cached },
    })
}

/// Two streams at once, where their prompts tell them apart.
fn interleave(book: &mut Book, all: &mut Vec<Records>) {
    let size = |records: &Records| records.first().map(|record| prompt(record).clone());
    let Some(place) = (1..all.len()).find(|place| size(&all[place - 1]) != size(&all[*place])) else {
        return;
    };
    book.form("streams at once");
    let (second, first) = (all.remove(place), all.remove(place - 1));
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    let mut mixed = Vec::new();
    loop {
        let pair = [first.next(), second.next()];
        if pair.iter().all(Option::is_none) {
            break;
        }
        mixed.extend(pair.into_iter().flatten());
    }
    all.insert(place - 1, mixed);
}

fn prompt(record: &Value) -> &Value {
    let inner = record.pointer("/response/body").unwrap_or(record);
    &inner["usage"]["prompt_tokens"]
}

/// Returns `true` if two records are of one second and one prompt: their order tells them apart.
fn is_alike(one: &Value, other: &Value) -> bool {
    let created = |record: &Value| {
        let inner = record.pointer("/response/body").unwrap_or(record);
        [inner["created"].clone(), inner["created_at"].clone(), inner["usage"]["input_tokens"].clone()]
    };
    created(one) == created(other) && prompt(one) == prompt(other)
}

/// Writes a log's file, and what was made of it: a copy, the log before it grew, its end, a list.
fn copies(book: &mut Book, form: Form, number: usize, all: &[Records], logs: &mut Vec<Log>) {
    let lines = |part: &[Records]| part.iter().flatten().cloned().collect::<Vec<_>>();
    let path = |name: &str| format!("gateway-{number}{name}");
    logs.push(Log::of_lines(path(".jsonl"), &lines(all)));
    if !book.yes(2) {
        return;
    }
    let cut = book.chance.below(all.len()) + 1;
    // A log without its front keeps what does not stand on its place.
    let has_keys = form.when != When::Nothing && !book.names.are_missing();
    let (before, behind) = all.split_at(all.len() - cut);
    let is_apart =
        !before.iter().flatten().any(|one| behind.iter().flatten().any(|other| is_alike(one, other)));
    let is_whole = form.is_dated() && is_apart || !book.names.look_unique() || book.names.are_unique();
    match book.chance.below(4) {
        0 => {
            book.form("copy");
            logs.push(Log::of_lines(path(".copy.jsonl"), &lines(all)));
        }
        1 => {
            book.form("copy of its beginning");
            logs.push(Log::of_lines(path(".1.jsonl"), &lines(&all[..cut])));
        }
        2 if has_keys && is_whole => {
            book.form("copy of its end");
            logs.push(Log::of_lines(path(".end.jsonl"), &lines(behind)));
        }
        _ => {
            book.form("list");
            let list = Value::from(lines(all)).to_string().into_bytes();
            logs.push(Log::of_whole(path(".json"), SourceKind::Document, list));
        }
    }
}
