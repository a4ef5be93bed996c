//! One thread: its rollout as lines, and the responses that it made itself.

use std::fmt::Write as _;

use scopeon_core::time::Timestamp;

/// Input, cached input and output.
pub(super) type Tokens = [u64; 3];

/// What a line is, as far as copies care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Meta,
    /// A turn or a prompt starts.
    Start,
    Context,
    Item,
    Record,
    Count,
    End,
    Other,
}

#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) at: u64,
    pub(super) sort: Sort,
    /// `"type":"…","payload":{…}`
    pub(super) body: String,
    /// Which of the thread's responses it states.
    pub(super) states: Option<usize>,
}

#[derive(Clone, Debug)]
pub(super) struct Thread {
    pub(super) id: String,
    pub(super) lines: Vec<Line>,
    /// The responses it made itself.
    pub(super) responses: Vec<Tokens>,
    /// Its requests whose usage no log states.
    pub(super) unknown: u64,
    pub(super) total: Tokens,
    /// Its rollout is on the disk.
    pub(super) is_kept: bool,
    pub(super) is_child: bool,
    pub(super) has_ordinals: bool,
    pub(super) first_ordinal: u64,
    /// How far its clock is.
    pub(super) now: u64,
    pub(super) turns: u64,
    /// The sources that it embeds when it is copied.
    pub(super) depth: u32,
}

pub(super) fn plus(total: Tokens, used: Tokens) -> Tokens {
    [total[0] + used[0], total[1] + used[1], total[2] + used[2]]
}

impl Thread {
    pub(super) fn write(&mut self, sort: Sort, kind: &str, payload: &str) {
        let body = format!(r#""type":"{kind}","payload":{payload}"#);
        self.lines.push(Line { at: self.now, sort, body, states: None });
    }

    pub(super) fn states(&mut self, response: usize) {
        if let Some(line) = self.lines.last_mut() {
            line.states = Some(response);
        }
    }

    pub(super) fn path(&self) -> String {
        format!("sessions/2026/06/01/rollout-2026-06-01T00-00-00-{}.jsonl", self.id)
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (ordinal, line) in (self.first_ordinal..).zip(&self.lines) {
            let at = i64::try_from(line.at).ok().and_then(Timestamp::from_millis).expect("an instant");
            let ordinal = if self.has_ordinals { format!(r#""ordinal":{ordinal},"#) } else { String::new() };
            writeln!(text, r#"{{"timestamp":"{at}",{ordinal}{}}}"#, line.body).expect("a string grows");
        }
        text
    }
}

pub(super) fn usage([input, cached, output]: Tokens) -> String {
    format!(
        r#"{{"input_tokens":{input},"cached_input_tokens":{cached},"output_tokens":{output},"reasoning_output_tokens":0,"total_tokens":{}}}"#,
        input + output
    )
}
