//! The laws themselves, each against a copy of the case's tree.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::time::{Duration, SystemTime};

use super::chance::Chance;
use super::ledger::MemoryLedger;
use super::stage::{Prop, Stage};
use super::{Case, Law, Violation};

pub(super) fn nothing_leaks(case: &Case<'_>, stage: &Stage<'_>) -> Result<(), Violation> {
    let ledger = stage.read(1)?;
    for canary in &case.canaries {
        let is_there = |prop: &Prop| memchr::memmem::find(&prop.bytes, canary.as_bytes()).is_some();
        if !stage.props.iter().any(is_there) {
            return Err(Violation::Powerless("a canary is in none of the files".to_owned()));
        }
        if let Some(line) = ledger.ever_given().lines().find(|line| line.contains(canary.as_str())) {
            return Err(broken(Law::NothingLeaks, line));
        }
    }
    Ok(())
}

pub(super) fn resumed_is_whole(case: &Case<'_>, stage: &Stage<'_>) -> Result<(), Violation> {
    let mut chance = Chance::new(1);
    for _ in 0..case.rounds {
        let cuts: Vec<usize> = stage.props.iter().map(|prop| chance.below(prop.bytes.len() + 1)).collect();
        let heads: Vec<Prop> = stage.props.iter().zip(&cuts).map(|(prop, cut)| head(prop, *cut)).collect();
        stage.set(&heads)?;
        let mut resumed = stage.read(1)?;
        for (prop, cut) in stage.props.iter().zip(&cuts) {
            append(stage, prop, &prop.bytes[*cut..])?;
        }
        stage.read_on(1, &mut resumed)?;
        same(Law::ResumedIsWhole, &resumed, &stage.read(1)?)?;
    }
    Ok(())
}

pub(super) fn twice_is_once(_: &Case<'_>, stage: &Stage<'_>) -> Result<(), Violation> {
    let once = stage.read(1)?;
    let mut twice = once.clone();
    stage.read_on(1, &mut twice)?;
    same(Law::TwiceIsOnce, &twice, &once)?;
    twice.forget_places();
    stage.read_on(1, &mut twice)?;
    same(Law::TwiceIsOnce, &twice, &once)
}

pub(super) fn any_order(case: &Case<'_>, stage: &Stage<'_>) -> Result<(), Violation> {
    let once = stage.read(1)?;
    let mut chance = Chance::new(2);
    let mut order: Vec<usize> = (0..stage.props.len()).collect();
    for round in 0..case.rounds {
        chance.shuffle(&mut order);
        // The engine reads sources in the order in which they were changed.
        for (place, prop) in order.iter().zip(&stage.props) {
            let since = Duration::from_secs(1_000_000 + *place as u64);
            File::options()
                .write(true)
                .open(stage.path(prop))?
                .set_modified(SystemTime::UNIX_EPOCH + since)?;
        }
        same(Law::AnyOrder, &stage.read(1 + round % 4)?, &once)?;
    }
    Ok(())
}

pub(super) fn never_panics(case: &Case<'_>, stage: &Stage<'_>) -> Result<(), Violation> {
    let mut chance = Chance::new(3);
    for _ in 0..case.rounds {
        let mut damaged = stage.props.clone();
        for prop in &mut damaged {
            damage(&mut prop.bytes, &mut chance);
        }
        stage.set(&damaged)?;
        if stage.read(1)?.issues("provider_failed") > 0 {
            return Err(broken(Law::NeverPanics, "it panicked on damaged input"));
        }
    }
    Ok(())
}

pub(super) fn torn_is_unread(case: &Case<'_>, stage: &Stage<'_>) -> Result<(), Violation> {
    let mut chance = Chance::new(4);
    for round in 0..case.rounds {
        let Some(prop) = stage.props.get(round % stage.props.len().max(1)) else { break };
        let cut = chance.below(prop.bytes.len() + 1);
        let whole = memchr::memrchr(b'\n', &prop.bytes[..cut]).map_or(0, |newline| newline + 1);
        stage.set(&[head(prop, whole)])?;
        let without = stage.read(1)?;
        append(stage, prop, &prop.bytes[whole..cut])?;
        let with = stage.read(1)?;
        // A document is always read as a whole: it has no half-written lines.
        if with.reads_lines_only() {
            same(Law::TornIsUnread, &with, &without)?;
        }
    }
    Ok(())
}

fn head(prop: &Prop, cut: usize) -> Prop {
    Prop { path: prop.path.clone(), bytes: prop.bytes[..cut].to_vec() }
}

fn append(stage: &Stage<'_>, prop: &Prop, bytes: &[u8]) -> io::Result<()> {
    OpenOptions::new().append(true).open(stage.path(prop))?.write_all(bytes)
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

fn same(law: Law, seen: &MemoryLedger, expected: &MemoryLedger) -> Result<(), Violation> {
    let (seen, expected) = (seen.dump(), expected.dump());
    if seen == expected {
        return Ok(());
    }
    let differs = |(a, b): &(&str, &str)| a != b;
    let first = seen.lines().zip(expected.lines()).find(differs);
    let text = first.map_or_else(
        || format!("{} facts in place of {}", seen.lines().count(), expected.lines().count()),
        |(a, b)| format!("\n  {a}\nin place of\n  {b}"),
    );
    Err(broken(law, &text))
}

fn broken(law: Law, seen: &str) -> Violation {
    Violation::Broken { law, seen: seen.to_owned() }
}
