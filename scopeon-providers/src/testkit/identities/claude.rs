//! Claude Code's transcripts.

use std::collections::BTreeSet;

use super::super::chance::Chance;
use super::desk::{Desk, Form, Thread};
use super::names::Names;
use super::{Drawn, Truth, copies};

/// Draws one home.
#[must_use]
pub fn claude_code(seed: u64) -> Drawn {
    let mut chance = Chance::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let names = Names::draw(&mut chance);
    let form = Form::draw(&mut chance);
    let scheme = format!("{:?} {:?}", names.scheme, names.requests);
    let mut desk = Desk {
        chance,
        names,
        form,
        truth: Truth::default(),
        forms: form.told(),
        clock: 0,
        taken: BTreeSet::new(),
    };
    let logs = copies::home(&mut desk);
    let files = logs.iter().map(Thread::log).collect();
    Drawn { seed, scheme, forms: desk.forms, files, truth: desk.truth, is_summed: false }
}
