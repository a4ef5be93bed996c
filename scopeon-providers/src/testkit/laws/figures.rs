//! What a person counted, and the times between which agents exist.

use std::time::{SystemTime, UNIX_EPOCH};

use scopeon_core::time::Timestamp;

use super::super::stage::Stage;
use super::super::{Case, Law, Violation};
use super::broken;
use crate::drive::Times;

pub(super) fn true_figures(case: &Case<'_>, stage: &Stage<'_>) -> Result<(), Violation> {
    let Some(truth) = &case.truth else {
        return Err(Violation::Powerless("there is no truth to compare its figures with".to_owned()));
    };
    if let Some(fault) = truth.fault() {
        return Err(Violation::Powerless(fault));
    }
    let differences = truth.differences(&stage.first);
    if differences.is_empty() {
        return Ok(());
    }
    Err(broken(Law::TrueFigures, &format!("\n  {}", differences.join("\n  "))))
}

pub(super) fn plausible_time(stage: &Stage<'_>) -> Result<(), Violation> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(since.as_millis()).ok().and_then(Timestamp::from_millis);
    let times = Times::until(now);
    match stage.first.facts().find(|fact| !times.hold(fact)) {
        Some(fact) => Err(broken(Law::PlausibleTime, &format!("\n  {fact:?}"))),
        None => Ok(()),
    }
}
