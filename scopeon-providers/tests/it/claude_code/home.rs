//! The tour's home under the testkit's laws.

use scopeon_providers::ClaudeCode;

use crate::expect::{expected, fixture, truth};
use crate::lawful::Lawful;

pub(crate) fn lawful() -> Lawful {
    let tour = fixture("claude-code/tour/root");
    let mut wanted = expected("claude-code/tour");
    // One of its searches is a tool's, and no call's.
    wanted["totals"]["web_search"] = 2.into();
    Lawful::new(|| Box::new(ClaudeCode), tour, truth(&wanted)).root("")
}

#[test]
fn the_laws_hold() {
    lawful().check_laws(6);
}
