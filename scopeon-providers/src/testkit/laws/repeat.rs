//! Logs that are read again, in another order, or after much else.

use super::super::chance::Chance;
use super::super::ledger::MemoryLedger;
use super::super::stage::Stage;
use super::super::{Case, Law, Violation};
use super::same;

pub(super) fn twice_is_once(case: &Case<'_>, stage: &Stage<'_>) -> Result<(), Violation> {
    // A program that watches keeps its providers.
    let provider = (case.make)();
    let read = |ledger: &mut MemoryLedger| stage.read_with(provider.as_ref(), 1, ledger);
    let (mut once, mut anew) = (MemoryLedger::default(), MemoryLedger::default());
    read(&mut once)?;
    let mut twice = once.clone();
    read(&mut twice)?;
    same(Law::TwiceIsOnce, &twice, &once)?;
    twice.forget_places();
    read(&mut twice)?;
    same(Law::TwiceIsOnce, &twice, &once)?;
    read(&mut anew)?;
    same(Law::TwiceIsOnce, &anew, &once)
}

pub(super) fn any_order(case: &Case<'_>, stage: &Stage<'_>) -> Result<(), Violation> {
    let once = stage.read(1)?;
    let mut chance = Chance::new(2);
    let mut order: Vec<usize> = (0..stage.props.len()).collect();
    for round in 0..case.rounds {
        chance.shuffle(&mut order);
        for (place, prop) in order.iter().zip(&stage.props) {
            stage.date(prop, *place as u64)?;
        }
        same(Law::AnyOrder, &stage.read(1 + round % 4)?, &once)?;
    }
    Ok(())
}

pub(super) fn first_is_last(case: &Case<'_>, stage: &Stage<'_>) -> Result<(), Violation> {
    // What else was there in between, with the same provider.
    let provider = (case.make)();
    for prop in &stage.props {
        stage.set(std::slice::from_ref(prop))?;
        stage.read_with(provider.as_ref(), 1, &mut MemoryLedger::default())?;
    }
    stage.reset()?;
    let mut last = MemoryLedger::default();
    stage.read_with(provider.as_ref(), 1, &mut last)?;
    same(Law::FirstIsLast, &last, &stage.read(1)?)?;
    same_figures(&last, &stage.first)
}

/// When files came into being again in between, only that may differ.
fn same_figures(last: &MemoryLedger, first: &MemoryLedger) -> Result<(), Violation> {
    super::same_text(Law::FirstIsLast, &last.identities(), &first.identities())
}
