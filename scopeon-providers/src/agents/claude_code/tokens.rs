//! A message's `usage`: tokens, price class and the responses it leaves out. All values are one response's own.

use scopeon_core::pricing::{Geo, Tier};
use scopeon_core::usage::Usage;

use crate::kit::json::walk::{Halt, Walk, keep};
use crate::kit::json::{Count, Raw};

/// What one `usage` says.
#[derive(Default)]
pub(super) struct Tokens<'a> {
    pub(super) usage: Usage,
    pub(super) tier: Tier,
    pub(super) geo: Geo,
    /// The prompt of the last iteration, where the response looped through server tools: the whole usage is
    /// then a sum, and only this much was in the context window at once.
    pub(super) context: u64,
    /// Responses that the usage leaves out.
    pub(super) inner: Vec<Inner<'a>>,
    /// The members whose counts are noise.
    pub(super) noise: Vec<&'static str>,
}

/// A response inside a response that the top-level usage leaves out: an advisor's, or a server-side compaction.
pub(super) struct Inner<'a> {
    pub(super) kind: &'static str,
    /// The place among those of its kind.
    pub(super) number: u64,
    /// Missing where it is the message's own model.
    pub(super) model: Raw<'a>,
    pub(super) usage: Usage,
}

/// The members of a `usage`, or of one of its iterations, as logged.
#[derive(Clone, Copy, Default)]
pub(super) struct Counters<'a> {
    /// Whether it is an object with anything in it.
    object: bool,
    kind: Raw<'a>,
    model: Raw<'a>,
    input: Raw<'a>,
    output: Raw<'a>,
    reasoning: Raw<'a>,
    cache_read: Raw<'a>,
    cache_write: Raw<'a>,
    cache_write_5m: Raw<'a>,
    cache_write_1h: Raw<'a>,
    searches: Raw<'a>,
    service_tier: Raw<'a>,
    speed: Raw<'a>,
    geo: Raw<'a>,
    iterations: Raw<'a>,
}

impl<'a> Tokens<'a> {
    /// Makes sense of a `usage`; `None` when it is no object.
    pub(super) fn of<W: Walk<'a>>(counters: &Counters<'a>) -> Option<Self> {
        if !counters.object {
            return None;
        }
        let mut tokens = Self { tier: counters.tier(), geo: counters.geo(), ..Self::default() };
        tokens.usage = counters.usage(&mut tokens.noise);
        tokens.context = tokens.usage.prompt();
        if counters.iterations.bytes().len() > 2 {
            // What comes before a fault is taken as it is.
            let _ = tokens.read_iterations(&mut W::over(counters.iterations));
        }
        Some(tokens)
    }

    fn read_iterations<W: Walk<'a>>(&mut self, walk: &mut W) -> Result<(), Halt> {
        let mut numbers = [0, 0];
        walk.array(|walk| {
            let mut members = Counters::default();
            members.read(walk)?;
            let usage = members.usage(&mut self.noise);
            // `message` iterations are in the sum already; what other types mean is not known.
            let kind = match members.kind {
                kind if kind.says("message") => {
                    if usage.prompt() > 0 {
                        self.context = usage.prompt();
                    }
                    return Ok(());
                }
                kind if kind.says("advisor_message") => 0,
                kind if kind.says("compaction") => 1,
                _ => return Ok(()),
            };
            let name = ["advisor", "compaction"][kind];
            self.inner.push(Inner { kind: name, number: numbers[kind], model: members.model, usage });
            numbers[kind] += 1;
            Ok(())
        })
    }
}

impl<'a> Counters<'a> {
    pub(super) fn read<W: Walk<'a>>(&mut self, walk: &mut W) -> Result<(), Halt> {
        walk.object(|key, walk| {
            self.object = true;
            self.member(key, walk)
        })
    }

    fn member<W: Walk<'a>>(&mut self, key: &[u8], walk: &mut W) -> Result<(), Halt> {
        let slot = match key {
            b"type" => &mut self.kind,
            b"model" => &mut self.model,
            b"input_tokens" => &mut self.input,
            b"output_tokens" => &mut self.output,
            b"cache_read_input_tokens" => &mut self.cache_read,
            b"cache_creation_input_tokens" => &mut self.cache_write,
            b"service_tier" => &mut self.service_tier,
            b"speed" => &mut self.speed,
            b"inference_geo" => &mut self.geo,
            b"iterations" => &mut self.iterations,
            b"cache_creation" => {
                return walk.object(|key, walk| match key {
                    b"ephemeral_5m_input_tokens" => keep(&mut self.cache_write_5m, walk),
                    b"ephemeral_1h_input_tokens" => keep(&mut self.cache_write_1h, walk),
                    _ => Ok(()),
                });
            }
            b"server_tool_use" => {
                return walk.object(|key, walk| match key {
                    b"web_search_requests" => keep(&mut self.searches, walk),
                    _ => Ok(()),
                });
            }
            b"output_tokens_details" => {
                return walk.object(|key, walk| match key {
                    b"thinking_tokens" => keep(&mut self.reasoning, walk),
                    _ => Ok(()),
                });
            }
            _ => return Ok(()),
        };
        keep(slot, walk)
    }

    fn usage(&self, noise: &mut Vec<&'static str>) -> Usage {
        let mut count = |raw: Raw<'_>, name| match raw.stated_count() {
            Count::Missing => 0,
            Count::Stated(count) => count,
            Count::Noise(count) => {
                noise.push(name);
                count
            }
        };
        // Before 2.1.152 the flat total could be 0 beside a split, and gateways write a total without a split.
        let flat = count(self.cache_write, "cache_creation_input_tokens");
        let short = count(self.cache_write_5m, "ephemeral_5m_input_tokens");
        let long = count(self.cache_write_1h, "ephemeral_1h_input_tokens");
        Usage {
            input: count(self.input, "input_tokens"),
            output: count(self.output, "output_tokens"),
            reasoning: count(self.reasoning, "thinking_tokens"),
            cache_read: count(self.cache_read, "cache_read_input_tokens"),
            cache_write_5m: flat.max(short + long) - long,
            cache_write_1h: long,
            web_searches: count(self.searches, "web_search_requests"),
        }
    }

    /// Fast mode is a speed of its own with its own price, whatever the service tier.
    fn tier(&self) -> Tier {
        if self.speed.says("fast") {
            return Tier::Fast;
        }
        self.service_tier.text().map_or(Tier::Standard, |tier| Tier::stated(&tier))
    }

    fn geo(&self) -> Geo {
        match self.geo {
            geo if geo.says("us") => Geo::Us,
            geo if geo.says("eu") => Geo::Eu,
            _ => Geo::Global,
        }
    }
}
