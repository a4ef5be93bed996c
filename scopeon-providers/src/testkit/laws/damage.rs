//! Logs that are damaged.

use super::super::chance::Chance;
use super::super::workspace::Workspace;
use super::super::{Case, Law, Violation};
use super::verdict::broken;

pub(super) fn never_panics(case: &Case<'_>, workspace: &Workspace<'_>) -> Result<(), Violation> {
    let mut chance = Chance::new(3);
    for _ in 0..case.rounds {
        let mut damaged = workspace.files.clone();
        for file in &mut damaged {
            damage(&mut file.bytes, &mut chance);
        }
        workspace.set(&damaged)?;
        if workspace.read(1)?.issues("provider_failed") > 0 {
            return Err(broken(Law::NeverPanics, "it panicked on damaged input"));
        }
    }
    Ok(())
}

/// Changes, removes, doubles or cuts a few bytes.
fn damage(bytes: &mut Vec<u8>, chance: &mut Chance) {
    for _ in 0..=chance.below(4) {
        if bytes.is_empty() {
            return;
        }
        let (from, length) = (chance.below(bytes.len()), 1 + chance.below(64));
        let to = (from + length).min(bytes.len());
        match chance.below(5) {
            0 => bytes[from] = chance.byte(),
            1 => drop(bytes.drain(from..to)),
            2 => {
                let part = bytes[from..to].to_vec();
                bytes.splice(from..from, part);
            }
            3 => bytes[from..to].fill(chance.byte()),
            _ => bytes.truncate(from),
        }
    }
}
