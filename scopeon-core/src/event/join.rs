//! The small lawful joins that facts are merged with; each is commutative, associative and idempotent.

/// Keeps the smaller of two known values.
pub(super) fn earliest<T: Ord>(ours: &mut Option<T>, theirs: Option<T>) {
    *ours = match (ours.take(), theirs) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
}

/// Keeps the larger of two known values.
pub(super) fn latest<T: Ord>(ours: &mut Option<T>, theirs: Option<T>) {
    *ours = ours.take().max(theirs);
}
