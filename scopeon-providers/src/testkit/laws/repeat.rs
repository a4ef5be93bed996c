//! Logs that are read again, in another order, or after much else.

use super::super::chance::Chance;
use super::super::store::MemoryStore;
use super::super::workspace::Workspace;
use super::super::{Case, Law, Violation};
use super::verdict::same;
use super::verdict::same_text;

pub(super) fn twice_is_once(case: &Case<'_>, workspace: &Workspace<'_>) -> Result<(), Violation> {
    // A program that watches keeps its providers.
    let provider = (case.make)();
    let read = |store: &mut MemoryStore| workspace.read_with(provider.as_ref(), 1, store);
    let (mut once, mut anew) = (MemoryStore::default(), MemoryStore::default());
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

pub(super) fn any_order(case: &Case<'_>, workspace: &Workspace<'_>) -> Result<(), Violation> {
    let once = workspace.read(1)?;
    let mut chance = Chance::new(2);
    let mut order: Vec<usize> = (0..workspace.files.len()).collect();
    for round in 0..case.rounds {
        chance.shuffle(&mut order);
        for (place, file) in order.iter().zip(&workspace.files) {
            workspace.date(file, *place as u64)?;
        }
        same(Law::AnyOrder, &workspace.read(1 + round % 4)?, &once)?;
    }
    Ok(())
}

pub(super) fn first_is_last(case: &Case<'_>, workspace: &Workspace<'_>) -> Result<(), Violation> {
    // What else was there in between, with the same provider.
    let provider = (case.make)();
    for file in &workspace.files {
        workspace.set(std::slice::from_ref(file))?;
        workspace.read_with(provider.as_ref(), 1, &mut MemoryStore::default())?;
    }
    workspace.reset()?;
    let mut last = MemoryStore::default();
    workspace.read_with(provider.as_ref(), 1, &mut last)?;
    same(Law::FirstIsLast, &last, &workspace.read(1)?)?;
    same_figures(&last, &workspace.first)
}

/// When files came into being again in between, only that may differ.
fn same_figures(last: &MemoryStore, first: &MemoryStore) -> Result<(), Violation> {
    same_text(Law::FirstIsLast, &last.identities(), &first.identities())
}
