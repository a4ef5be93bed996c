//! `agent-….meta.json`: what a sub-agent is and which tool use started it. Its description is not looked at.

use scopeon_core::event::{SessionFacts, SessionKind};
use scopeon_core::provider::{IssueKind, ReadError, ReaderState};

use super::key::IDS;
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader};

/// One sub-agent's document.
pub(super) struct Meta;

impl RecordReader for Meta {
    fn line(&mut self, document: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let names = ["agentId", "agentType", "parentSessionId", "toolUseId"];
        let Some([agent, kind, parent, tool]) = Raw::record(document, names) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let (Some(agent), Some(parent)) = (agent.label(), parent.text()) else { return Ok(()) };
        let main = IDS.session(&parent);
        let run = IDS.run(main, agent.as_str());
        let mut facts = SessionFacts::new(run, agent, SessionKind::SubAgent);
        facts.parent = Some(main);
        facts.agent_type = kind.identifier();
        facts.spawned_by = tool.text().map(|tool| IDS.tool_in(main, &tool));
        out.session(facts)
    }

    fn rest(&mut self, _: &mut ReaderState, _: &mut Emitter<'_>) -> Result<(), ReadError> {
        Ok(())
    }
}
