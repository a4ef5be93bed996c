//! Where in a record the response stands: itself, or in an envelope. What was asked and answered is passed
//! over.

use crate::kit::json::Raw;

/// The envelopes that a response comes in, the innermost last.
const ENVELOPES: [&[&str]; 7] =
    [&[], &["response"], &["body"], &["response", "body"], &["data"], &["result"], &["message"]];

/// A response as it stands in a record.
#[derive(Clone, Copy)]
pub(super) struct Response<'a> {
    /// The object that holds the response's own members.
    pub(super) inner: Raw<'a>,
    /// The whole record.
    pub(super) outer: Raw<'a>,
    /// What was counted: an object of counts, or the object that has them as members of its own.
    pub(super) counts: Counts<'a>,
}

/// A response's counts, by who counts so.
#[derive(Clone, Copy)]
pub(super) enum Counts<'a> {
    /// A `usage`, whoever's.
    Usage(Raw<'a>),
    /// Gemini's `usageMetadata`.
    Gemini(Raw<'a>),
    /// Ollama's own members.
    Ollama(Raw<'a>),
}

impl<'a> Response<'a> {
    /// Finds the response in a record; `None` where it holds none, or one that is not done.
    pub(super) fn find(outer: Raw<'a>) -> Option<Self> {
        if let Some(counts) = logged(outer) {
            return Some(Self { inner: outer, outer, counts });
        }
        ENVELOPES.iter().find_map(|path| {
            let inner = path.iter().fold(outer, |raw, name| raw.member(name));
            let counts = counts(inner)?;
            Some(Self { inner, outer, counts })
        })
    }

    /// Returns `true` if the response's time is as good as an id: Ollama states it in nanoseconds, beside durations.
    pub(super) fn is_stamped(&self) -> bool {
        matches!(self.counts, Counts::Ollama(_)) && !self.inner.member("created_at").is_missing()
    }

    /// A member of the response, else of the record.
    pub(super) fn member(&self, name: &str) -> Raw<'a> {
        self.inner.member(name).or(self.outer.member(name))
    }
}

/// A proxy's own record has counts of its own beside the response, which may be there as well: `LiteLLM`'s
/// `StandardLoggingPayload`.
fn logged(outer: Raw<'_>) -> Option<Counts<'_>> {
    let [call, prompt, completion, metadata] =
        outer.members(["call_type", "prompt_tokens", "completion_tokens", "metadata"]);
    if call.is_missing() || prompt.is_missing() || completion.is_missing() {
        return None;
    }
    let detailed = metadata.member("usage_object");
    Some(Counts::Usage(if detailed.is_object() { detailed } else { outer }))
}

fn counts(inner: Raw<'_>) -> Option<Counts<'_>> {
    let [usage, gemini, prompt, answer, done] =
        inner.members(["usage", "usageMetadata", "prompt_eval_count", "eval_count", "done"]);
    if usage.is_object() {
        return Some(Counts::Usage(usage));
    }
    if gemini.is_object() {
        return Some(Counts::Gemini(gemini));
    }
    let is_ollama = prompt.count().or(answer.count()).is_some() && !done.is_false();
    is_ollama.then_some(Counts::Ollama(inner))
}
