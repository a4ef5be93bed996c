//! Tags, what they cost, and comparisons, as people meet them.

use std::fs;

use snapbox::{assert_data_eq, str};

use crate::machine::Machine;

const NOW: &str = "--now 2026-11-20T15:00:00Z";
const RULES: &str = "[[tags]]\ntag = 'fix'\nbranch_prefix = 'fix/'\n[[tags]]\ntag = 'shell'\ntool = 'Bash'\ntool_percent = 30\n\
    [[tags]]\ntag = 'docs'\nbranch_prefix = 'main'\nproject = 'docs_site'\n";

fn configured(machine: &Machine, text: &str) {
    fs::create_dir_all(machine.own()).expect("a directory");
    fs::write(machine.own().join("config.toml"), text).expect("a file");
}

#[test]
fn the_demo_by_tag() {
    let machine = Machine::empty();
    configured(&machine, RULES);
    assert_data_eq!(
        machine.run_wide(80, &format!("report tag --demo {NOW}")).out,
        str![[r#"
Cost by tag  2026-10-22 to now, UTC
Tag     Sessions  Turns  Calls      Output       Tokens      Cost
─────────────────────────────────────────────────────────────────
shell         14     71    450     408,623   29,755,949   $21.87*
fix            3     14    119     103,748    7,649,072    $7.51
docs           9     21    101     110,223    5,530,815    $2.97*
(none)       100    196  1,047    ≥894,586  ≥32,735,672  ≥$25.37*
─────────────────────────────────────────────────────────────────
Total        123    292  1,669  ≥1,470,143  ≥73,534,626  ≥$56.99*
* without 200 calls whose cost is not known; see scopeon doctor
≥ a lower bound: of 9 calls the logs hold a placeholder only
in no call record: 2.9M tokens of prompts, 21.4K of output, $1.36*; best known
  in all $62.08, by what agents report where they do
3 tags; a session with two tags counts in both, and once in the total
13 agents (4 of level B, 9 of level C) log less than each call's exact tokens;
  see scopeon providers

"#]]
    );
    assert_data_eq!(
        machine.run_wide(80, &format!("tag rules --demo {NOW}")).out,
        str![[r#"
Tag    Sessions  Where
─────────────────────────────────────────────────────────────
fix           3  branch begins with fix/
shell        14  30 % of tool uses are Bash
docs          9  branch begins with main and project docs_si…

"#]]
    );
}

#[test]
fn tags_add_up_to_the_total_where_none_has_two() {
    let machine = Machine::empty();
    configured(&machine, "[[tags]]\ntag = 'fix'\nbranch_prefix = 'fix/'\n");
    let by_tag = machine.json(&format!("report tag --since 2026-10-01 --demo {NOW}"));
    let whole = machine.json(&format!("report --since 2026-10-01 --demo {NOW}"));
    assert_eq!(by_tag["total"], whole["total"]);
    let calls = |figures: &serde_json::Value| figures["calls"].as_u64().expect("a number");
    assert_eq!(calls(&by_tag["rows"][0]) + calls(&by_tag["untagged"]), calls(&by_tag["total"]));
    let refused = machine.run("report tag --breakdown model");
    assert_eq!(refused.code, Some(2));
    let sorted = machine.json(&format!("report tag --sort cost --limit 1 --demo {NOW}"));
    assert_eq!(sorted["rows"].as_array().expect("tags").len(), 1);
}

#[test]
fn a_session_is_tagged_by_hand_and_stays_so() {
    let machine = Machine::with_claude();
    assert_eq!(
        machine.run("tag set 2222 review big").out,
        "22222222-2222-4222-8222-222222222222 has big, review, by hand\n"
    );
    configured(&machine, "[[tags]]\ntag = 'all'\nproject = '/home/dev/acme.shop'\n");
    // Everything is read from its start again.
    let text = fs::read_to_string(machine.transcript()).expect("a file");
    fs::write(machine.transcript(), text).expect("a file");
    let tagged = machine.json("tag set latest review --now 2026-09-15T00:00:00Z");
    assert_eq!(tagged["rows"][0]["tags"], serde_json::json!(["review"]));
    let tags = |line: &str| -> Vec<String> {
        let report = machine.json(line);
        report["rows"]
            .as_array()
            .expect("tags")
            .iter()
            .map(|tag| tag["key"].as_str().expect("text").to_owned())
            .collect()
    };
    assert_eq!(tags("report tag --since 2026-01-01"), ["all", "review"]);
    assert_eq!(
        machine.run("tag clear 2222").out,
        "22222222-2222-4222-8222-222222222222 has no tags, whatever the rules say\n"
    );
    assert_eq!(tags("report tag --since 2026-01-01"), ["all"]);
    let back = machine.run("tag clear 2222 --to-rules").out;
    assert_eq!(back, "22222222-2222-4222-8222-222222222222 has all, by rule\n");
    assert!(machine.answer("db verify").contains("is whole"));
}

#[test]
fn what_cannot_be_tagged_is_told() {
    let machine = Machine::with_claude();
    for (line, says) in [
        ("tag set 2223 x", "did you mean 22222222-2222-4222-8222-222222222222?"),
        ("tag clear nothing", "no session starts with nothing"),
    ] {
        let ran = machine.run(line);
        assert_eq!(ran.code, Some(2), "{line}");
        assert!(ran.err.contains(says), "{line}: {}", ran.err);
    }
    assert_eq!(machine.run("tag set 2222").code, Some(2), "a tag is missing");
    let odd = crate::machine::Ran::of(machine.command(["tag", "set", "2222", " "]));
    assert_eq!(odd.code, Some(2));
}

#[test]
fn the_demo_week_against_week() {
    let machine = Machine::empty();
    assert_data_eq!(
        machine
            .run_wide(100, &format!("compare 2026-10-05..2026-10-25 2026-10-26..2026-11-15 --demo {NOW}"))
            .out,
        str![[r#"
Comparison  2026-10-05 to 2026-11-15, UTC
  A  2026-10-05..2026-10-25: 67 sessions, 977 calls, 44.2M tokens, $31.86*
  B  2026-10-26..2026-11-15: 94 sessions, 1,253 calls, 56.1M tokens, $43.17*

                             A                   B  Difference          Significant
───────────────────────────────────────────────────────────────────────────────────
Cost        ≥$0.1962 ± $0.0976  ≥$0.1990 ± $0.0957    +$0.0029  +1.5 %  no
Tokens           ~329K ± 38.4K       ~319K ± 34.4K      −10.1K  −3.1 %  no
Output            ~9.5K ± 1.1K        ~9.4K ± 1.2K        −136  −1.4 %  no
Calls                  ~12 ± 0             ~12 ± 0           0          no
Turns                   ~3 ± 0              ~3 ± 0           0          no
Cache hits     ~94.3 % ± 0.6 %     ~94.5 % ± 0.5 %     +0.1 pp          no
medians of one session; ± their spread (MAD)
All of it could be chance.
≥ a lower bound; -v says why
~ estimated; -v says why
13 agents (4 of level B, 9 of level C) log less than each call's exact tokens; see scopeon
  providers

"#]]
    );
}

#[test]
fn sides_are_sessions_periods_branches_projects_and_tags() {
    let machine = Machine::with_claude();
    configured(&machine, "[[tags]]\ntag = 'shop'\nproject = 'acme.shop'\n");
    machine.run("tag set 1111 mine");
    for (line, unit, units) in [
        ("compare 2222 1111", "turn", [1, 2]),
        ("compare session:2222 2026-09", "session", [1, 3]),
        ("compare 2026-01..2026-08 period:2026-09", "session", [2, 3]),
        ("compare tag:mine tag:shop --since 2026-01-01", "session", [1, 3]),
        ("compare project:acme.shop project:/home/dev --since 2026-01-01", "session", [4, 4]),
    ] {
        let report = machine.json(line);
        let found = ["a", "b"].map(|side| report[side]["units"].as_u64().expect("a number"));
        assert_eq!((report["unit"].as_str(), found), (Some(unit), units), "{line}");
    }
}

#[test]
fn a_side_that_is_not_there_is_told_with_those_near() {
    let machine = Machine::with_claude();
    for (line, says) in [
        ("compare 2223 1111", "did you mean 22222222-2222-4222-8222-222222222222?"),
        ("compare branch:nothing-like-it 2026-09", "no branch is called nothing-like-it"),
        ("compare project:acme.shpo 2026-09", "did you mean /home/dev/acme.shop?"),
        ("compare tag:none 2026-09", "no tag is called none"),
        ("compare 2026-13..2026-14 2026-09", "is no period"),
        ("compare period:soon 2026-09", "soon is no period"),
        ("compare branch: 2026-09", "names nothing"),
    ] {
        let ran = machine.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{line}");
        assert!(ran.err.contains(says), "{line}: {}", ran.err);
    }
}
