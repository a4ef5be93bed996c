//! Logs that are read while their agent writes them.

use scopeon_core::provider::Shape;

use super::super::earlier::earlier;
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
    for prop in
        stage.props.iter().filter(|prop| matches!(prop.shape, Some(Shape::Document | Shape::Database)))
    {
        for text in earlier(prop) {
            stage.reset()?;
            has_grown |= grow(stage, prop, [text, prop.bytes.clone()].into_iter())? > 1;
        }
    }
    stage.reset()?;
    let whole = stage.read(1)?;
    let mut ledger = MemoryLedger::default();
    for tree in &case.earlier {
        stage.set(&collect_all(tree)?)?;
        stage.read_on(1, &mut ledger)?;
        has_grown |= ledger.dump() != whole.dump();
    }
    stage.reset()?;
    stage.read_on(1, &mut ledger)?;
    same(Law::Grows, &ledger, &whole)?;
    if stage.shaped(Shape::Document).next().is_some() && !has_grown {
        let text = "no document is seen to grow: name a tree with an earlier text of one";
        return Err(Violation::Powerless(text.to_owned()));
    }
    Ok(())
}

/// Reads a file at each of its texts, and returns how often it said something else.
fn grow(stage: &Stage<'_>, prop: &Prop, texts: impl Iterator<Item = Vec<u8>>) -> Result<usize, Violation> {
    let mut ledger = MemoryLedger::default();
    let (mut changes, mut last) = (0, String::new());
    for text in texts {
        stage.put(&prop.with(text))?;
        stage.read_on(1, &mut ledger)?;
        same(Law::Grows, &ledger, &stage.read(1)?)?;
        let dump = ledger.dump();
        changes += usize::from(dump != last);
        last = dump;
    }
    Ok(changes)
}
