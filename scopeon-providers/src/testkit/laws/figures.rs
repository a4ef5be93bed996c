//! What a person counted, and the times between which agents exist.

use std::fs;
use std::time::UNIX_EPOCH;

use scopeon_core::time::Timestamp;

use super::super::workspace::Workspace;
use super::super::{Case, Law, Violation};
use super::verdict::broken;
use crate::engine::drive::times::Times;

pub(super) fn true_figures(case: &Case<'_>, workspace: &Workspace<'_>) -> Result<(), Violation> {
    let Some(truth) = &case.truth else {
        return Err(Violation::Powerless("there is no truth to compare its figures with".to_owned()));
    };
    if let Some(fault) = truth.fault() {
        return Err(Violation::Powerless(fault));
    }
    let differences = truth.differences(&workspace.first);
    if differences.is_empty() {
        return Ok(());
    }
    Err(broken(Law::TrueFigures, &format!("\n  {}", differences.join("\n  "))))
}

pub(super) fn plausible_time(workspace: &Workspace<'_>) -> Result<(), Violation> {
    // The directories of the copy were made a moment ago; its files are given times of their own.
    let mut written = Vec::new();
    for file in &workspace.files {
        if let Some(directory) = workspace.path(file).parent() {
            written.push(fs::metadata(directory)?.modified()?);
        }
    }
    let since = written.into_iter().max().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let now = since.and_then(|since| Timestamp::from_millis(i64::try_from(since.as_millis()).ok()?));
    let times = Times::until(now);
    match workspace.first.facts().find(|fact| !times.hold(fact)) {
        Some(fact) => Err(broken(Law::PlausibleTime, &format!("\n  {fact:?}"))),
        None => Ok(()),
    }
}
