//! Content that must not come out.

use super::super::plant::{PLANTED, plant};
use super::super::workspace::{SampleFile, Workspace};
use super::super::{Case, Law, Violation};
use super::verdict::broken;

pub(super) fn nothing_leaks(case: &Case<'_>, workspace: &Workspace<'_>) -> Result<(), Violation> {
    for canary in &case.canaries {
        let is_there = |file: &SampleFile| memchr::memmem::find(&file.bytes, canary.as_bytes()).is_some();
        if !workspace.files.iter().any(is_there) {
            return Err(Violation::Powerless("a canary is in none of the files".to_owned()));
        }
        keeps_quiet(Law::NothingLeaks, workspace.first.ever_given(), canary)?;
    }
    let mut planted = 0;
    for file in &workspace.files {
        if let Some(bytes) = plant(file, &case.names) {
            workspace.put(&file.with(bytes))?;
            planted += 1;
        }
    }
    if planted == 0 && case.canaries.is_empty() {
        return Err(Violation::Powerless("there is no text in the tree, and no canary".to_owned()));
    }
    let read = workspace.read(1)?;
    keeps_quiet(Law::NothingLeaks, read.ids_given(), PLANTED)?;
    keeps_quiet(Law::NothingLeaks, read.ever_given(), PLANTED)
}

pub(super) fn keeps_quiet(law: Law, given: &str, canary: &str) -> Result<(), Violation> {
    match given.lines().find(|line| line.contains(canary)) {
        Some(line) => Err(broken(law, line)),
        None => Ok(()),
    }
}
