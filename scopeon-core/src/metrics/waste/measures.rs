//! From findings to what is judged of them.

use super::findings::Findings;
use crate::metrics::health::Measurement;
use crate::metrics::thresholds::HealthMeasure;
use crate::metrics::{Doubt, Figure, Provenance, Reason, Share};
use crate::provider::Fidelity;

/// With fewer calls nothing is judged.
pub(super) const FEWEST_CALLS: u64 = 5;
/// With fewer uses of tools theirs is not.
pub(super) const FEWEST_USES: u64 = 10;

impl Findings {
    /// Returns what is judged, each measure once, in the order of [`HealthMeasure::ALL`]. A share of fewer than five calls or
    /// ten uses of tools has no value.
    #[must_use]
    pub fn measured(&self) -> [Measurement; HealthMeasure::ALL.len()] {
        HealthMeasure::ALL.map(|measure| Measurement { measure, value: self.share(measure) })
    }

    fn share(&self, measure: HealthMeasure) -> Figure<Share> {
        let inferred = self.cache.doubted(Reason::InferredCache, Doubt::Yes);
        let of_calls = |part, whole, sure| figure((part, whole), self.calls >= FEWEST_CALLS, sure);
        match measure {
            HealthMeasure::HitRate => of_calls(self.cache_read, self.prompt, self.cache),
            HealthMeasure::Crowded => {
                figure((self.crowded, self.windowed), self.windowed >= FEWEST_CALLS, self.window)
            }
            HealthMeasure::Busts => of_calls(self.busts, self.calls, inferred),
            HealthMeasure::Unread => of_calls(self.unread, self.written, inferred),
            HealthMeasure::Failures => {
                figure((self.failures, self.ended), self.ended >= FEWEST_USES, self.tools)
            }
            HealthMeasure::Repeats => {
                let sure = self.tools.doubted(Reason::Collisions, Doubt::when_any(self.repeats));
                figure((self.repeats, self.marked), self.marked >= FEWEST_USES, sure)
            }
        }
    }
}

fn figure((part, whole): (u64, u64), are_enough: bool, sure: Provenance) -> Figure<Share> {
    match (sure.fidelity(), are_enough && whole > 0) {
        (Fidelity::Unsupported, _) => Figure::unsupported(),
        (_, false) => Figure::unknown(Reason::FewSamples),
        (_, true) => Figure::new(Share::of(part, whole), sure),
    }
}
