//! Service tiers: where a rollout states one, and until when it holds.

use scopeon_core::pricing::Tier;
use scopeon_providers::Codex;
use serde_json::{Value, json};

use crate::lawful::Reader;

use super::{Home, RECORDED, meta, record, response, total, turn};

fn settings(seconds: f64, tier: Value) -> Value {
    let settings = json!({"model": "gpt-5.5", "model_provider_id": "openai", "service_tier": tier});
    record(seconds, "event_msg", json!({"type": "thread_settings_applied", "thread_settings": settings}))
}

/// The tiers of all calls, in order of their outputs.
fn tiers(records: &[Value]) -> Vec<Tier> {
    let home = Home::new();
    let mut all = vec![meta(0.0, RECORDED)];
    all.extend_from_slice(records);
    home.rollout(RECORDED, &all);
    let ledger = home.read();
    let mut calls: Vec<_> = ledger.calls().map(|call| (call.sample.usage.output, call.sample.tier)).collect();
    calls.sort_unstable();
    calls.into_iter().map(|(_, tier)| tier).collect()
}

#[test]
fn a_threads_settings_hold_for_its_responses() {
    let count = || total(9.0, [100, 0, 10], Some([100, 0, 10]));
    for (name, tier) in [
        ("priority", Tier::Priority),
        ("fast", Tier::Priority),
        ("flex", Tier::Flex),
        ("default", Tier::Standard),
        ("auto", Tier::Standard),
    ] {
        let set = || settings(1.0, json!(name));
        assert_eq!(tiers(&[set(), turn(2.0, "t"), count()]), [tier], "{name}, counted");
        let told = response(8.0, RECORDED, "resp_1", 100, 10);
        assert_eq!(tiers(&[set(), turn(2.0, "t"), told.clone()]), [tier], "{name}, recorded");
        assert_eq!(tiers(&[set(), turn(2.0, "t"), told, count()]), [tier], "{name}, both");
    }
    assert_eq!(tiers(&[turn(2.0, "t"), count()]), [Tier::Standard]);
}

#[test]
fn a_tier_holds_until_the_settings_say_another_or_none() {
    let counts = [
        total(3.0, [100, 0, 10], Some([100, 0, 10])),
        total(5.0, [200, 0, 21], Some([100, 0, 11])),
        total(7.0, [300, 0, 33], Some([100, 0, 12])),
    ];
    for off in [json!("default"), Value::Null] {
        let [one, two, three] = counts.clone();
        let records = [settings(1.0, json!("priority")), turn(2.0, "t"), one, settings(4.0, off), two];
        assert_eq!(tiers(&records), [Tier::Priority, Tier::Standard]);
        let mut records = records.to_vec();
        records.extend([settings(6.0, json!("flex")), three]);
        assert_eq!(tiers(&records), [Tier::Priority, Tier::Standard, Tier::Flex]);
    }
}

#[test]
fn what_a_response_states_goes_before_the_settings() {
    let usage = json!({"input_tokens": 10, "output_tokens": 1});
    let mut counted = total(3.0, [10, 0, 1], Some([10, 0, 1]));
    counted["payload"]["info"]["service_tier"] = json!("priority");
    let own =
        json!({"thread_id": RECORDED, "response_id": "resp_1", "usage": usage, "service_tier": "priority"});
    let told = |payload: &Value| record(3.0, "token_usage_record", payload.clone());
    let mut attributed = own.clone();
    attributed["attribution"] = json!({"model": "gpt-5.5", "service_tier": "flex"});
    for (stated, tier) in
        [(counted, Tier::Priority), (told(&own), Tier::Priority), (told(&attributed), Tier::Flex)]
    {
        assert_eq!(tiers(&[turn(1.0, "t"), stated.clone()]), [tier]);
        assert_eq!(tiers(&[settings(1.0, json!("default")), turn(2.0, "t"), stated]), [tier]);
    }
}

#[test]
fn a_turn_may_state_its_tier() {
    let mut fast = turn(2.0, "t");
    fast["payload"]["service_tier"] = json!("fast");
    let counted = total(3.0, [10, 0, 1], Some([10, 0, 1]));
    assert_eq!(tiers(&[settings(1.0, Value::Null), fast, counted]), [Tier::Priority]);
}

/// Another read goes on with what the first remembered.
#[test]
fn a_tier_is_remembered_between_reads() {
    let home = Home::new();
    let mut records = vec![meta(0.0, RECORDED), settings(1.0, json!("flex")), turn(2.0, "t")];
    home.rollout(RECORDED, &records);
    let mut ledger = home.read();
    records.push(total(3.0, [10, 0, 1], Some([10, 0, 1])));
    home.rollout(RECORDED, &records);
    Reader::new(&Codex, home.0.path()).read(home.0.path(), 1, &mut ledger);
    assert_eq!(ledger.calls().map(|call| call.sample.tier).collect::<Vec<_>>(), [Tier::Flex]);
}
