//! Which agent and model figures are of: one after the other, and all again after the last.

use crate::state::State;

/// Takes the next agent alone, or all after the last one.
pub(crate) fn step_provider(state: &mut State, is_back: bool) {
    let known = state.answers.status().map(|status| status.scope.providers.clone()).unwrap_or_default();
    state.shared.provider = stepped(&known, state.shared.provider.as_deref(), is_back);
}

/// Takes the next model alone, or all after the last one.
pub(crate) fn step_model(state: &mut State, is_back: bool) {
    let rows = state.panes.sessions.report(&state.answers).map(|report| report.rows.as_slice());
    let mut known: Vec<String> = rows.unwrap_or_default().iter().flat_map(|row| row.models.clone()).collect();
    let live = state.answers.status().map(|status| status.sessions.as_slice()).unwrap_or_default();
    known.extend(live.iter().filter_map(|live| live.model.clone()).chain(state.shared.model.clone()));
    known.sort_unstable();
    known.dedup();
    state.shared.model = stepped(&known, state.shared.model.as_deref(), is_back);
}

/// The one that follows in a list, or the one before; none stands between the last and the first.
fn stepped(known: &[String], now: Option<&str>, is_back: bool) -> Option<String> {
    let place = now.and_then(|now| known.iter().position(|one| one == now));
    let next = match (place, is_back) {
        (None, false) => Some(0),
        (None, true) => known.len().checked_sub(1),
        (Some(place), false) => Some(place + 1),
        (Some(place), true) => place.checked_sub(1),
    };
    known.get(next?).cloned()
}
