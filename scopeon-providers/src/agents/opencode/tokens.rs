//! A message's tokens. What its counts include changed over time, and the total tells which way it is.

use scopeon_core::usage::Usage;

/// The counts as stated.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tokens {
    pub(super) input: u64,
    pub(super) output: u64,
    pub(super) reasoning: u64,
    pub(super) read: u64,
    pub(super) write: u64,
    pub(super) total: Option<u64>,
}

/// Whether the reasoning is in the output where no total tells: before 1.2 it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Era {
    /// Written before 1.2.
    Included,
    /// Written since.
    Excluded,
}

impl Era {
    /// Tells the era by the version that began the session.
    pub(super) fn of(version: Option<&str>) -> Self {
        let mut numbers = version.unwrap_or("1.2").split('.').map(|part| part.parse::<u32>().unwrap_or(0));
        let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        // Builds from source call themselves `local` or 0.0.0 and are new.
        if version == (0, 0) || version >= (1, 2) { Self::Excluded } else { Self::Included }
    }
}

impl Tokens {
    /// Returns disjoint counts.
    pub(super) fn usage(self, era: Era) -> Usage {
        let cached = self.read.saturating_add(self.write);
        let plain = self.input.saturating_add(self.output);
        let all = plain.saturating_add(cached);
        let says = |sum: u64| self.total == Some(sum);
        // Some versions did not take the cached tokens out of the input for every provider.
        let holds_cached = cached > 0
            && self.input >= cached
            && (says(plain) || (self.reasoning > 0 && says(plain.saturating_add(self.reasoning))));
        let is_apart = if says(all.saturating_add(self.reasoning)) {
            true
        } else if says(all) || says(plain) {
            false
        } else {
            says(plain.saturating_add(self.reasoning)) || era == Era::Excluded
        };
        Usage {
            input: if holds_cached { self.input - cached } else { self.input },
            output: if is_apart { self.output.saturating_add(self.reasoning) } else { self.output },
            reasoning: self.reasoning,
            cache_read: self.read,
            cache_write_5m: self.write,
            ..Usage::default()
        }
    }
}
