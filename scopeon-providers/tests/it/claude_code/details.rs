//! What is read besides tokens: prompts, tools, skills, hooks, sub-agents, compactions and projects.

use scopeon_core::event::{Finish, HookRun, Origin, SessionKind, Trigger};
use scopeon_core::pricing::Geo;
use scopeon_core::usage::Usage;
use serde_json::{Value, json};

use super::kept::Kept;
use super::line::{
    AGENT, AGENT_LOG, FORK, FORKED, MAIN, SESSION, line, log, message, over, response, result, tool_use,
    usage,
};

fn read(lines: &[Value]) -> Kept {
    let mut kept = Kept::default();
    kept.log(MAIN, &log(lines));
    assert!(kept.issues.is_empty(), "{:?}", kept.issues);
    kept
}

fn prompt(second: u32, rest: Value) -> Value {
    over(
        line("user", second, json!({ "promptId": "p-1", "message": { "role": "user", "content": "…" } })),
        rest,
    )
}

#[test]
fn only_what_the_user_asks_starts_a_turn() {
    let cases = [
        ("text", prompt(1, json!({})), 1),
        (
            "blocks",
            prompt(
                1,
                json!({ "message": { "content": [{ "type": "text", "text": "…" }, { "type": "image" }] } }),
            ),
            1,
        ),
        ("a person", prompt(1, json!({ "origin": { "kind": "human" } })), 1),
        ("without an id", prompt(1, json!({ "promptId": Value::Null })), 1),
        (
            "a result",
            prompt(
                1,
                json!({ "message": { "content": [{ "type": "tool_result", "tool_use_id": "toolu_1" }] } }),
            ),
            0,
        ),
        ("put in by the agent", prompt(1, json!({ "isMeta": true })), 0),
        ("a summary", prompt(1, json!({ "isCompactSummary": true })), 0),
        ("a notification", prompt(1, json!({ "origin": { "kind": "task-notification" } })), 0),
        ("a side thread", prompt(1, json!({ "isSidechain": true })), 0),
    ];
    for (case, line, wanted) in cases {
        assert_eq!(read(&[line]).turns.len(), wanted, "{case}");
    }
}

#[test]
fn calls_belong_to_the_prompt_before_them() {
    let kept = read(&[
        prompt(1, json!({ "promptSource": "typed" })),
        prompt(2, json!({})),
        response(3, "msg_1", usage(1, 0), json!([])),
        prompt(4, json!({ "promptId": "p-2" })),
        response(5, "msg_2", usage(2, 0), json!([])),
        prompt(6, json!({ "promptId": Value::Null })),
        response(7, "msg_3", usage(3, 0), json!([])),
    ]);
    assert_eq!(kept.turns.len(), 3);
    let mut turns: Vec<_> =
        kept.calls.values().map(|call| (call.sample.usage.input, call.attribution.turn)).collect();
    turns.sort_unstable();
    turns.dedup_by_key(|(_, turn)| *turn);
    assert_eq!(turns.len(), 3, "each its own");
    assert!(turns.iter().all(|(_, turn)| turn.is_some_and(|turn| kept.turns.contains_key(&turn))));
}

/// A short prompt id is one prompt's only inside a session; a fork's copy is its original's all the same.
#[test]
fn prompts_of_other_sessions_are_other_prompts() {
    let elsewhere = json!({ "sessionId": FORK });
    let copied = json!({ "sessionId": FORK, "forkedFrom": { "sessionId": SESSION } });
    for (rest, wanted) in [(elsewhere, 2), (copied, 1)] {
        let mut kept = read(&[prompt(1, json!({}))]);
        kept.log(FORKED, &log(&[prompt(1, rest)]));
        assert_eq!(kept.turns.len(), wanted);
    }
    let unique = json!({ "promptId": "f1d8929b-051a-4142-a4c0-972cf2b41891" });
    let mut kept = read(&[prompt(1, unique.clone())]);
    kept.log(FORKED, &log(&[prompt(1, over(unique, json!({ "sessionId": FORK })))]));
    assert_eq!(kept.turns.len(), 1, "a fork without a pointer back");
}

#[test]
fn a_sub_agent_works_for_its_parents_prompt() {
    let side = json!({ "isSidechain": true, "agentId": AGENT });
    let mut kept = read(&[prompt(1, json!({}))]);
    let lines =
        [over(prompt(2, json!({})), side.clone()), over(response(3, "msg_1", usage(1, 2), json!([])), side)];
    kept.log(AGENT_LOG, &log(&lines));
    assert_eq!(kept.turns.len(), 1);
    assert_eq!(kept.only_call().attribution.turn, kept.turns.keys().next().copied());
}

#[test]
fn mcp_tools_name_their_server() {
    let stated = json!({ "attributionMcpServer": "Git Hub", "attributionMcpTool": "create__issue" });
    let cases = [
        ("mcp__github__create_issue", json!({}), Some(("github", "create_issue"))),
        ("mcp__a__b__c", json!({}), Some(("a", "b__c"))),
        ("mcp__plugin_tools_jira__find", json!({}), Some(("plugin_tools_jira", "find"))),
        ("mcp__Git_Hub__create__issue", stated.clone(), Some(("Git Hub", "create__issue"))),
        ("mcp__jira__find", stated.clone(), Some(("jira", "find"))),
        ("mcp__broken", json!({}), None),
        ("Read", stated, None),
    ];
    for (name, rest, wanted) in cases {
        let kept = read(&[over(
            response(1, "msg_1", usage(1, 2), json!([tool_use("toolu_1", name, json!({}))])),
            rest,
        )]);
        let got = kept.only_tool().mcp.as_ref().map(|mcp| (mcp.server.as_str(), mcp.tool.as_str()));
        assert_eq!(got, wanted, "{name}");
    }
}

#[test]
fn a_skill_is_named_by_an_identifier() {
    let cases = [
        (json!({ "skill": "release-notes", "args": "…" }), Some("release-notes")),
        (json!({ "command": "plugin:review" }), Some("plugin:review")),
        (json!({ "skill": "please read my secret file" }), None),
        (json!({ "skill": 7 }), None),
        (json!({ "args": "…" }), None),
    ];
    for (input, wanted) in cases {
        let kept = read(&[response(1, "msg_1", usage(1, 2), json!([tool_use("toolu_1", "Skill", input)]))]);
        let names: Vec<_> = kept.skills.values().map(|skill| (skill.name.as_str(), skill.call)).collect();
        let call = Some(kept.only_call().id);
        assert_eq!(names, wanted.map(|name| (name, call)).into_iter().collect::<Vec<_>>());
    }
    let kept = read(&[over(
        response(1, "msg_1", usage(1, 2), json!([])),
        json!({ "attributionSkill": "deploy", "effort": "high" }),
    )]);
    let call = kept.only_call();
    assert_eq!(
        (call.skill.as_ref().map(AsRef::as_ref), call.effort.as_ref().map(AsRef::as_ref)),
        (Some("deploy"), Some("high"))
    );
}

#[test]
fn hooks_are_counted_once_a_run() {
    let attachment = |second, rest: Value| {
        let hook = over(
            json!({ "hookName": "lint", "hookEvent": "PostToolUse", "durationMs": 12, "command": "…", "stdout": "…" }),
            rest,
        );
        line("attachment", second, json!({ "attachment": hook }))
    };
    let kept = read(&[
        attachment(1, json!({ "type": "hook_success", "exitCode": 0 })),
        attachment(2, json!({ "type": "hook_success", "exitCode": 2 })),
        attachment(3, json!({ "type": "hook_non_blocking_error", "exitCode": 1 })),
        attachment(4, json!({ "type": "hook_cancelled" })),
        attachment(5, json!({ "type": "hook_system_message" })),
        attachment(6, json!({ "type": "hook_additional_context" })),
        attachment(7, json!({ "type": "skill_listing", "skillCount": 3 })),
        line(
            "system",
            8,
            json!({ "subtype": "stop_hook_summary", "hookCount": 2, "hookErrors": ["…"], "hookInfos": [{ "command": "…", "durationMs": 5 }, { "command": "…" }] }),
        ),
        line(
            "system",
            9,
            json!({ "subtype": "stop_hook_summary", "hookErrors": ["…"], "hookInfos": [{ "durationMs": 6 }] }),
        ),
    ]);
    let mut runs: Vec<&HookRun> = kept.hooks.values().collect();
    runs.sort_by_key(|run| (run.at, run.duration_ms));
    let seen: Vec<_> = runs
        .iter()
        .map(|run| (run.event.as_ref().map_or("", AsRef::as_ref), run.duration_ms, run.ok))
        .collect();
    assert_eq!(
        seen,
        [
            ("PostToolUse", Some(12), Some(true)),
            ("PostToolUse", Some(12), Some(false)),
            ("PostToolUse", Some(12), Some(false)),
            ("PostToolUse", Some(12), Some(false)),
            ("Stop", None, None),
            ("Stop", Some(5), None),
            ("Stop", Some(6), Some(false)),
        ]
    );
    assert_eq!(runs[0].name.as_ref().map(AsRef::as_ref), Some("lint"));
}

#[test]
fn compactions_of_each_kind() {
    let full = |trigger: &str| json!({ "subtype": "compact_boundary", "compactMetadata": { "trigger": trigger, "preTokens": 160_000, "postTokens": 9000, "durationMs": 17, "userContext": "…" } });
    let micro = json!({ "subtype": "microcompact_boundary", "microcompactMetadata": { "trigger": "auto", "preTokens": 50_000, "tokensSaved": 20_000 } });
    for (rest, wanted) in [
        (full("auto"), (Trigger::Automatic, Some(160_000), Some(9000), Some(17))),
        (full("manual"), (Trigger::Manual, Some(160_000), Some(9000), Some(17))),
        (micro, (Trigger::Micro, Some(50_000), Some(30_000), None)),
    ] {
        // A second compaction in one process writes old lines again.
        let kept = read(&[line("system", 1, rest.clone()), line("system", 1, rest)]);
        let seen: Vec<_> = kept
            .compactions
            .values()
            .map(|one| (one.trigger, one.before, one.after, one.duration_ms))
            .collect();
        assert_eq!(seen, [wanted]);
    }
}

#[test]
fn responses_inside_a_response_are_calls_of_their_own() {
    let inner = |kind: &str, model: Value, input: u64| json!({ "type": kind, "model": model, "input_tokens": input, "output_tokens": 1, "cache_creation_input_tokens": 5 });
    let counts = over(
        usage(10, 2),
        json!({ "iterations": [
        inner("message", json!("claude-opus-5"), 10),
        inner("advisor_message", json!("claude-opus-4-8"), 3000),
        inner("advisor_message", json!("claude-opus-4-8"), 4000),
        inner("compaction", Value::Null, 180_000),
        inner("something_new", json!("m"), 1),
    ] }),
    );
    let kept =
        read(&[response(1, "msg_1", counts.clone(), json!([])), response(2, "msg_1", counts, json!([]))]);
    let mut calls: Vec<_> = kept
        .calls
        .values()
        .map(|call| (call.sample.usage.input, call.sample.model.as_str(), call.sample.usage.cache_write_5m))
        .collect();
    calls.sort_unstable();
    assert_eq!(
        calls,
        [
            (10, "claude-opus-5", 0),
            (3000, "claude-opus-4-8", 5),
            (4000, "claude-opus-4-8", 5),
            (180_000, "claude-opus-5", 5)
        ]
    );
}

#[test]
fn placeholders_are_marked_in_the_versions_that_leave_them() {
    let cases = [
        ("2.1.6", true),
        ("2.1.7", false),
        ("2.1.29", false),
        ("2.1.96", false),
        ("2.1.97", true),
        ("2.1.96-beta", false),
        // From here the reason is stated with the final tokens, so an answer without one was cut.
        ("2.1.98", false),
        ("2.2.8", false),
        ("1.1.8", true),
        ("x", true),
    ];
    for (version, finished) in cases {
        let mut line = over(response(1, "msg_1", usage(3, 20), json!([])), json!({ "version": version }));
        line["message"]["stop_reason"] = Value::Null;
        let finish = read(std::slice::from_ref(&line)).only_call().sample.finish;
        assert_eq!(finish == Finish::Final, finished, "{version}");
        let last = message(line.clone(), json!({ "stop_reason": "end_turn" }));
        assert_eq!(read(&[line, last]).only_call().sample.finish, Finish::Final, "{version}: a final line");
    }
}

#[test]
fn a_region_is_read() {
    for (geo, wanted) in
        [(json!("us"), Geo::Us), (json!("not_available"), Geo::Global), (Value::Null, Geo::Global)]
    {
        let kept =
            read(&[response(1, "msg_1", over(usage(1, 2), json!({ "inference_geo": geo })), json!([]))]);
        assert_eq!(kept.only_call().sample.geo, wanted);
    }
}

#[test]
fn a_response_without_an_id_is_its_lines() {
    let bare = |second| {
        let line = message(response(second, "", usage(1, 2), json!([])), json!({ "id": Value::Null }));
        over(line, json!({ "requestId": Value::Null }))
    };
    let lines = [bare(1), bare(1), bare(2), prompt(3, json!({})), bare(4)];
    assert_eq!(read(&lines).usage(), Usage { input: 2, output: 4, ..Usage::default() });
    let nameless = |second| over(bare(second), json!({ "uuid": Value::Null }));
    let lines = [nameless(1), nameless(1), nameless(2), prompt(3, json!({})), nameless(4), nameless(4)];
    assert_eq!(read(&lines).calls.len(), 2);
}

/// A side thread replays the main thread's lines under a new request: they stay the main thread's.
#[test]
fn a_side_thread_owns_only_what_is_new() {
    let side = json!({ "isSidechain": true, "requestId": "req_new", "sessionId": FORK });
    let original = response(1, "msg_1", usage(12, 9), json!([]));
    let replay = over(message(original.clone(), json!({ "usage": usage(12, 9999) })), side.clone());
    let new = over(response(2, "msg_2", usage(4, 30), json!([])), side);
    let logs = [(MAIN, log(&[original])), (FORKED, log(&[replay, new]))];
    for order in [[0, 1], [1, 0]] {
        let mut kept = Kept::default();
        for (path, bytes) in order.map(|place| &logs[place]) {
            kept.log(path, bytes);
        }
        assert_eq!(
            kept.usage(),
            Usage { input: 16, output: 39, ..Usage::default() },
            "the original's counters stand"
        );
        let sessions: Vec<_> = kept
            .calls
            .values()
            .map(|call| (call.sample.usage.input, kept.session_of(call), call.attribution.origin))
            .collect();
        assert!(
            sessions.contains(&(12, SESSION, Origin::Direct))
                && sessions.contains(&(4, FORK, Origin::Replay)),
            "{sessions:?}"
        );
        assert_eq!(kept.session("side").kind, SessionKind::SubAgent);
    }
}

#[test]
fn a_sub_agents_document_names_its_type_and_origin() {
    let document = AGENT_LOG.replace(".jsonl", ".meta.json");
    let text = json!({ "agentType": "Explore", "description": "…", "toolUseId": "toolu_1", "spawnDepth": 2, "parentAgentId": "b1" });
    let mut kept =
        read(&[response(1, "msg_1", usage(1, 2), json!([tool_use("toolu_1", "Agent", json!({}))]))]);
    kept.document(&document, text.to_string().as_bytes());
    let run = kept.session(AGENT);
    assert_eq!(run.agent_type.as_ref().map(AsRef::as_ref), Some("Explore"));
    assert_eq!(run.spawned_by, Some(kept.only_tool().id));
    assert_eq!(run.parent, Some(kept.session(SESSION).id), "the session, also for a sub-agent's sub-agent");
    for broken in [&b""[..], b"[]", b"{\"agentType\":", b"{} x", b"\xff"] {
        let mut kept = Kept::default();
        kept.document(&document, broken);
        assert_eq!((kept.sessions.len(), kept.issues.len()), (0, 1), "{}", broken.escape_ascii());
    }
}

#[test]
fn a_tool_s_result_says_how_it_ended() {
    let failed = json!({ "type": "tool_result", "tool_use_id": "toolu_1", "content": "…", "is_error": true });
    let kept = read(&[
        response(1, "msg_1", usage(1, 2), json!([tool_use("toolu_1", "Bash", json!({}))])),
        line("user", 4, json!({ "message": { "content": [failed] } })),
    ]);
    let tool = kept.only_tool();
    assert_eq!((tool.ok, tool.output_bytes), (Some(false), Some("\"…\"".len() as u64)));
    // A gateway counts its tools in each session anew.
    let use_one = |session: &str| {
        over(
            response(1, session, usage(1, 2), json!([tool_use("call_0", "Bash", json!({}))])),
            json!({ "sessionId": session }),
        )
    };
    let mut kept = read(&[use_one(SESSION), result(2, "call_0", json!("…"), json!({}))]);
    kept.log(FORKED, &log(&[use_one(FORK)]));
    assert_eq!(kept.tools.len(), 2);
}

#[test]
fn a_project_is_the_directory_its_logs_are_named_after() {
    let long = format!("/home/dev/{}", "é".repeat(220));
    // 200 characters, then the hash of the whole path.
    let long_slug = format!("-home-dev-{}-{}", "-".repeat(190), long_hash(&long));
    let cases = [
        ("-home-dev-acme-shop", "/home/dev/acme.shop", "/home/dev/acme.shop"),
        ("-home-dev-acme-shop", "/home/dev/acme.shop/src/deep", "/home/dev/acme.shop"),
        ("-home-dev-acme-shop", "/home/dev/worktrees/shop-2", "/home/dev/worktrees/shop-2"),
        ("-home-dev-acme-shop", "/home/dev/acme.shop.old", "/home/dev/acme.shop.old"),
        ("C--Users-dev-proj", r"C:\Users\dev\proj\src", r"C:\Users\dev\proj"),
        ("c--Users-dev-proj", r"C:\Users\dev\proj\src", r"C:\Users\dev\proj"),
        ("-home-dev---x", "/home/dev/𝒳x", "/home/dev/𝒳x"),
        ("-home-dev---x", "/home/dev/𝒳x/in", "/home/dev/𝒳x"),
        ("named-by-hand", "/home/dev/acme.shop", "/home/dev/acme.shop"),
        (&long_slug, &format!("{long}/src"), &long),
    ];
    for (slug, cwd, wanted) in cases {
        let mut kept = Kept::default();
        let line = over(response(1, "msg_1", usage(1, 2), json!([])), json!({ "cwd": cwd }));
        kept.log(&format!("projects/{slug}/{SESSION}.jsonl"), &log(&[line]));
        assert_eq!(
            kept.only_call().attribution.project.as_ref().map(AsRef::as_ref),
            Some(wanted),
            "{cwd} in {slug}"
        );
    }
}

/// Java's string hash in base 36, by the book.
fn long_hash(text: &str) -> String {
    let hash = text.encode_utf16().fold(0_i64, |hash, unit| (hash * 31 + i64::from(unit)) & 0xffff_ffff);
    let mut rest = if hash >= 1 << 31 { (1 << 32) - hash } else { hash };
    let mut digits = Vec::new();
    while rest > 0 {
        digits.push(char::from_digit(u32::try_from(rest % 36).expect("a digit"), 36).expect("a digit"));
        rest /= 36;
    }
    digits.iter().rev().collect()
}

#[test]
fn branches_and_directories_change_inside_a_session() {
    let kept = read(&[
        response(1, "msg_1", usage(1, 0), json!([])),
        over(
            response(2, "msg_2", usage(2, 0), json!([])),
            json!({ "gitBranch": "feature", "cwd": "/home/dev/shop-worktree" }),
        ),
        over(response(3, "msg_3", usage(3, 0), json!([])), json!({ "gitBranch": "HEAD" })),
    ]);
    let mut seen: Vec<_> = kept
        .calls
        .values()
        .map(|call| {
            let name = |label: &Option<scopeon_core::label::Label>| label.as_ref().map(ToString::to_string);
            (call.sample.usage.input, name(&call.attribution.project), name(&call.attribution.branch))
        })
        .collect();
    seen.sort();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        seen,
        [
            (1, some("/home/dev/shop"), some("main")),
            (2, some("/home/dev/shop-worktree"), some("feature")),
            (3, some("/home/dev/shop"), None),
        ]
    );
    let facts = kept.session(SESSION);
    assert_eq!(
        facts.project.as_ref().map(|(_, name)| name.as_str()),
        Some("/home/dev/shop"),
        "where it started"
    );
    assert_eq!(facts.branch.as_ref().map(|(_, name)| name.as_str()), Some("feature"), "the last one named");
}

#[test]
fn known_records_that_say_nothing_are_silent() {
    for kind in [
        "ai-title",
        "summary",
        "queue-operation",
        "pr-link",
        "file-history-snapshot",
        "artifact-x",
        "marble-origami-commit",
        "api-request-blob",
    ] {
        let kept = read(&[json!({ "type": kind, "usage": usage(9, 9), "sessionId": SESSION })]);
        assert_eq!(kept, Kept::default(), "{kind}");
    }
    for kind in ["relocated", "worktree-state", "mode"] {
        assert_eq!(read(&[line(kind, 1, json!({}))]), Kept::default(), "{kind}");
    }
}

/// Local servers count their responses from 0 in every session; the prompt tells them apart, and a fork keeps it.
#[test]
fn a_gateways_counter_is_not_one_response_for_all_sessions() {
    let call = |second, session: &str| {
        over(response(second, "chatcmpl-0", usage(100, 50), json!([])), json!({ "sessionId": session }))
    };
    let asked = |prompt_id: &str, session: &str| {
        prompt(1, json!({ "promptId": prompt_id, "uuid": format!("u-{prompt_id}"), "sessionId": session }))
    };
    let (one, other) = ("aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002");
    let mut kept = Kept::default();
    kept.log(MAIN, &log(&[asked(one, SESSION), call(2, SESSION), call(3, SESSION)]));
    kept.log(FORKED, &log(&[asked(other, FORK), call(4, FORK)]));
    assert_eq!(kept.calls.len(), 2, "two sessions, two responses");
    kept.log(FORKED, &log(&[asked(one, FORK), call(2, FORK)]));
    assert_eq!(kept.calls.len(), 2, "a copy answers the same prompt");
}

#[test]
fn a_response_without_an_id_is_one_for_its_request() {
    let bare = |second, request: &str| {
        let line = response(second, "msg_1", usage(100, 50), json!([]));
        over(
            message(line, json!({ "id": null })),
            json!({ "requestId": request, "uuid": format!("u-{second}") }),
        )
    };
    let kept = read(&[bare(1, "req_1"), bare(2, "req_1"), bare(3, "req_2")]);
    assert_eq!(kept.calls.len(), 2);
}
