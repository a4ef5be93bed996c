//! `scopeon health` and `scopeon suggest`.

use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::machine::{DEMO, Machine};

#[test]
fn the_demos_health() {
    let ran = Machine::empty().run_wide(80, &format!("health {DEMO}"));
    assert_data_eq!(
        ran.out,
        str![[r#"
Health  2026-10-22 to now, UTC
  █████████████████▍░░░░░░░░░░░░ ~58 of 100

Score breakdown
                                 Value    Good    Poor    Points
────────────────────────────────────────────────────────────────────────────
Cache hit rate                 ~93.8 %  95.5 %  93.3 %   7 of 30  ██▎░░░░░░░
Calls in a crowded window       ~0.3 %   5.0 %  30.0 %  20 of 20  ██████████
Failed tools                    ~3.9 %     0 %  10.0 %   9 of 15  ██████░░░░
Cache misses (prefix changed)     ~0 %   0.5 %   5.0 %  15 of 15  ██████████
Repeated tools                 ~12.0 %     0 %  29.9 %   6 of 10  █████▉░░░░
Cache writes never read        ~11.6 %   2.6 %  13.0 %   1 of 10  █▎░░░░░░░░
good and poor are learnt from up to 141 sessions of yours in 90 days, or
defaults

Signs of waste
  11 worth less than 1 % of spend; scopeon suggest --limit all shows them

Unusual days
Day          Cost  Usual
────────────────────────
2026-10-27  $6.76  $1.25

~ estimated; -v says why
13 agents (4 of level B, 9 of level C) log less than each call's exact tokens;
  see scopeon providers

"#]]
    );
}

#[test]
fn the_demos_suggestions() {
    let ran = Machine::empty().run_wide(80, &format!("suggest --limit 3 {DEMO}"));
    assert_data_eq!(
        ran.out,
        str![[r#"
Suggestions  2026-10-22 to now, UTC
123 sessions that cost ≥$56.99; savings can overlap

Nothing stands out. Go on.

11 worth less than 1 % of that; --limit all shows every one

≥ a lower bound; -v says why
13 agents (4 of level B, 9 of level C) log less than each call's exact tokens;
  see scopeon providers

"#]]
    );
}

#[test]
fn they_fit_and_say_the_same() {
    let machine = Machine::empty();
    for line in ["health", "health latest", "suggest --limit all"] {
        machine.fits(&format!("{line} {DEMO}"), &[60, 72, 100, 200]);
    }
    let health = machine.json(&format!("health {DEMO}"));
    let cache = machine.json(&format!("cache {DEMO}"));
    let value = |measure: &str| {
        let parts = health["components"].as_array().expect("parts");
        parts.iter().find(|part| part["measure"] == measure).expect("the part")["value"]["value"].clone()
    };
    assert_eq!(
        (&value("hit_rate"), &value("unread")),
        (&cache["total"]["hit_rate"]["value"], &cache["unread_ratio"]["value"])
    );
    let (tools, mcp) = (machine.json(&format!("tools --kind tool --kind mcp {DEMO}")), value("failures"));
    assert_eq!(mcp, tools["total"]["failures_ratio"]);
    let suggest = machine.json(&format!("suggest {DEMO}"));
    assert_eq!(suggest["cost_usd"]["value"], machine.json(&format!("costs {DEMO}"))["total"]["cost_usd"]);
}

#[test]
fn nothing_is_a_sentence_and_a_wrong_session_an_error() {
    let machine = Machine::empty();
    assert!(machine.answer("health").contains("so there is nothing to judge.\n"));
    assert!(machine.answer("suggest").contains("so there is nothing to suggest.\n"));
    let health = machine.json("health latest");
    assert_eq!((&health["score"]["value"], &health["signals"]), (&json!(null), &json!([])));
    let ran = Machine::with_claude().run("health 2222x");
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.contains("did you mean 22222222-"), "{}", ran.err);
}
