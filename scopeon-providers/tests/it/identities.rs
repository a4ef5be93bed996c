//! Identities against logs whose truth is known; `SCOPEON_IDENTITIES` says how many are drawn.

use std::collections::BTreeMap;

use scopeon_providers::ClaudeCode;
use scopeon_providers::testkit::identities::{self, Drawn};

/// So many take a second or two.
const FEW: u64 = 300;

fn count() -> u64 {
    std::env::var("SCOPEON_IDENTITIES").ok().and_then(|count| count.parse().ok()).unwrap_or(FEW)
}

#[test]
fn claude_code_counts_what_was_used_whatever_responses_are_called() {
    let mut told: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut shortest: Option<String> = None;
    for seed in 0..count() {
        let drawn: Drawn = identities::claude_code(seed);
        let difference = identities::difference(&ClaudeCode, &drawn);
        for name in drawn.forms.iter().map(|form| (*form).to_owned()).chain([drawn.scheme]) {
            let (cases, wrong) = told.entry(name).or_default();
            (*cases, *wrong) = (*cases + 1, *wrong + u64::from(difference.is_some()));
        }
        let is_shorter = |told: &String| shortest.as_ref().is_none_or(|known| told.len() < known.len());
        if let Some(told) = difference.filter(is_shorter) {
            shortest = Some(told);
        }
    }
    for (name, (cases, wrong)) in &told {
        println!("{name:70} {cases:8} cases {wrong:6} wrong");
    }
    assert!(shortest.is_none(), "{}", shortest.unwrap_or_default());
    assert!(told.len() > 40 || count() < FEW, "all kinds are drawn: {}", told.len());
}
