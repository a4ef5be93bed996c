//! `scopeon context`.

use snapbox::{assert_data_eq, str};

use crate::machine::{DEMO, Machine};

#[test]
fn the_live_sessions_context() {
    let ran = Machine::empty().run_wide(80, &format!("context --calls 3 {DEMO}"));
    assert_data_eq!(
        ran.out,
        str![[r#"
Context of 2d03d369-8db9-4ddd-b09d-f72e8e15ae21
  Now         ████████▋░░░░░░░░░░░░░░░░░░░░░ 58.0K of ~200K (~28 %)
  Model       claude-code · claude-sonnet-5
  Capacity    ~200,000 tokens: what such models hold unless an account has more
  Growth      ~3.0K tokens a call, ~9.8K a turn
  Left        ~34 calls, ~10 turns until ~162K
  Advice      Go on: there is room
  Crowded     ~1 of 61 calls at 80 % or more; what they held above half cost
              ~$0.0123 at least

Compactions (1 automatic; 150K tokens freed)
At                Trigger    Before  After  Freed    Took
─────────────────────────────────────────────────────────
2026-11-20 14:56  automatic    162K  12.4K   150K  39.4 s

Calls (the last 3 of 61)
Time              Context  Change  Fill
───────────────────────────────────────────────────────────────────────
2026-11-20 14:57   51,080  +4,829  25 %  ███████▋░░░░░░░░░░░░░░░░░░░░░░
2026-11-20 14:57   53,548  +2,468  26 %  ████████░░░░░░░░░░░░░░░░░░░░░░
2026-11-20 14:57   57,982  +4,434  28 %  ████████▋░░░░░░░░░░░░░░░░░░░░░

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
