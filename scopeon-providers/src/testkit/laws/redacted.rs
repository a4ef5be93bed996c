//! Free text where names and paths should be, in each field in turn.

use std::collections::BTreeSet;

use scopeon_core::event::Event;
use scopeon_core::privacy::PathPolicy;
use scopeon_core::shape::Role;

use super::super::ledger::MemoryLedger;
use super::super::plant::{PLANTED, keys, plant_under};
use super::super::stage::{Prop, Stage};
use super::super::{Case, Law, Violation};
use super::leaks::keeps_quiet;
use super::{line_ends, same};

pub(super) fn redacted(_case: &Case<'_>, stage: &Stage<'_>) -> Result<(), Violation> {
    for policy in [PathPolicy::Basename, PathPolicy::Hash] {
        let kept = in_two_parts(stage, &stage.props, policy)?;
        for path in hidden(stage, policy) {
            keeps_quiet(Law::Redacted, kept.ever_given(), &path)?;
        }
    }
    let all: BTreeSet<String> = stage.props.iter().flat_map(keys).collect();
    for key in all {
        let plant =
            |prop: &Prop| plant_under(prop, &key).map_or_else(|| prop.clone(), |bytes| prop.with(bytes));
        let props: Vec<Prop> = stage.props.iter().map(plant).collect();
        let kept = in_two_parts(stage, &props, PathPolicy::Hash)?;
        keeps_quiet(Law::Redacted, kept.ever_given(), PLANTED)?;
    }
    Ok(())
}

/// Reads the first half of every log of lines and then the rest, which has to give what reading at once gives.
fn in_two_parts(stage: &Stage<'_>, props: &[Prop], policy: PathPolicy) -> Result<MemoryLedger, Violation> {
    let halves: Vec<usize> = props.iter().map(half).collect();
    let heads: Vec<Prop> =
        props.iter().zip(&halves).map(|(prop, half)| prop.with(prop.bytes[..*half].to_vec())).collect();
    stage.set(&heads)?;
    let mut parts = MemoryLedger::keeping(policy);
    stage.read_on(1, &mut parts)?;
    for (prop, half) in props.iter().zip(&halves) {
        stage.append(prop, &prop.bytes[*half..])?;
    }
    stage.read_on(1, &mut parts)?;
    let mut whole = MemoryLedger::keeping(policy);
    stage.read_on(1, &mut whole)?;
    same(Law::Redacted, &parts, &whole)?;
    Ok(parts)
}

/// Where the first half of a log of lines ends; what is read as a whole is not cut.
fn half(prop: &Prop) -> usize {
    let whole = prop.bytes.len();
    let is_lines = prop.shape == Some(scopeon_core::provider::Shape::Lines);
    let ends = if is_lines { line_ends(&prop.bytes, usize::MAX) } else { Vec::new() };
    ends.get(ends.len() / 2).copied().unwrap_or(whole)
}

/// What of the projects' directories must not come out: under pseudonyms the directory, else where it lies.
fn hidden(stage: &Stage<'_>, policy: PathPolicy) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for event in stage.first.facts() {
        Event::clone(event).each_name(&mut |role, name| {
            let cut = name.as_str().rsplit_once(['/', '\\']).filter(|(parent, _)| parent.len() > 2);
            if let Some((parent, _)) = cut.filter(|_| role == Role::Project) {
                let hidden = if policy == PathPolicy::Hash { name.as_str() } else { parent };
                paths.insert(hidden.to_owned());
            }
        });
    }
    paths
}
