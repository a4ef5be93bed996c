//! What is looked at of a line: these members and no other. Content has no member here; where its size is
//! counted, its bytes are measured and dropped.

use super::kinds;
use super::tokens::Counters;
use crate::kit::json::Raw;
use crate::kit::json::walk::{Halt, Walk, keep};

/// The members of one line that are looked at, each as logged.
#[derive(Default)]
pub(super) struct Record<'a> {
    pub(super) kind: Raw<'a>,
    pub(super) subtype: Raw<'a>,
    pub(super) uuid: Raw<'a>,
    pub(super) parent: Raw<'a>,
    pub(super) request: Raw<'a>,
    /// The agent's own name of the request, since about 2.1.33x.
    pub(super) reference: Raw<'a>,
    /// The session that made the request, where a fork's copy says so.
    pub(super) requested_in: Raw<'a>,
    /// The block's place in the response.
    pub(super) block: Raw<'a>,
    /// The line that asked for the tool whose result this is.
    pub(super) asked_by: Raw<'a>,
    pub(super) timestamp: Raw<'a>,
    pub(super) session: Raw<'a>,
    pub(super) agent: Raw<'a>,
    pub(super) cwd: Raw<'a>,
    pub(super) branch: Raw<'a>,
    pub(super) version: Raw<'a>,
    pub(super) entry_point: Raw<'a>,
    pub(super) sidechain: Raw<'a>,
    /// The session and the line that a fork's line is a copy of.
    pub(super) copied_from: Raw<'a>,
    pub(super) copy_of: Raw<'a>,
    pub(super) prompt: Raw<'a>,
    pub(super) prompt_source: Raw<'a>,
    pub(super) turn_origin: Raw<'a>,
    pub(super) row_source: Raw<'a>,
    /// The response that a person stopped, on the line that says so.
    pub(super) interrupted: Raw<'a>,
    pub(super) origin: Raw<'a>,
    pub(super) meta: Raw<'a>,
    pub(super) compact_summary: Raw<'a>,
    pub(super) effort: Raw<'a>,
    pub(super) cost: Raw<'a>,
    pub(super) attribution: Attribution<'a>,
    pub(super) message: Option<Message<'a>>,
    pub(super) outcome: Option<Outcome<'a>>,
    pub(super) attachment: Option<Attachment<'a>>,
    /// The embedded line of an old `progress` record.
    pub(super) data: Raw<'a>,
    /// Whether the answer was stopped while it was being written.
    pub(super) aborted: Raw<'a>,
    pub(super) api_error: Raw<'a>,
    pub(super) api_error_status: Raw<'a>,
    /// A name on `assistant` lines, an object with a status on `system` ones.
    pub(super) error: Raw<'a>,
    pub(super) retry: Raw<'a>,
    pub(super) duration: Raw<'a>,
    pub(super) compaction: Raw<'a>,
    pub(super) microcompaction: Raw<'a>,
    pub(super) hooks: Raw<'a>,
    pub(super) hook_errors: Raw<'a>,
    /// What the hooks of one event have in common.
    pub(super) batch: Raw<'a>,
    pub(super) totals: Totals<'a>,
}

/// What the agent says a line's work belongs to.
#[derive(Clone, Copy, Default)]
pub(super) struct Attribution<'a> {
    pub(super) agent: Raw<'a>,
    pub(super) skill: Raw<'a>,
    pub(super) mcp_server: Raw<'a>,
    pub(super) mcp_tool: Raw<'a>,
}

/// The agent's own totals of a session, on `cost-state` lines.
#[derive(Clone, Copy, Default)]
pub(super) struct Totals<'a> {
    pub(super) cost: Raw<'a>,
    pub(super) lines_added: Raw<'a>,
    pub(super) lines_removed: Raw<'a>,
    pub(super) models: Raw<'a>,
    /// When the process began to count.
    pub(super) since: Raw<'a>,
}

/// A message, without what it says.
#[derive(Default)]
pub(super) struct Message<'a> {
    pub(super) id: Raw<'a>,
    pub(super) model: Raw<'a>,
    pub(super) stop_reason: Raw<'a>,
    pub(super) usage: Option<Counters<'a>>,
    pub(super) blocks: Vec<Block<'a>>,
}

/// A content block that uses a tool or answers one.
#[derive(Clone, Copy, Default)]
pub(super) struct Block<'a> {
    pub(super) kind: Raw<'a>,
    pub(super) id: Raw<'a>,
    pub(super) name: Raw<'a>,
    pub(super) tool_use_id: Raw<'a>,
    pub(super) is_error: Raw<'a>,
    /// Measured; two tools' inputs name a skill or a sub-agent's type.
    pub(super) input: Raw<'a>,
    /// Measured only.
    pub(super) content: Raw<'a>,
}

/// The two members of `toolUseResult` that are wanted; its tokens are the sub-agent's own and stand in its log.
#[derive(Clone, Copy, Default)]
pub(super) struct Outcome<'a> {
    pub(super) agent: Raw<'a>,
    pub(super) searches: Raw<'a>,
}

/// What an attachment says of a hook.
#[derive(Clone, Copy, Default)]
pub(super) struct Attachment<'a> {
    pub(super) kind: Raw<'a>,
    pub(super) hook: Raw<'a>,
    pub(super) event: Raw<'a>,
    pub(super) exit_code: Raw<'a>,
    pub(super) duration: Raw<'a>,
    pub(super) batch: Raw<'a>,
    /// Hashed only.
    pub(super) command: Raw<'a>,
}

impl<'a> Record<'a> {
    /// Takes in one line's object. A record of a type that says nothing is left as soon as its type is known.
    pub(super) fn read<W: Walk<'a>>(&mut self, walk: &mut W) -> Result<(), Halt> {
        match walk.object(|key, walk| self.member(key, walk)) {
            Ok(()) | Err(Halt::Enough) => Ok(()),
            Err(Halt::Broken) => Err(Halt::Broken),
        }
    }

    fn member<W: Walk<'a>>(&mut self, key: &[u8], walk: &mut W) -> Result<(), Halt> {
        let slot = match key {
            b"type" => return self.take_kind(walk),
            b"message" if self.message.is_none() => {
                return self.message.insert(Message::default()).read(walk);
            }
            b"toolUseResult" if self.outcome.is_none() => {
                return self.outcome.insert(Outcome::default()).read(walk);
            }
            b"attachment" if self.attachment.is_none() => {
                return self.attachment.insert(Attachment::default()).read(walk);
            }
            b"forkedFrom" if self.copied_from.is_missing() && self.copy_of.is_missing() => {
                return walk.object(|key, walk| match key {
                    b"sessionId" => keep(&mut self.copied_from, walk),
                    b"messageUuid" => keep(&mut self.copy_of, walk),
                    _ => Ok(()),
                });
            }
            b"subtype" => &mut self.subtype,
            b"uuid" => &mut self.uuid,
            b"parentUuid" => &mut self.parent,
            b"requestId" => &mut self.request,
            b"timestamp" => &mut self.timestamp,
            b"sessionId" => &mut self.session,
            b"agentId" => &mut self.agent,
            b"cwd" => &mut self.cwd,
            b"gitBranch" => &mut self.branch,
            b"version" => &mut self.version,
            b"entrypoint" => &mut self.entry_point,
            b"isSidechain" => &mut self.sidechain,
            b"promptId" => &mut self.prompt,
            b"promptSource" => &mut self.prompt_source,
            b"origin" => &mut self.origin,
            b"isMeta" => &mut self.meta,
            b"isCompactSummary" => &mut self.compact_summary,
            b"effort" => &mut self.effort,
            b"costUSD" => &mut self.cost,
            b"attributionAgent" => &mut self.attribution.agent,
            b"attributionSkill" => &mut self.attribution.skill,
            b"attributionMcpServer" => &mut self.attribution.mcp_server,
            b"attributionMcpTool" => &mut self.attribution.mcp_tool,
            _ => return self.rare_member(key, walk),
        };
        keep(slot, walk)
    }

    fn rare_member<W: Walk<'a>>(&mut self, key: &[u8], walk: &mut W) -> Result<(), Halt> {
        let slot = match key {
            b"apiBlockIndex" => &mut self.block,
            b"requestRef" => &mut self.reference,
            b"requestSessionId" => &mut self.requested_in,
            b"sourceToolAssistantUUID" => &mut self.asked_by,
            b"rowSource" => &mut self.row_source,
            b"turnOrigin" => &mut self.turn_origin,
            b"interruptedMessageId" => &mut self.interrupted,
            b"isAbortedMidStream" | b"aborted" if !self.aborted.is_true() => {
                self.aborted = walk.raw()?;
                return Ok(());
            }
            b"toolUseID" => &mut self.batch,
            b"startTime" => &mut self.totals.since,
            b"data" => &mut self.data,
            b"isApiErrorMessage" => &mut self.api_error,
            b"apiErrorStatus" => &mut self.api_error_status,
            b"error" => &mut self.error,
            b"retryAttempt" => &mut self.retry,
            b"durationMs" => &mut self.duration,
            b"compactMetadata" => &mut self.compaction,
            b"microcompactMetadata" => &mut self.microcompaction,
            b"hookInfos" => &mut self.hooks,
            b"hookErrors" => &mut self.hook_errors,
            b"totalCostUSD" => &mut self.totals.cost,
            b"totalLinesAdded" => &mut self.totals.lines_added,
            b"totalLinesRemoved" => &mut self.totals.lines_removed,
            b"modelUsage" => &mut self.totals.models,
            _ => return Ok(()),
        };
        keep(slot, walk)
    }

    /// Returns `true` if the record's type is one that says nothing.
    pub(super) fn is_silent(&self) -> bool {
        match self.kind.bytes() {
            b"\"assistant\"" | b"\"user\"" | b"\"system\"" | b"\"attachment\"" => false,
            _ => self.kind.quoted().is_some_and(kinds::says_nothing),
        }
    }

    fn take_kind<W: Walk<'a>>(&mut self, walk: &mut W) -> Result<(), Halt> {
        if !self.kind.is_missing() {
            return Ok(());
        }
        self.kind = walk.raw()?;
        if self.is_silent() { Err(Halt::Enough) } else { Ok(()) }
    }
}

impl<'a> Message<'a> {
    fn read<W: Walk<'a>>(&mut self, walk: &mut W) -> Result<(), Halt> {
        let mut content_seen = false;
        walk.object(|key, walk| {
            let slot = match key {
                b"id" => &mut self.id,
                b"model" => &mut self.model,
                b"stop_reason" => &mut self.stop_reason,
                b"usage" if self.usage.is_none() => {
                    return self.usage.insert(Counters::default()).read(walk);
                }
                b"content" if !content_seen => {
                    content_seen = true;
                    return walk.array(|walk| Block::read(walk, &mut self.blocks));
                }
                _ => return Ok(()),
            };
            keep(slot, walk)
        })
    }
}

impl<'a> Block<'a> {
    fn read<W: Walk<'a>>(walk: &mut W, blocks: &mut Vec<Self>) -> Result<(), Halt> {
        let mut block = Self::default();
        walk.object(|key, walk| {
            let slot = match key {
                b"type" => &mut block.kind,
                b"id" => &mut block.id,
                b"name" => &mut block.name,
                b"tool_use_id" => &mut block.tool_use_id,
                b"is_error" => &mut block.is_error,
                b"input" => &mut block.input,
                b"content" => &mut block.content,
                _ => return Ok(()),
            };
            keep(slot, walk)
        })?;
        if !(block.id.is_missing() && block.tool_use_id.is_missing()) {
            blocks.push(block);
        }
        Ok(())
    }
}

impl<'a> Outcome<'a> {
    fn read<W: Walk<'a>>(&mut self, walk: &mut W) -> Result<(), Halt> {
        walk.object(|key, walk| match key {
            b"agentId" => keep(&mut self.agent, walk),
            b"searchCount" => keep(&mut self.searches, walk),
            _ => Ok(()),
        })
    }
}

impl<'a> Attachment<'a> {
    fn read<W: Walk<'a>>(&mut self, walk: &mut W) -> Result<(), Halt> {
        walk.object(|key, walk| match key {
            b"type" => keep(&mut self.kind, walk),
            b"hookName" => keep(&mut self.hook, walk),
            b"hookEvent" => keep(&mut self.event, walk),
            b"toolUseID" => keep(&mut self.batch, walk),
            b"command" => keep(&mut self.command, walk),
            b"exitCode" => keep(&mut self.exit_code, walk),
            b"durationMs" => keep(&mut self.duration, walk),
            _ => Ok(()),
        })
    }
}

/// Returns one member of a small object.
pub(super) fn member<'a, W: Walk<'a>>(raw: Raw<'a>, wanted: &[u8]) -> Raw<'a> {
    members::<W, 1>(raw, [wanted])[0]
}

/// Returns some members of a small object; a missing or broken one is missing.
pub(super) fn members<'a, W: Walk<'a>, const N: usize>(raw: Raw<'a>, wanted: [&[u8]; N]) -> [Raw<'a>; N] {
    let mut found = [Raw::default(); N];
    if raw.is_object() {
        // What comes before a fault is taken as it is.
        let _ = W::over(raw).object(|key, walk| match wanted.iter().position(|name| *name == key) {
            Some(place) => keep(&mut found[place], walk),
            None => Ok(()),
        });
    }
    found
}
