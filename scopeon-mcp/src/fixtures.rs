//! What a suite that tests the protocol wants to find: tools, resources and prompts of its own, beside the server's. They go
//! the way of all others, so that it is this protocol layer that is tested. Only with the feature `testkit`, which no program
//! that is shipped has.

use serde_json::Value;

/// What a suite wants to find, as functions of JSON.
#[derive(Clone, Copy, Debug)]
pub struct Fixtures {
    /// Lists what is there beside: of `tools`, `resources`, `resourceTemplates` or `prompts`.
    pub listed: fn(list: &str) -> Vec<Value>,
    /// Answers with a result of the protocol, or an error of it (code, message, data); none where the question is not of theirs.
    pub answer: fn(asked: &FixtureCall<'_>) -> Option<Result<Value, Value>>,
}

/// What is asked of fixtures.
pub struct FixtureCall<'a> {
    /// The method, such as `tools/call`.
    pub method: &'a str,
    /// Its parameters.
    pub params: &'a Value,
    /// What the client says it can do.
    pub capabilities: &'a Value,
    /// Tells whoever asked for progress that a step is done.
    pub step: &'a dyn Fn(),
}

impl std::fmt::Debug for FixtureCall<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FixtureCall").field("method", &self.method).finish_non_exhaustive()
    }
}
