//! A turn of the command line: its requests with their credits and, should a version state them, the tokens of all.

use scopeon_core::event::{Attribution, Call, Finish, Turn, UsageSample};
use scopeon_core::id::TurnId;
use scopeon_core::label::Label;
use scopeon_core::provider::ReadError;
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::credits;
use super::key::IDS;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::record_reader::Emitter;

/// The session's model, which is the present one.
pub(super) struct Model {
    name: Option<Label>,
    /// The capacity of its context window in tokens.
    pub(super) window: Option<u64>,
}

/// The turns of one session, given one by one.
pub(super) struct Turns {
    model: Model,
    owner: Attribution,
    /// When the last turn ended, or the session began.
    last: Option<Timestamp>,
    count: u64,
}

/// What a turn says of itself.
struct Stated<'a> {
    ended: Timestamp,
    took_ms: Option<u64>,
    model: Option<Label>,
    usage: Usage,
    context: u64,
    requests: Raw<'a>,
    asked: bool,
}

impl Model {
    pub(super) fn of(info: Raw<'_>) -> Self {
        let [name, window] = info.members(["model_id", "context_window_tokens"]);
        Self { name: credits::model(name), window: window.count().filter(|window| *window > 0) }
    }

    /// The tokens that a share of the window is, in percent. Of a turn that another model took it is a share of another
    /// window.
    fn context(&self, turn: Option<&Label>, share: Raw<'_>) -> u64 {
        let is_other = turn.is_some() && turn != self.name.as_ref();
        let share = share.number().filter(|share| !is_other && (0.0..=100.0).contains(share));
        share.zip(self.window).map_or(0, |(share, window)| of_window(share, window))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a share of a count is no more than the count"
)]
fn of_window(share: f64, window: u64) -> u64 {
    (share / 100.0 * window as f64).round() as u64
}

impl Turns {
    pub(super) const fn new(model: Model, owner: Attribution, began: Option<Timestamp>) -> Self {
        Self { model, owner, last: began, count: 0 }
    }

    /// When the last turn ended, or the session began.
    pub(super) const fn last(&self) -> Option<Timestamp> {
        self.last
    }

    /// Gives one turn and its requests. The copies of a turn in a resumed session's files are that turn.
    pub(super) fn give(&mut self, turn: Raw<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        self.count += 1;
        let id = self.id(turn);
        let Some(stated) = self.stated(turn, out) else { return Ok(()) };
        self.last = Some(stated.ended);
        let mut owner = self.owner.clone();
        owner.turn = Some(id);
        let took = i64::try_from(stated.took_ms.unwrap_or(0)).unwrap_or(0);
        let asked = Timestamp::from_millis(stated.ended.millis() - took).unwrap_or(stated.ended);
        let mut event = Turn::new(id, asked, owner.clone());
        event.duration_ms = stated.took_ms;
        out.give(event)?;
        requests(&stated, &owner, out)
    }

    /// Kiro's own name of a turn is the one of its answer or, where it has none, of its loop.
    fn id(&self, turn: Raw<'_>) -> TurnId {
        let key = || IDS.of("turn").identity(self.owner.session.0);
        let [result, looped] = turn.members(["result", "loop_id"]);
        if let Some(answer) = result.member("Ok").member("id").text() {
            return key().text("answer").text(&answer).finish().into();
        }
        let [agent, number] = looped.members(["agent_id", "rand"]);
        let [name, parent, agent_number] = agent.members(["name", "parent_id", "rand"]);
        // A member that is `null` is as good as none.
        let parts = [number, name, parent, agent_number].map(|part| part.or(Raw::default()));
        if parts[0].is_missing() && parts[3].is_missing() {
            return key().text("place").number(self.count).finish().into();
        }
        parts.iter().fold(key().text("loop"), |key, part| key.bytes(part.bytes())).finish().into()
    }

    /// A turn that neither ended nor has a result still runs: what it takes is not known yet.
    fn stated<'a>(&self, turn: Raw<'a>, out: &mut Emitter<'_>) -> Option<Stated<'a>> {
        let [result, ended, took, model, share, requests, count] = turn.members([
            "result",
            "end_timestamp",
            "turn_duration",
            "model",
            "context_usage_percentage",
            "metering_usage",
            "total_request_count",
        ]);
        let own = ended.instant();
        if own.is_none() && result.or(Raw::default()).is_missing() {
            return None;
        }
        let Some(ended) = own.or(self.last) else {
            out.missing("end_timestamp");
            return None;
        };
        let model = credits::model(model);
        Some(Stated {
            ended,
            took_ms: duration(took),
            context: self.model.context(model.as_ref(), share),
            model: model.or_else(|| self.model.name.clone()).or_else(|| Label::new(UNKNOWN_MODEL)),
            usage: usage(turn),
            requests,
            asked: count.count().is_some_and(|count| count > 0),
        })
    }
}

/// Gives a call for each request. The tokens are the turn's and stand with the first. Where a request was made and nothing
/// is said of what it took, that is said.
fn requests(stated: &Stated<'_>, owner: &Attribution, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    let Some((model, turn)) = stated.model.as_ref().zip(owner.turn) else { return Ok(()) };
    let call = |number: u64, usage: Usage| {
        let id = IDS.of("call").identity(turn.0).number(number).finish();
        let mut reading = UsageSample::new(model.clone(), usage);
        reading.context = stated.context;
        Call::new(id.into(), stated.ended, reading, owner.clone())
    };
    let costs = stated.requests.items().into_iter().filter_map(|request| credits::stated(request, "value"));
    let mut given = 0;
    for cost in costs {
        let mut call = call(given, if given == 0 { stated.usage } else { Usage::default() });
        call.reported = credits::dollars(cost);
        given += 1;
        out.give(call)?;
    }
    if given > 0 || (!stated.asked && stated.usage.is_empty()) {
        return Ok(());
    }
    let mut call = call(0, stated.usage);
    if stated.usage.is_empty() {
        call.sample.finish = Finish::Unknown;
    }
    out.give(call)
}

/// Zeros are what stands where nothing is known.
fn usage(turn: Raw<'_>) -> Usage {
    let names = [
        "input_token_count",
        "output_token_count",
        "cache_read_input_token_count",
        "cache_write_input_token_count",
    ];
    let [input, output, cache_read, cache_write_5m] = turn.members(names).map(Raw::sum);
    Usage { input, output, cache_read, cache_write_5m, ..Usage::default() }
}

/// A duration in whole milliseconds.
fn duration(took: Raw<'_>) -> Option<u64> {
    let [seconds, nanos] = took.members(["secs", "nanos"]).map(Raw::count);
    Some(seconds?.checked_mul(1000)?.saturating_add(nanos.unwrap_or(0) / 1_000_000))
}
