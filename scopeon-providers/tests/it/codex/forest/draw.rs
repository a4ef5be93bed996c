//! Draws a tree: what its threads used, and what their rollouts say of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::chance::Chance;
use super::reader::Row;
use super::thread::{Line, Sort, Thread, Tokens, plus, usage};

/// What versions write of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Era {
    /// A count; turns have no ids.
    Bare,
    /// A count, in a turn that has an id.
    Named,
    /// A record and a count.
    Recorded,
    /// As above, and then an older version goes on.
    Mixed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ids {
    /// UUIDs that tell the time.
    Timed,
    /// UUIDs that do not; a turn tells when it started.
    Random,
    /// Turns are numbered in each thread.
    Plain,
}

/// What a child's rollout holds of its parent's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    Nothing,
    Whole,
    /// Events alone.
    Events,
    /// Counts alone.
    Counts,
    /// The events of the last turn.
    LastTurn,
    /// A reference.
    Reference,
    /// Everything, and the ordinal behind it.
    Ordinals,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stamps {
    Original,
    Rewritten,
    Late,
    Stalled,
    /// With a record of an unknown type, far later.
    Noisy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind {
    pub(super) era: Era,
    pub(super) ids: Ids,
    pub(super) form: Form,
    pub(super) stamps: Stamps,
    pub(super) misses: bool,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gone = if self.misses { ", parents gone" } else { "" };
        let text = format!("{:?}, {:?}, {:?}, {:?}{gone}", self.era, self.ids, self.form, self.stamps);
        f.pad(&text)
    }
}

pub(super) struct Forest {
    pub(super) kind: Kind,
    pub(super) threads: Vec<Thread>,
}

const FIRST_MS: u64 = 1_780_000_000_000;

impl Forest {
    pub(super) fn draw(chance: &mut Chance) -> Self {
        use {Era as E, Form as F, Ids as I, Stamps as S};
        let kind = Kind {
            era: chance.one(&[E::Bare, E::Named, E::Recorded, E::Mixed]),
            ids: chance.one(&[I::Timed, I::Random, I::Plain]),
            form: chance.one(&[
                F::Nothing,
                F::Whole,
                F::Events,
                F::Counts,
                F::LastTurn,
                F::Reference,
                F::Ordinals,
            ]),
            stamps: chance.one(&[S::Original, S::Rewritten, S::Late, S::Stalled, S::Noisy]),
            misses: chance.once_in(3),
        };
        let mut painter = Painter { kind, chance, now: FIRST_MS, response: 0 };
        let roots = painter.chance.between(1, 2);
        let children = painter.chance.between(1, 4);
        let mut threads: Vec<Thread> = (0..roots).map(|_| painter.root()).collect();
        for _ in 0..children {
            let parent = usize::try_from(painter.chance.below(threads.len() as u64)).expect("a place");
            if threads[parent].depth < 3 {
                let child = painter.child(&threads[parent]);
                threads.push(child);
            }
        }
        if kind.misses {
            let gone = usize::try_from(painter.chance.below(threads.len() as u64)).expect("a place");
            threads[gone].is_kept = false;
            threads[0].is_kept &= painter.chance.once_in(2);
        }
        Self { kind, threads }
    }

    /// What the threads that are there used themselves.
    pub(super) fn truth(&self) -> BTreeMap<Row, u64> {
        let mut rows = BTreeMap::new();
        for thread in self.threads.iter().filter(|thread| thread.is_kept) {
            for used in &thread.responses {
                *rows.entry((thread.id.clone(), Some(*used))).or_default() += 1;
            }
            if thread.unknown > 0 {
                *rows.entry((thread.id.clone(), None)).or_default() += thread.unknown;
            }
        }
        rows
    }

    pub(super) fn hide_descent(&mut self) {
        for thread in self.threads.iter_mut().filter(|thread| thread.is_child) {
            let own = thread.lines[0].clone();
            thread.lines.retain(|line| line.sort != Sort::Meta);
            let body = format!(r#""type":"session_meta","payload":{{"id":"{}"}}"#, thread.id);
            thread.lines.insert(0, Line { body, ..own });
        }
    }

    pub(super) fn lose_a_response(&mut self) {
        if let Some(thread) = self.threads.iter_mut().find(|thread| thread.is_kept) {
            thread.lines.retain(|line| line.states != Some(0));
        }
    }

    pub(super) fn repeat_a_response(&mut self) {
        for thread in self.threads.iter_mut().filter(|thread| thread.is_kept) {
            thread.responses.pop();
        }
    }

    pub(super) fn hide_interruptions(&mut self) {
        self.threads.iter_mut().for_each(|thread| thread.unknown = 0);
    }
}

/// How a turn ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Done,
    /// Stopped while the model was asked.
    Asked,
    /// Stopped while a tool ran.
    InTool,
    /// Killed while the model was asked, and gone on with.
    Killed,
}

struct Painter<'a> {
    kind: Kind,
    chance: &'a mut Chance,
    now: u64,
    response: u64,
}

impl Painter<'_> {
    fn named(&self) -> bool {
        self.kind.era != Era::Bare
    }

    /// Nothing in an id tells when its turn was.
    fn is_weak(&self) -> bool {
        !self.named() || self.kind.ids != Ids::Timed
    }

    fn uuid(&mut self, is_timed: bool) -> String {
        let (high, low) = (self.chance.next(), self.chance.next());
        let time = if is_timed { self.now } else { high >> 16 };
        let version = if is_timed { 7 } else { 4 };
        format!(
            "{:08x}-{:04x}-{version}{:03x}-8{:03x}-{:012x}",
            time >> 16 & 0xffff_ffff,
            time & 0xffff,
            high & 0xfff,
            low & 0xfff,
            low >> 16
        )
    }

    fn thread(&mut self) -> Thread {
        self.now += self.chance.between(1000, 100_000);
        let is_timed = self.kind.ids == Ids::Timed;
        Thread {
            id: self.uuid(is_timed),
            lines: Vec::new(),
            responses: Vec::new(),
            unknown: 0,
            total: [0; 3],
            is_kept: true,
            is_child: false,
            has_ordinals: matches!(self.kind.form, Form::Reference | Form::Ordinals),
            first_ordinal: 0,
            now: self.now,
            turns: 0,
            depth: 0,
        }
    }

    fn root(&mut self) -> Thread {
        let mut thread = self.thread();
        self.meta(&mut thread, "");
        self.turns(&mut thread);
        thread
    }

    fn meta(&mut self, thread: &mut Thread, more: &str) {
        let in_pages = self.kind.form == Form::Counts && self.named() || thread.has_ordinals;
        let history = if in_pages && self.named() { r#","history_mode":"paginated""# } else { "" };
        let at = scopeon_core::time::Timestamp::from_millis(i64::try_from(thread.now).expect("an instant"))
            .expect("an instant");
        let payload = format!(
            r#"{{"id":"{}","timestamp":"{at}","cwd":"/home/dev/shop","cli_version":"0.150.0"{history}{more}}}"#,
            thread.id
        );
        thread.write(Sort::Meta, "session_meta", &payload);
    }

    fn child(&mut self, parent: &Thread) -> Thread {
        let mut thread = self.thread();
        (thread.is_child, thread.depth, thread.turns) = (true, parent.depth + 1, parent.turns);
        let works =
            self.kind.form == Form::Nothing || self.kind.form == Form::Ordinals || self.chance.once_in(2);
        let mut more = String::new();
        if works {
            push(
                &mut more,
                format_args!(
                    r#","source":{{"subagent":{{"thread_spawn":{{"parent_thread_id":"{}","depth":1}}}}}}"#,
                    parent.id
                ),
            );
        }
        if !works || (self.kind.form != Form::Nothing && self.chance.once_in(2)) {
            push(&mut more, format_args!(r#","forked_from_id":"{}""#, parent.id));
        }
        let copies = self.copies(parent, thread.depth);
        match self.kind.form {
            Form::Reference => {
                thread.first_ordinal = parent.first_ordinal + parent.lines.len() as u64;
                push(
                    &mut more,
                    format_args!(
                        r#","forked_from_ordinal_exclusive":{0},"history_base":{{"thread_id":"{1}","end_ordinal_exclusive":{0}}}"#,
                        thread.first_ordinal, parent.id
                    ),
                );
            }
            Form::Ordinals => {
                push(&mut more, format_args!(r#","subagent_history_start_ordinal":{}"#, copies.len() + 1));
            }
            _ => {}
        }
        self.meta(&mut thread, &more);
        self.stamp(&mut thread, copies);
        // What a total goes on from is only known where it is copied or referred to.
        let inherits = match self.kind.form {
            Form::Nothing => false,
            Form::Reference => true,
            _ => self.chance.once_in(2),
        };
        if inherits {
            thread.total = parent.total;
        }
        thread.now += if works { self.chance.between(5, 30) } else { self.chance.between(1000, 60_000) };
        if !self.chance.once_in(5) {
            self.turns(&mut thread);
        }
        self.now = self.now.max(thread.now);
        thread
    }

    fn copies(&mut self, parent: &Thread, depth: u32) -> Vec<Line> {
        let embeds = self.chance.once_in(2) || (self.is_weak() && depth > 1);
        let last = parent.lines.iter().rposition(|line| line.sort == Sort::Start).unwrap_or(0);
        let takes = |place: usize, line: &Line| match (self.kind.form, line.sort) {
            (Form::Nothing | Form::Reference, _) => false,
            (_, Sort::Meta) => embeds,
            (Form::Counts, sort) => sort == Sort::Count,
            // A record of the parent's names it.
            (Form::Whole | Form::Ordinals, _) => true,
            (Form::LastTurn, _) if place < last => false,
            (_, sort) => !matches!(sort, Sort::Record | Sort::Item | Sort::Context),
        };
        let lines = parent.lines.iter().enumerate();
        lines
            .filter(|(place, line)| takes(*place, line))
            .map(|(_, line)| Line { states: None, ..line.clone() })
            .collect()
    }

    fn stamp(&mut self, thread: &mut Thread, copies: Vec<Line>) {
        let stamps = self.kind.stamps;
        if stamps == Stamps::Late {
            thread.now += self.chance.between(300, 3000);
        }
        // Where neither ids nor the parent tell, a copy is known by coming sooner than an answer can; a part of the
        // parent may show again what the part that is missing stated.
        let is_cut = self.kind.form == Form::LastTurn;
        let is_strict = self.is_weak() && (self.kind.misses || thread.depth > 1 || is_cut);
        let stray = self.kind.form == Form::Counts && self.named();
        let mut was_counted = false;
        let mut shown = BTreeSet::new();
        for mut line in copies {
            was_counted &= line.sort != Sort::Start;
            let may_stall = stray || !is_strict || (was_counted && self.kind.form != Form::Counts);
            if stamps == Stamps::Stalled && may_stall && self.chance.once_in(4) {
                thread.now += self.chance.between(500, 5000);
            }
            if stamps == Stamps::Noisy && self.chance.once_in(6) && self.kind.form != Form::Ordinals {
                let at = thread.now + 9_000_000;
                let body = r#""type":"brand_new_type","payload":{"x":1}"#.to_owned();
                thread.lines.push(Line { at, sort: Sort::Other, body, states: None });
            }
            // What is only shown again decides nothing.
            was_counted |= line.sort == Sort::Count && shown.insert(line.body.clone());
            if stamps != Stamps::Original {
                thread.now += self.chance.below(6);
                line.at = thread.now;
            }
            thread.lines.push(line);
        }
    }

    fn turns(&mut self, thread: &mut Thread) {
        let turns = self.chance.between(1, 3);
        let older = if self.kind.era == Era::Mixed { self.chance.between(0, turns) } else { turns };
        let is_recorded = matches!(self.kind.era, Era::Recorded | Era::Mixed);
        let style = Style {
            states_total: self.chance.once_in(2),
            record_first: !self.chance.once_in(4),
            response: self.chance.below(4),
            is_fast: self.chance.once_in(2),
        };
        for turn in 0..turns {
            thread.now += self.chance.between(1000, 30_000) * u64::from(turn > 0);
            let end = self.end(thread, turn + 1 == turns);
            self.turn(thread, style, is_recorded && turn < older, end);
        }
        self.now = self.now.max(thread.now);
    }

    fn end(&mut self, thread: &Thread, is_last: bool) -> End {
        if !self.named() || !self.chance.once_in(5) {
            return End::Done;
        }
        let knows_kills = !is_last && (!thread.is_child || !self.is_weak());
        match self.chance.below(3) {
            0 => End::Asked,
            1 => End::InTool,
            _ if knows_kills => End::Killed,
            _ => End::Done,
        }
    }

    fn turn(&mut self, thread: &mut Thread, style: Style, is_recorded: bool, end: End) {
        thread.turns += 1;
        let name = match self.kind.ids {
            Ids::Timed => {
                let before = std::mem::replace(&mut self.now, thread.now);
                let name = self.uuid(true);
                self.now = before;
                name
            }
            Ids::Random => self.uuid(false),
            Ids::Plain => format!("t-{}", thread.turns),
        };
        if self.named() {
            let started = if self.kind.ids == Ids::Plain { thread.turns } else { thread.now / 1000 };
            let payload = format!(r#"{{"type":"task_started","turn_id":"{name}","started_at":{started}}}"#);
            thread.write(Sort::Start, "event_msg", &payload);
            thread.write(
                Sort::Context,
                "turn_context",
                &format!(r#"{{"turn_id":"{name}","model":"gpt-5.5"}}"#),
            );
        } else {
            thread.write(Sort::Context, "turn_context", r#"{"model":"gpt-5.5"}"#);
            thread.write(Sort::Start, "event_msg", r#"{"type":"user_message","message":"x"}"#);
        }
        if self.chance.once_in(5) && thread.responses.len() > 1 {
            self.show_again(thread);
        }
        // A number alone does not tell whose turn was stopped before its first answer: its parent's, or a sibling's.
        let is_bare = self.kind.ids == Ids::Plain && thread.is_child && thread.responses.is_empty();
        let must_answer = is_bare || !matches!(end, End::Asked | End::Killed);
        let answers = self.chance.between(u64::from(must_answer), 4);
        for answer in 0..answers {
            let goes_on = answer + 1 < answers || end != End::Done;
            let stops = end == End::InTool && answer + 1 == answers;
            self.answer(thread, style, is_recorded.then_some(&*name), goes_on, stops);
        }
        thread.now += self.chance.between(300, 900);
        match end {
            End::Done if self.named() => {
                thread.write(
                    Sort::End,
                    "event_msg",
                    &format!(r#"{{"type":"task_complete","turn_id":"{name}"}}"#),
                );
            }
            End::Asked | End::InTool => {
                let payload =
                    format!(r#"{{"type":"turn_aborted","reason":"interrupted","turn_id":"{name}"}}"#);
                thread.write(Sort::End, "event_msg", &payload);
            }
            _ => {}
        }
        thread.unknown += u64::from(matches!(end, End::Asked | End::Killed));
    }

    /// One response: what it asks for or says, its record, its count.
    fn answer(
        &mut self,
        thread: &mut Thread,
        style: Style,
        recorded: Option<&str>,
        goes_on: bool,
        stops: bool,
    ) {
        thread.now +=
            if style.is_fast { self.chance.between(300, 900) } else { self.chance.between(4600, 30_000) };
        self.response += 1;
        let number = self.response;
        if goes_on {
            let payload = format!(
                r#"{{"type":"function_call","name":"shell","call_id":"c{number}","arguments":"{{}}"}}"#
            );
            thread.write(Sort::Item, "response_item", &payload);
        } else {
            thread.write(Sort::Item, "response_item", r#"{"type":"message","role":"assistant"}"#);
        }
        let input = self.chance.between(1000, 300_000);
        let used = [input, self.chance.below(input), self.chance.between(1, 4000)];
        let is_implied = recorded.is_some() && !style.states_total && style.record_first;
        if self.chance.once_in(15) && !is_implied {
            // Counting starts anew. A record that states no total cannot tell.
            thread.total = [0; 3];
        }
        thread.total = plus(thread.total, used);
        thread.responses.push(used);
        let place = thread.responses.len() - 1;
        let result = |thread: &mut Thread| {
            let said = if stops { "aborted by user" } else { "ok" };
            let payload =
                format!(r#"{{"type":"function_call_output","call_id":"c{number}","output":"{said}"}}"#);
            thread.write(Sort::Item, "response_item", &payload);
        };
        let record_first = style.record_first || style.states_total;
        if let (true, Some(turn)) = (record_first, recorded) {
            self.record(thread, style, turn, used);
            thread.states(place);
        }
        let early = self.chance.once_in(2);
        if goes_on && early {
            result(thread);
        }
        thread.now += self.chance.below(20);
        count(thread, thread.total, used);
        thread.states(place);
        if let (false, Some(turn)) = (record_first, recorded) {
            self.record(thread, style, turn, used);
            thread.states(place);
        }
        if goes_on && !early {
            result(thread);
        }
        if self.chance.once_in(4) {
            thread.now += self.chance.between(1, 400);
            count(thread, thread.total, used);
            thread.states(place);
        }
    }

    fn record(&mut self, thread: &mut Thread, style: Style, turn: &str, used: Tokens) {
        let response = match style.response {
            0 => r#","response_id":"resp_1""#.to_owned(),
            1 => r#","response_id":"""#.to_owned(),
            2 => String::new(),
            _ => format!(r#","response_id":"resp_{:040x}""#, self.chance.next()),
        };
        let total = if style.states_total {
            format!(r#","thread_token_usage":{}"#, usage(thread.total))
        } else {
            String::new()
        };
        let payload = format!(
            r#"{{"thread_id":"{}","turn_id":"{turn}"{response},"usage":{}{total}}}"#,
            thread.id,
            usage(used)
        );
        thread.write(Sort::Record, "token_usage_record", &payload);
    }

    /// A status refresh repeats what was stated, also in a later turn.
    fn show_again(&mut self, thread: &mut Thread) {
        let own =
            thread.lines.iter().rfind(|line| line.sort == Sort::Count && line.states.is_some()).cloned();
        if let Some(line) = own {
            thread.now += self.chance.between(1, 30);
            thread.lines.push(Line { at: thread.now, ..line });
        }
    }
}

fn push(text: &mut String, more: fmt::Arguments<'_>) {
    fmt::Write::write_fmt(text, more).expect("a string grows");
}

/// How the version that writes a thread writes.
#[derive(Clone, Copy)]
struct Style {
    states_total: bool,
    record_first: bool,
    response: u64,
    is_fast: bool,
}

fn count(thread: &mut Thread, total: Tokens, last: Tokens) {
    let payload = format!(
        r#"{{"type":"token_count","info":{{"total_token_usage":{},"last_token_usage":{}}}}}"#,
        usage(total),
        usage(last)
    );
    thread.write(Sort::Count, "event_msg", &payload);
}
