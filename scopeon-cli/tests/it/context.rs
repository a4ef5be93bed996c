//! `scopeon context`.

use snapbox::{assert_data_eq, str};

use crate::machine::{DEMO, Machine};

#[test]
fn the_live_sessions_context() {
    let ran = Machine::empty().run_wide(80, &format!("context --calls 3 {DEMO}"));
    assert_data_eq!(
        ran.out,
        str![[r#"
Context of 5a4f3e7a-6fa0-4680-b9c6-b8028dde2979
  Now         █░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 37.6K of ~1.1M (~4 %)
  Model       codex · gpt-5.5
  Capacity    ~1,050,000 tokens: the price table states it for the model
  Growth      ~2.3K tokens a call, ~9.7K a turn
  Left        ~437 calls, ~104 turns until ~1.1M
  Advice      Go on: there is room

Calls (the last 3 of 12)
Time              Context  Change  Fill
───────────────────────────────────────────────────────────────────────
2026-11-20 14:57   32,964  +2,348   3 %  ▉░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
2026-11-20 14:57   35,429  +2,465   3 %  █░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
2026-11-20 14:58   37,633  +2,204   4 %  █░░░░░░░░░░░░░░░░░░░░░░░░░░░░░

~ estimated; -v says why

"#]]
    );
}

#[test]
fn it_fits_and_agrees_with_the_status() {
    let machine = Machine::empty();
    machine.fits(&format!("context {DEMO}"), &[60, 80, 200]);
    let (context, status) =
        (machine.json(&format!("context {DEMO}")), machine.json(&format!("status {DEMO}")));
    assert_eq!(context["occupancy"]["value"], status["live"]["context"]);
    assert_eq!(context["capacity"]["value"], status["live"]["window"]);
}

#[test]
fn no_session_is_a_sentence_and_a_wrong_one_an_error() {
    let machine = Machine::empty();
    let ran = machine.run("context");
    assert_eq!(ran.out, "There is no session yet, so no context is in use.\n");
    assert_eq!(machine.json("context")["occupancy"]["value"], 0);
    let ran = Machine::with_claude().run("context 2222x");
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.contains("did you mean 22222222-"), "{}", ran.err);
}
