//! Free text where names and paths should be, in each field in turn.

use std::collections::BTreeSet;

use scopeon_core::event::Event;
use scopeon_core::privacy::PathPolicy;
use scopeon_core::shape::Role;

use super::super::plant::{PLANTED, keys, plant_under};
use super::super::store::MemoryStore;
use super::super::workspace::{SampleFile, Workspace};
use super::super::{Case, Law, Violation};
use super::leaks::keeps_quiet;
use super::verdict::{line_ends, same};

pub(super) fn redacted(_case: &Case<'_>, workspace: &Workspace<'_>) -> Result<(), Violation> {
    for policy in [PathPolicy::Basename, PathPolicy::Hash] {
        let kept = in_two_parts(workspace, &workspace.files, policy)?;
        for path in hidden(workspace, policy) {
            keeps_quiet(Law::Redacted, kept.ever_given(), &path)?;
        }
    }
    let all: BTreeSet<String> = workspace.files.iter().flat_map(keys).collect();
    for key in all {
        let plant = |file: &SampleFile| {
            plant_under(file, &key).map_or_else(|| file.clone(), |bytes| file.with(bytes))
        };
        let files: Vec<SampleFile> = workspace.files.iter().map(plant).collect();
        let kept = in_two_parts(workspace, &files, PathPolicy::Hash)?;
        keeps_quiet(Law::Redacted, kept.ever_given(), PLANTED)?;
    }
    Ok(())
}

/// Reads the first half of every log of lines and then the rest, which has to give what reading at once gives.
fn in_two_parts(
    workspace: &Workspace<'_>,
    files: &[SampleFile],
    policy: PathPolicy,
) -> Result<MemoryStore, Violation> {
    let halves: Vec<usize> = files.iter().map(half).collect();
    let heads: Vec<SampleFile> =
        files.iter().zip(&halves).map(|(file, half)| file.with(file.bytes[..*half].to_vec())).collect();
    workspace.set(&heads)?;
    let mut parts = MemoryStore::keeping(policy);
    workspace.read_on(1, &mut parts)?;
    for (file, half) in files.iter().zip(&halves) {
        workspace.append(file, &file.bytes[*half..])?;
    }
    workspace.read_on(1, &mut parts)?;
    let mut whole = MemoryStore::keeping(policy);
    workspace.read_on(1, &mut whole)?;
    same(Law::Redacted, &parts, &whole)?;
    Ok(parts)
}

/// Where the first half of a log of lines ends; what is read as a whole is not cut.
fn half(file: &SampleFile) -> usize {
    let whole = file.bytes.len();
    let is_lines = file.shape == Some(scopeon_core::provider::SourceKind::Lines);
    let ends = if is_lines { line_ends(&file.bytes, usize::MAX) } else { Vec::new() };
    ends.get(ends.len() / 2).copied().unwrap_or(whole)
}

/// What of the projects' directories must not come out: under pseudonyms the directory, else where it lies.
fn hidden(workspace: &Workspace<'_>, policy: PathPolicy) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for event in workspace.first.facts() {
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
