//! The tour's home under the testkit's laws.

use scopeon_providers::ClaudeCode;

use crate::expect::{expected, fixture, truth};
use crate::lawful::Lawful;

pub(crate) fn lawful() -> Lawful {
    let tour = fixture("claude-code/tour/root");
    Lawful::new(|| Box::new(ClaudeCode), tour, truth(&expected("claude-code/tour"))).root("")
}

#[test]
fn the_laws_hold() {
    lawful().check_laws(12);
}
