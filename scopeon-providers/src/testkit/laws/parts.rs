//! Logs that are read in parts.

use super::super::chance::Chance;
use super::super::workspace::{SampleFile, Workspace};
use super::super::{Case, Law, Violation};
use super::verdict::same;

pub(super) fn resumed_is_whole(case: &Case<'_>, workspace: &Workspace<'_>) -> Result<(), Violation> {
    let mut chance = Chance::new(1);
    for _ in 0..case.rounds {
        // What is no log may say whose the logs are, and is there before them.
        let mut cut = |file: &SampleFile| match file.shape {
            Some(_) => chance.below(file.bytes.len() + 1),
            None => file.bytes.len(),
        };
        let cuts: Vec<usize> = workspace.files.iter().map(&mut cut).collect();
        let heads: Vec<SampleFile> =
            workspace.files.iter().zip(&cuts).map(|(file, cut)| head(file, *cut)).collect();
        workspace.set(&heads)?;
        let mut resumed = workspace.read(1)?;
        for (file, cut) in workspace.files.iter().zip(&cuts) {
            workspace.append(file, &file.bytes[*cut..])?;
        }
        workspace.read_on(1, &mut resumed)?;
        same(Law::ResumedIsWhole, &resumed, &workspace.read(1)?)?;
    }
    Ok(())
}

pub(super) fn torn_is_unread(case: &Case<'_>, workspace: &Workspace<'_>) -> Result<(), Violation> {
    let mut chance = Chance::new(4);
    for round in 0..case.rounds {
        let Some(file) = workspace.files.get(round % workspace.files.len().max(1)) else { break };
        let cut = chance.below(file.bytes.len() + 1);
        let whole = memchr::memrchr(b'\n', &file.bytes[..cut]).map_or(0, |newline| newline + 1);
        let torn = &file.bytes[whole..cut];
        if is_record(torn) {
            // Only its end is missing: it counts.
            continue;
        }
        workspace.set(&[head(file, whole)])?;
        let without = workspace.read(1)?;
        workspace.append(file, torn)?;
        let with = workspace.read(1)?;
        // A document is always read as a whole: it has no half-written lines.
        if with.reads_lines_only() {
            same(Law::TornIsUnread, &with, &without)?;
        }
    }
    Ok(())
}

/// Returns `true` if a line without an end is a whole record.
fn is_record(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.first() == Some(&b'{') && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
}

fn head(file: &SampleFile, cut: usize) -> SampleFile {
    file.with(file.bytes[..cut].to_vec())
}
