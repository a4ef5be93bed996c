//! Whole homes, each with the right value of one situation: forks, sub-agents, mixed versions, interrupted turns.

use std::path::PathBuf;

use scopeon_core::event::{Event, Finish};
use scopeon_providers::Codex;
use scopeon_providers::testkit::MemoryStore;

use super::read;
use super::witness::disagreements;
use crate::expect::fixture;
use crate::lawful::Reader;

fn home(name: &str) -> PathBuf {
    fixture("codex/cases").join(name)
}

/// Responses, prompt tokens, those of them that a cache served, output, and requests of unknown usage.
fn counted(ledger: &MemoryStore) -> [u64; 5] {
    let mut sums = [0; 5];
    for call in ledger.calls() {
        if call.sample.finish == Finish::Unknown {
            sums[4] += 1;
            continue;
        }
        let used = call.sample.usage;
        for (sum, more) in sums.iter_mut().zip([1, used.prompt(), used.cache_read, used.output]) {
            *sum += more;
        }
    }
    sums
}

#[test]
fn every_home_counts_what_was_used() {
    // Responses, prompt, cached, output, unknown.
    let cases = [
        ("fast-spark", [9, 104_000, 68_000, 2600, 0]),
        ("fast-embedded", [9, 104_000, 68_000, 2600, 0]),
        ("fast-sparkrec", [9, 104_000, 68_000, 2600, 0]),
        ("fast-review", [9, 104_000, 68_000, 2600, 0]),
        ("fast-normal", [2, 80_000, 40_000, 1900, 0]),
        ("fast-slowfirst", [3, 120_000, 70_000, 2900, 0]),
        ("fast-slowthenfast", [9, 104_000, 68_000, 2600, 0]),
        ("fast-without-history", [7, 12_500, 4000, 400, 0]),
        ("slow-without-history", [7, 12_500, 4000, 400, 0]),
        ("mixed", [3, 35_000, 18_000, 1800, 0]),
        ("mixed2", [2, 21_000, 10_000, 1000, 0]),
        ("mixed3", [2, 21_000, 10_000, 1000, 0]),
        ("interleaved", [5, 36_000, 17_000, 1700, 0]),
        ("interleaved-in-a-turn", [5, 36_000, 17_000, 1700, 0]),
        ("empty-fork", [3, 6000, 600, 60, 0]),
        ("two-deep", [4, 13_000, 1300, 130, 0]),
        ("late-replay", [4, 13_000, 1300, 130, 0]),
        ("unknown-line", [4, 13_000, 1300, 130, 0]),
        ("searches", [1, 100_000, 0, 10_000, 0]),
        ("final-error", [1, 1010, 401, 51, 0]),
        ("hosted-search", [6, 6210, 2421, 321, 0]),
        ("interrupted", [1, 1010, 401, 51, 1]),
        // A real tree: a thread, its sub-agent that copies it, a fork of that one by reference and a fork of the fork.
        ("by-reference", [8, 56_036, 40_000, 516, 0]),
    ];
    let mut wrong = Vec::new();
    for (name, wanted) in cases {
        let ledger = read(&home(name));
        let got = counted(&ledger);
        if got != wanted {
            wrong.push(format!("{name}: {got:?}, not {wanted:?}"));
        }
        wrong.extend(disagreements(&ledger).into_iter().map(|said| format!("{name}: {said}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_home_counts_the_same_whatever_is_read_first() {
    for name in ["fast-embedded", "mixed3", "interleaved", "two-deep", "late-replay", "by-reference"] {
        let home = home(name);
        Reader::new(&Codex, &home).files_may_come_one_by_one();
    }
}

#[test]
fn a_final_error_is_one() {
    let ledger = read(&home("final-error"));
    let errors: Vec<_> = ledger
        .facts()
        .filter_map(|event| if let Event::ApiError(error) = event { Some(error) } else { None })
        .collect();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].kind.as_ref().map(AsRef::as_ref), Some("internal_server_error"));
    assert_eq!(errors[0].retry, None, "nothing was tried after it");
}

#[test]
fn searches_are_their_responses() {
    for (name, wanted) in [("searches", 3), ("hosted-search", 1)] {
        let ledger = read(&home(name));
        let searched: u64 = ledger.calls().map(|call| call.sample.usage.web_searches).sum();
        assert_eq!(searched, wanted, "{name}");
    }
}

#[test]
fn tools_are_linked_to_the_response_that_asked_for_them() {
    let ledger = read(&home("hosted-search"));
    let tools = crate::expect::tools(&ledger);
    assert_eq!(tools.len(), 6, "five of the agent and one of its sub-agent");
    for tool in tools {
        let call = ledger.calls().find(|call| Some(call.id) == tool.call).expect("its call");
        assert_eq!(call.attribution.session, tool.attribution.session);
    }
}
