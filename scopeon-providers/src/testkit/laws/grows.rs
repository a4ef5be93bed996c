//! Logs that are read while their agent writes them.

use scopeon_core::provider::SourceKind;

use super::super::earlier::histories;
use super::super::store::MemoryStore;
use super::super::workspace::{SampleFile, Workspace, collect_all};
use super::super::{Case, Law, Violation};
use super::verdict::{line_ends, same};

pub(super) fn grows(case: &Case<'_>, workspace: &Workspace<'_>) -> Result<(), Violation> {
    for file in workspace.shaped(SourceKind::Lines) {
        workspace.reset()?;
        let ends = line_ends(&file.bytes, case.rounds);
        let texts = ends.into_iter().map(|end| file.bytes[..end].to_vec());
        grow(workspace, file, texts.chain([file.bytes.clone()]))?;
    }
    let mut has_grown = false;
    let is_rewritten =
        |file: &&SampleFile| matches!(file.shape, Some(SourceKind::Document | SourceKind::Database));
    // What the logs really were at earlier times is better than what they may have been.
    for file in workspace.files.iter().filter(is_rewritten).filter(|_| case.earlier.is_empty()) {
        for texts in histories(file, &case.appended) {
            workspace.reset()?;
            has_grown |= grow(workspace, file, texts.into_iter())?;
        }
    }
    workspace.reset()?;
    let whole = workspace.read(1)?;
    let mut store = MemoryStore::default();
    for (step, tree) in (1..).zip(&case.earlier) {
        let files = collect_all(tree)?;
        workspace.set(&files)?;
        files.iter().try_for_each(|file| workspace.date(file, step))?;
        workspace.read_on(1, &mut store)?;
        has_grown |= store.dump() != whole.dump();
    }
    workspace.reset()?;
    workspace.read_on(1, &mut store)?;
    same(Law::Grows, &store, &whole)?;
    if !has_grown && documents_count(workspace)? {
        let text = "no document is seen to grow: name a tree with an earlier text of one";
        return Err(Violation::Powerless(text.to_owned()));
    }
    Ok(())
}

/// Returns `true` if there are calls of which documents alone tell.
fn documents_count(workspace: &Workspace<'_>) -> Result<bool, Violation> {
    let is_other = |file: &&SampleFile| file.shape != Some(SourceKind::Document);
    let others: Vec<SampleFile> = workspace.files.iter().filter(is_other).cloned().collect();
    workspace.set(&others)?;
    Ok(workspace.read(1)?.totals() != workspace.first.totals())
}

/// Reads a file at each of its texts, and says whether one said something else than the one before.
fn grow(
    workspace: &Workspace<'_>,
    file: &SampleFile,
    texts: impl Iterator<Item = Vec<u8>>,
) -> Result<bool, Violation> {
    let mut store = MemoryStore::default();
    let (mut changes, mut last) = (false, None);
    for (step, text) in (0..).zip(texts) {
        workspace.put(&file.with(text))?;
        // It may be as long as before.
        workspace.date(file, step)?;
        workspace.read_on(1, &mut store)?;
        same(Law::Grows, &store, &workspace.read(1)?)?;
        let dump = store.dump();
        changes |= last.replace(dump.clone()).is_some_and(|last| last != dump);
    }
    Ok(changes)
}
