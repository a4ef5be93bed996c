//! Where reading goes on.

use scopeon_core::provider::Shape;

use super::super::ledger::MemoryLedger;
use super::super::stage::{Prop, Stage};
use super::super::{Case, Law, Violation};
use super::{broken, line_ends};

pub(super) fn marks(case: &Case<'_>, stage: &Stage<'_>) -> Result<(), Violation> {
    stage.shaped(Shape::Lines).try_for_each(|prop| marks_in(case, stage, prop))
}

fn marks_in(case: &Case<'_>, stage: &Stage<'_>, prop: &Prop) -> Result<(), Violation> {
    let ends = line_ends(&prop.bytes, case.rounds);
    let mut ledger = MemoryLedger::default();
    let (mut known, mut dumps) = (0, vec![String::new()]);
    for end in &ends {
        stage.set(&[prop.with(prop.bytes[..*end].to_vec())])?;
        let read = stage.read_on(1, &mut ledger)?.bytes;
        let new = (end - known) as u64;
        if read > new {
            let text = format!("of {new} bytes more {read} were read: the marks do not reach the end");
            return Err(broken(Law::Marks, &text));
        }
        known = *end;
        dumps.push(ledger.dump());
    }
    // Facts come of several places: one reading of them all is to have marks in between.
    let steps = dumps.windows(2).filter(|two| two[0] != two[1]).count();
    let mut whole = MemoryLedger::default();
    stage.read_on(1, &mut whole)?;
    let inside = whole.marks().iter().any(|place| place.offset > 0 && place.offset < known as u64);
    if steps > 1 && !inside {
        return Err(broken(
            Law::Marks,
            "there is no mark but at the end, so that a stop loses all that was read",
        ));
    }
    Ok(())
}
