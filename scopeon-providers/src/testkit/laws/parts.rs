//! Logs that are read in parts.

use super::super::chance::Chance;
use super::super::stage::{Prop, Stage};
use super::super::{Case, Law, Violation};
use super::same;

pub(super) fn resumed_is_whole(case: &Case<'_>, stage: &Stage<'_>) -> Result<(), Violation> {
    let mut chance = Chance::new(1);
    for _ in 0..case.rounds {
        // What is no log may say whose the logs are, and is there before them.
        let mut cut = |prop: &Prop| match prop.shape {
            Some(_) => chance.below(prop.bytes.len() + 1),
            None => prop.bytes.len(),
        };
        let cuts: Vec<usize> = stage.props.iter().map(&mut cut).collect();
        let heads: Vec<Prop> = stage.props.iter().zip(&cuts).map(|(prop, cut)| head(prop, *cut)).collect();
        stage.set(&heads)?;
        let mut resumed = stage.read(1)?;
        for (prop, cut) in stage.props.iter().zip(&cuts) {
            stage.append(prop, &prop.bytes[*cut..])?;
        }
        stage.read_on(1, &mut resumed)?;
        same(Law::ResumedIsWhole, &resumed, &stage.read(1)?)?;
    }
    Ok(())
}

pub(super) fn torn_is_unread(case: &Case<'_>, stage: &Stage<'_>) -> Result<(), Violation> {
    let mut chance = Chance::new(4);
    for round in 0..case.rounds {
        let Some(prop) = stage.props.get(round % stage.props.len().max(1)) else { break };
        let cut = chance.below(prop.bytes.len() + 1);
        let whole = memchr::memrchr(b'\n', &prop.bytes[..cut]).map_or(0, |newline| newline + 1);
        let torn = &prop.bytes[whole..cut];
        if is_record(torn) {
            // Only its end is missing: it counts.
            continue;
        }
        stage.set(&[head(prop, whole)])?;
        let without = stage.read(1)?;
        stage.append(prop, torn)?;
        let with = stage.read(1)?;
        // A document is always read as a whole: it has no half-written lines.
        if with.reads_lines_only() {
            same(Law::TornIsUnread, &with, &without)?;
        }
    }
    Ok(())
}

/// Tells whether a line without an end is a whole record.
fn is_record(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.first() == Some(&b'{') && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
}

fn head(prop: &Prop, cut: usize) -> Prop {
    prop.with(prop.bytes[..cut].to_vec())
}
