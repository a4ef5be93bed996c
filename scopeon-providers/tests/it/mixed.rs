//! The mixed home of the demo, read by every provider there is: each answers the truth and the others nothing.

use std::sync::atomic::AtomicBool;

use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use scopeon_providers::sample::{Settings as Sample, write_heavy_home, write_mixed_home};
use scopeon_providers::testkit::MemoryLedger;
use scopeon_providers::{Places, Settings, Silent, builtin, scan};

#[test]
fn each_agent_of_the_mixed_home_is_read_exactly() {
    let home = tempfile::tempdir().unwrap();
    let end = Timestamp::parse("2026-11-20T16:00:00Z").unwrap();
    let truths = write_mixed_home(home.path(), end).unwrap();
    assert!(truths.len() >= 12, "{:?}", truths.keys());
    let copies = tempfile::tempdir().unwrap();
    let settings = Settings::default().scratch(copies.path());
    let mut read = Vec::new();
    for provider in builtin() {
        let mut ledger = MemoryLedger::default();
        let (places, stop) = (Places::below(home.path()), AtomicBool::new(false));
        scan(&[provider.as_ref()], &places, &settings, &mut ledger, &Silent, &stop).unwrap();
        let Some(truth) = truths.get(provider.about().id) else {
            assert_eq!(ledger.calls().count(), 0, "{}", provider.about().id);
            continue;
        };
        let mut usage = Usage::default();
        ledger.calls().for_each(|call| usage += call.reading.usage);
        let calls = ledger.calls().count() as u64;
        // Searches of side calls stand at tools' uses, and only the store adds them up.
        let without_searches = |usage: Usage| Usage { web_searches: 0, ..usage };
        let wanted = (truth.calls, without_searches(truth.usage));
        assert_eq!((calls, without_searches(usage)), wanted, "{}", provider.about().id);
        assert!(ledger.calls().all(|call| call.at <= end), "{}", provider.about().id);
        let id = provider.about().id;
        let is_known = |model: &str| truth.by_model.contains_key(model);
        assert!(ledger.calls().all(|call| is_known(call.reading.model.as_str())), "{id}");
        read.push(provider.about().id);
    }
    assert_eq!(read.len(), truths.len());
}

#[test]
fn each_agent_of_the_heavy_home_is_read_exactly() {
    let home = tempfile::tempdir().unwrap();
    let truths = write_heavy_home(home.path(), &Sample::bench().scaled(3)).unwrap();
    assert_eq!(truths.len(), 5);
    let copies = tempfile::tempdir().unwrap();
    let settings = Settings::default().scratch(copies.path());
    for provider in builtin() {
        let mut ledger = MemoryLedger::default();
        let (places, stop) = (Places::below(home.path()), AtomicBool::new(false));
        scan(&[provider.as_ref()], &places, &settings, &mut ledger, &Silent, &stop).unwrap();
        let Some(truth) = truths.get(provider.about().id) else { continue };
        let usage: Usage = ledger.calls().map(|call| call.reading.usage).sum();
        // Searches of side calls stand at tools' uses, and only the store adds them up.
        let without_searches = |usage: Usage| Usage { web_searches: 0, ..usage };
        let read = (ledger.calls().count() as u64, without_searches(usage));
        assert_eq!(read, (truth.calls, without_searches(truth.usage)), "{}", provider.about().id);
        assert!(!ledger.dump().contains("CANARY"), "{}", provider.about().id);
    }
}
