//! `scopeon tools` and `scopeon mcp-usage`.

use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::machine::{DEMO, Machine};

#[test]
fn the_demos_tools() {
    let ran = Machine::empty().run_wide(120, &format!("tools --limit 3 {DEMO}"));
    assert_data_eq!(
        ran.out,
        str![[r#"
Tools  2026-10-22 to now, UTC
~1,305 uses; 38 of 1,130 with a known outcome failed (3.4 %)

Tools (the first 3 of 32)
Name  Uses   Share  Failed  Failed %  Repeats  Mean time     Input    Result  Tokens
────────────────────────────────────────────────────────────────────────────────────
Bash   203  18.3 %       5     2.5 %        –     14.5 s   108 KiB  94.4 KiB  ~51.9K
Read   171  15.4 %       9     5.6 %     ~126     14.1 s  10.8 KiB  73.1 KiB  ~21.5K
Edit   128  11.5 %       5     4.2 %        –     14.5 s   191 KiB  98.4 KiB  ~74.1K

MCP tools (the first 3 of 5)
Name                               Uses   Share  Repeats  Mean time    Input    Result  Tokens
──────────────────────────────────────────────────────────────────────────────────────────────
plugin_acme_tracker · find_ticket     7  33.3 %        –     11.8 s  1.6 KiB  48.0 KiB  ~12.7K
github · create_issue                 5  23.8 %        –     19.1 s  1.2 KiB     925 B    ~540
postgres · query                      4  19.1 %        –     25.4 s    692 B   1.2 KiB    ~476

Skills (2)
Name           Uses   Share
───────────────────────────
release-notes     7  58.3 %
style-guide       5  41.7 %

Hooks (the first 3 of 11)
Name              Uses   Share  Mean time
─────────────────────────────────────────
Stop                59  38.1 %     161 ms
PostToolUse:Bash    30  19.4 %     502 ms
PostToolUse:Read    24  15.5 %     498 ms

Sub-agents by type (3)
Name               Uses   Share   Mean time
───────────────────────────────────────────
general-purpose       2  33.3 %  3 min 43 s
test-runner           2  33.3 %  7 min 48 s
workflow-subagent     2  33.3 %  4 min 49 s

~ estimated; -v says why
4 agents (1 of level B, 3 of level C) log less than each call's exact tokens; see scopeon providers

"#]]
    );
}

#[test]
fn the_demos_servers() {
    let ran = Machine::empty().run_wide(80, &format!("mcp-usage {DEMO}"));
    assert_data_eq!(
        ran.out,
        str![[r#"
MCP usage  2026-10-22 to now, UTC
21 uses; 0 of 21 with a known outcome failed (0 %)

MCP servers
Server               Tools  Uses   Share  Failed      Size
──────────────────────────────────────────────────────────
github                   2     8  38.1 %       –   3.4 KiB
plugin_acme_tracker      1     7  33.3 %       –  49.6 KiB
postgres                 1     4  19.1 %       –   1.9 KiB
browser                  1     2   9.5 %       –     975 B

MCP tools (5)
Name                               Uses   Share  Repeats  Tokens
────────────────────────────────────────────────────────────────
plugin_acme_tracker · find_ticket     7  33.3 %        –  ~12.7K
github · create_issue                 5  23.8 %        –    ~540
postgres · query                      4  19.1 %        –    ~476
github · list_pull_requests           3  14.3 %        –    ~343
browser · screenshot                  2   9.5 %        –    ~244

~ estimated; -v says why

"#]]
    );
}

#[test]
fn it_fits_and_kinds_add_up() {
    let machine = Machine::empty();
    for (columns, line) in [(60, "tools"), (72, "mcp-usage"), (90, "tools --kind hook"), (200, "tools")] {
        machine.fits(&format!("{line} {DEMO}"), &[columns]);
    }
    let uses =
        |line: &str| machine.json(&format!("{line} {DEMO}"))["total"]["uses"].as_u64().expect("a number");
    let kinds =
        ["tool", "mcp", "skill", "hook", "sub-agent"].map(|kind| uses(&format!("tools --kind {kind}")));
    assert_eq!(kinds.iter().sum::<u64>(), uses("tools"));
    assert_eq!(kinds[1], uses("mcp-usage"));
    assert!(kinds.iter().all(|uses| *uses > 0), "{kinds:?}");
}

#[test]
fn tools_are_those_of_the_sessions() {
    let machine = Machine::with_claude();
    let of_sessions = |name: &str| {
        let sessions = machine.json("sessions --limit all");
        let ids = sessions["rows"].as_array().expect("rows").iter().filter_map(|row| row["id"].as_str());
        ids.flat_map(|id| {
            let session = machine.json(&format!("session {id}"));
            session["tools"].as_array().expect("rows").clone()
        })
        .filter(|tool| tool["name"] == name)
        .filter_map(|tool| tool["uses"].as_u64())
        .sum::<u64>()
    };
    let report = machine.json("tools --all --kind tool");
    for tool in report["rows"].as_array().expect("rows") {
        let name = tool["name"].as_str().expect("text");
        assert_eq!(tool["uses"], json!(of_sessions(name)), "{name}");
    }
    assert_eq!(machine.json("tools --all --model no-such-model")["total"]["uses"], 0);
}

#[test]
fn nothing_is_a_sentence() {
    let machine = Machine::empty();
    for line in ["tools", "mcp-usage"] {
        let answer = machine.answer(line);
        let nothing = "Nothing was used in this time.\nnote: no agent's logs were found yet;";
        assert!(answer.contains(nothing), "{answer}");
    }
    assert_eq!(
        (machine.json("tools")["total"]["uses"].clone(), machine.run("tools --kind nail").code),
        (json!(0), Some(2))
    );
}
