//! `scopeon cache`.

use snapbox::{assert_data_eq, str};

use crate::machine::{DEMO, Machine};

#[test]
fn the_demos_caches_by_model() {
    let ran = Machine::empty().run_wide(80, &format!("cache --by model {DEMO}"));
    assert_data_eq!(
        ran.out,
        str![[r#"
Caches  2026-10-22 to now, UTC
  Hit rate      ██████████████████▊░ ~93.8 % of 72.1M prompt tokens
  Saved         ≥$180.46; without any cache it would have cost ≥$237.45. Writing
                cost ≥$6.19 above the input price
  Written       3.0M tokens: 1.5M for 5 minutes (52.0 %), 1.4M for an hour
  Never read    ~345K tokens (~11.6 % of what was written), paid ~$0.3530 above
                the input price for nothing
  Misses        ~none
  Hour's cache  instead of the five-minute one would have cost ~$2.08 more than
                it saved

Calls that found nothing in a cache
Why                        Calls  Prompts
─────────────────────────────────────────
first call of a context       11    93.5K
pause outlasted the cache      1    39.7K
context was cut                1     3.7K

By model
Model                      Prompts  Hit rate  Written    Saved
──────────────────────────────────────────────────────────────
claude-sonnet-5              24.7M   ~95.8 %     1.0M  ≥$41.22
claude-opus-5                23.0M    96.1 %     902K   $97.65
claude-haiku-4-5-20251001     3.8M    93.4 %     249K    $3.16
unknown                       3.8M    94.4 %     205K        –
claude-opus-4-8               2.8M    94.2 %     159K   $11.43
gpt-5.5                       2.7M   ~93.2 %     135K   $11.39
glm-5.2                       2.2M   ~94.3 %    56.1K    $2.47
gemini-2.5-pro                1.6M   ~94.5 %        0    $1.72
anthropic/claude-sonnet-5     1.2M   ~77.2 %    53.7K    $1.61
kimi-k3                       912K    94.1 %    52.8K    $2.32
anthropic/claude-opus-4-8     905K    94.2 %    50.9K    $3.77
claude-sonnet-4-6             884K    94.5 %    46.8K    $2.22
grok-code-fast-1              881K    94.3 %        0  $0.6646
gpt-5-mini                    831K   ~75.2 %        0  $0.1405
acme-internal-7b              760K       0 %     4.4K        –
qwen3-coder-plus              543K    94.6 %        0  $0.5360
deepseek-v4-flash             532K    94.0 %    31.0K  $0.1564
claude-sonnet-4.5                0         –        0        –

≥ a lower bound; -v says why
~ estimated; -v says why
– the agents' logs do not hold it
13 agents (4 of level B, 9 of level C) log less than each call's exact tokens;
  see scopeon providers

"#]]
    );
}

#[test]
fn one_sessions_caches() {
    let machine = Machine::with_claude();
    assert_data_eq!(
        machine.run_wide(80, "cache 2222").out,
        str![[r#"
Caches of session 22222222-2222-4222-8222-222222222222
  Hit rate      ███████████████████▉ 99.9 % of 26.0K prompt tokens
  Saved         $0.1170; without any cache it would have cost $0.1312. Writing
                cost <$0.0001 above the input price
  Written       10 tokens: 10 for 5 minutes (100 %), 0 for an hour
  Never read    ~10 tokens (~100 % of what was written), paid ~<$0.0001 above
                the input price for nothing
  Misses        ~none
  Hour's cache  instead of the five-minute one would have cost ~<$0.0001 more
                than it saved

~ estimated; -v says why

"#]]
    );
}

#[test]
fn it_fits_and_adds_up() {
    let machine = Machine::empty();
    for (columns, by) in [(60, "project"), (80, "provider"), (120, "model"), (200, "project")] {
        machine.fits(&format!("cache --by {by} {DEMO}"), &[columns]);
    }
    let report = machine.json(&format!("cache --by project --all {DEMO}"));
    let prompts = report["rows"].as_array().expect("rows").iter().filter_map(|row| row["prompt"].as_u64());
    assert_eq!(Some(prompts.sum()), report["total"]["prompt"].as_u64());
    let usage = &machine.json(&format!("report {DEMO}"))["total"]["usage"];
    assert_eq!(report["total"]["tokens_saved"]["value"], usage["cache_read"]);
}

#[test]
fn kept_digests_and_none_answer_the_same() {
    let machine = Machine::with_claude();
    machine.run("ingest");
    let computed = machine.json("cache --no-ingest --all");
    assert_eq!(machine.json("cache --all")["busts"], computed["busts"]);
    assert_eq!(machine.json("cache --no-ingest --all")["unread"], computed["unread"]);
    let verified = machine.json("db verify");
    assert_eq!(verified["problems"], serde_json::json!([]));
}

#[test]
fn nothing_is_a_sentence_and_a_wrong_session_an_error() {
    let machine = Machine::empty();
    let ran = machine.run("cache");
    assert!(
        ran.out.contains("No prompt was sent in this time, so there was nothing to cache.\n"),
        "{}",
        ran.out
    );
    assert_eq!(machine.json("cache latest")["total"]["prompt"], 0);
    let ran = Machine::with_claude().run("cache 2222x");
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.contains("did you mean 22222222-"), "{}", ran.err);
    assert_eq!(machine.run("cache latest --all").code, Some(2));
}
