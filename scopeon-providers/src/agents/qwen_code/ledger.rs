//! `usage_record.jsonl`: what the agent says that each session took of each model, written when a session ends. It counts
//! requests that no chat tells of, too: titles, summaries, questions on the side.

use scopeon_core::event::{Covers, Totals, Witness};
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState};
use scopeon_core::time::Timestamp;

use super::key::IDS;
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader, has_members};

/// The file's name.
pub(super) const NAME: &str = "usage_record.jsonl";

/// The agent's own record.
pub(super) struct UsageRecord;

impl RecordReader for UsageRecord {
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some([session, at, models]) = Raw::record(line, ["sessionId", "timestamp", "models"]) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let (Some(session), Some(at)) = (session.text(), at.number().and_then(millis)) else {
            out.missing("sessionId");
            return Ok(());
        };
        let session = IDS.session(&session);
        let mut said = Vec::new();
        models.each_member(|name, stated| {
            let Some(model) = std::str::from_utf8(name).ok().and_then(Label::new) else { return };
            let names = ["inputTokens", "outputTokens", "cachedTokens", "totalTokens"];
            let [prompt, output, cached, total] = stated.members(names).map(Raw::tokens);
            let mut totals = Totals::default();
            (totals.prompt, totals.cache_read, totals.total) = (prompt, cached, total);
            // Whether the output holds the thoughts depends on the endpoint, as in a chat; the total does not.
            totals.output = total.zip(prompt).and_then(|(total, prompt)| total.checked_sub(prompt));
            totals.output = totals.output.filter(|output| *output > 0).or(output);
            let id = IDS.of("witness").identity(session.0).text(model.as_str()).finish().into();
            said.push(Witness::new(id, at, session, totals).model(model).covers(Covers::Session).beyond());
        });
        said.into_iter().try_for_each(|witness| out.give(witness))
    }

    fn is_record(&self, object: Raw<'_>) -> bool {
        has_members(object, ["sessionId", "models"])
    }

    fn rest(&mut self, carry: &mut ReaderState, _: &mut Emitter<'_>) -> Result<(), ReadError> {
        *carry = ReaderState::default();
        Ok(())
    }
}

fn millis(stated: f64) -> Option<Timestamp> {
    #[expect(clippy::cast_possible_truncation, reason = "it saturates, and what is out of range is refused")]
    Timestamp::from_millis(stated as i64)
}
