//! Logs that are read while their agent writes them.

use scopeon_core::provider::Shape;

use super::super::earlier::histories;
use super::super::ledger::MemoryLedger;
use super::super::stage::{Prop, Stage, collect_all};
use super::super::{Case, Law, Violation};
use super::{line_ends, same};

pub(super) fn grows(case: &Case<'_>, stage: &Stage<'_>) -> Result<(), Violation> {
    for prop in stage.shaped(Shape::Lines) {
        stage.reset()?;
        let ends = line_ends(&prop.bytes, case.rounds);
        let texts = ends.into_iter().map(|end| prop.bytes[..end].to_vec());
        grow(stage, prop, texts.chain([prop.bytes.clone()]))?;
    }
    let mut has_grown = false;
    let is_rewritten = |prop: &&Prop| matches!(prop.shape, Some(Shape::Document | Shape::Database));
    // What the logs really were at earlier times is better than what they may have been.
    for prop in stage.props.iter().filter(is_rewritten).filter(|_| case.earlier.is_empty()) {
        for texts in histories(prop, &case.appended) {
            stage.reset()?;
            has_grown |= grow(stage, prop, texts.into_iter())?;
        }
    }
    stage.reset()?;
    let whole = stage.read(1)?;
    let mut ledger = MemoryLedger::default();
    for (step, tree) in (1..).zip(&case.earlier) {
        let props = collect_all(tree)?;
        stage.set(&props)?;
        props.iter().try_for_each(|prop| stage.date(prop, step))?;
        stage.read_on(1, &mut ledger)?;
        has_grown |= ledger.dump() != whole.dump();
    }
    stage.reset()?;
    stage.read_on(1, &mut ledger)?;
    same(Law::Grows, &ledger, &whole)?;
    if !has_grown && documents_count(stage)? {
        let text = "no document is seen to grow: name a tree with an earlier text of one";
        return Err(Violation::Powerless(text.to_owned()));
    }
    Ok(())
}

/// Tells whether there are calls of which documents alone tell.
fn documents_count(stage: &Stage<'_>) -> Result<bool, Violation> {
    let is_other = |prop: &&Prop| prop.shape != Some(Shape::Document);
    let others: Vec<Prop> = stage.props.iter().filter(is_other).cloned().collect();
    stage.set(&others)?;
    Ok(stage.read(1)?.totals() != stage.first.totals())
}

/// Reads a file at each of its texts, and tells whether one said something else than the one before.
fn grow(stage: &Stage<'_>, prop: &Prop, texts: impl Iterator<Item = Vec<u8>>) -> Result<bool, Violation> {
    let mut ledger = MemoryLedger::default();
    let (mut changes, mut last) = (false, None);
    for (step, text) in (0..).zip(texts) {
        stage.put(&prop.with(text))?;
        // It may be as long as before.
        stage.date(prop, step)?;
        stage.read_on(1, &mut ledger)?;
        same(Law::Grows, &ledger, &stage.read(1)?)?;
        let dump = ledger.dump();
        changes |= last.replace(dump.clone()).is_some_and(|last| last != dump);
    }
    Ok(changes)
}
