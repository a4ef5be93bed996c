//! The command line's sessions: what each answer took, forks, resumes and what else it asked for.

use scopeon_core::event::{Totals, WitnessScope};
use scopeon_core::money::PicoUsd;
use scopeon_core::usage::Usage;
use scopeon_providers::ContinueDev;
use scopeon_providers::testkit::{MemoryStore, Truth};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{event, read};
use crate::expect::session;
use crate::lawful::Lawful;
use crate::stated::{tally, witnesses};

const ONE: &str = "11111111-2222-4333-8444-555555555555";
const TWO: &str = "22222222-2222-4333-8444-555555555555";
/// 2026-11-29T08:18:43Z.
const BEGAN: &str = "1795940323626";

fn prompt(text: &str) -> Value {
    json!({"message": {"role": "user", "content": text}, "contextItems": []})
}

fn answer(text: &str, prompt: u64, cached: u64, output: u64) -> Value {
    let usage = json!({"prompt_tokens": prompt, "completion_tokens": output, "total_tokens": prompt + output,
        "prompt_tokens_details": {"cached_tokens": cached}, "completion_tokens_details": {"reasoning_tokens": output / 2},
        "model": "gpt-5.5", "cost_cents": 1});
    json!({"message": {"role": "assistant", "content": text, "usage": usage}, "contextItems": []})
}

fn chat(id: &str, history: &[Value], total: (u64, u64)) -> Value {
    json!({"sessionId": id, "title": "PRIVATE_SENTINEL_do_not_store it", "workspaceDirectory": "/p", "history": history,
        "usage": {"totalCost": 0.01, "promptTokens": total.0, "completionTokens": total.1,
            "promptTokensDetails": {"cachedTokens": 0, "cacheWriteTokens": 0}}})
}

fn home(chats: &[Value]) -> TempDir {
    let home = tempfile::tempdir().expect("a directory");
    let sessions = home.path().join(".continue/sessions");
    std::fs::create_dir_all(&sessions).expect("a directory");
    let mut list = Vec::new();
    for chat in chats {
        let id = chat["sessionId"].as_str().expect("an id");
        std::fs::write(sessions.join(format!("{id}.json")), chat.to_string()).expect("a file");
        list.push(json!({"sessionId": id, "dateCreated": BEGAN, "workspaceDirectory": "/p"}));
    }
    std::fs::write(sessions.join("sessions.json"), Value::from(list).to_string()).expect("a file");
    home
}

fn of(chats: &[Value]) -> MemoryStore {
    read(home(chats).path())
}

fn total(ledger: &MemoryStore) -> Usage {
    ledger.calls().map(|call| call.sample.usage).sum()
}

#[test]
fn each_answer_states_what_it_took() {
    let ledger = of(&[chat(ONE, &[prompt("x"), answer("", 1260, 426, 76)], (1260, 76))]);
    assert_eq!((tally(&ledger).calls, tally(&ledger).turns), (1, 1));
    let call = ledger.calls().next().expect("a call");
    let usage = Usage { input: 834, cache_read: 426, output: 76, reasoning: 38, ..Usage::default() };
    assert_eq!((call.sample.usage, call.sample.model.as_str()), (usage, "gpt-5.5"));
    assert_eq!(call.reported, PicoUsd::from_reported(0.01));
    assert_eq!(call.at.to_string(), "2026-11-29T08:18:43.626Z", "when the list says that it began");
    assert_eq!(session(&ledger, ONE).project.as_ref().expect("a project").1.as_str(), "/p");
    let [witness] = witnesses(&ledger)[..] else { panic!("one statement") };
    let said = Totals { prompt: Some(1260), output: Some(76), ..Totals::default() };
    assert_eq!((witness.totals, witness.holds), (said, WitnessScope::MayExceed));
}

#[test]
fn a_fork_keeps_its_parents_answers_and_states_its_own_total() {
    let history = [prompt("x"), answer("a", 100, 0, 10), prompt("y"), answer("b", 200, 0, 20)];
    let goes_on = [&history[..], &[prompt("z"), answer("c", 300, 0, 30)]].concat();
    let parent = chat(ONE, &history, (300, 30));
    let ledger = of(&[parent.clone(), chat(TWO, &goes_on, (300, 30))]);
    assert_eq!((total(&ledger).input, total(&ledger).output), (600, 60), "once each");
    assert_eq!(tally(&ledger).turns, 3);
    let ledger = of(&[parent.clone(), chat(TWO, &history, (0, 0))]);
    assert_eq!(total(&ledger).input, 300, "a fork that asked nothing yet");
    // A title or a summary is in the total and in no message.
    let ledger = of(&[parent, chat(TWO, &goes_on, (350, 35))]);
    assert_eq!(total(&ledger).input, 600);
    // A resumed session goes on with its total.
    assert_eq!(total(&of(&[chat(ONE, &goes_on, (600, 60))])).input, 600);
}

#[test]
fn equal_answers_are_as_many_and_a_compaction_hides_none() {
    let history = [prompt("x"), answer("a", 100, 0, 10), prompt("x"), answer("a", 100, 0, 10)];
    let home = home(&[chat(ONE, &history, (200, 20))]);
    let mut ledger = MemoryStore::default();
    let reader = |ledger: &mut MemoryStore| {
        crate::lawful::Reader::new(&ContinueDev, home.path()).read(home.path(), 1, ledger);
    };
    reader(&mut ledger);
    assert_eq!(total(&ledger).input, 200);
    let compacted = chat(ONE, &[prompt("what it came to"), answer("b", 50, 0, 5)], (250, 25));
    std::fs::write(home.path().join(format!(".continue/sessions/{ONE}.json")), compacted.to_string())
        .expect("a file");
    reader(&mut ledger);
    assert_eq!(total(&ledger).input, 250);
}

#[test]
fn a_file_that_is_written_anew_counts_what_is_new() {
    let parts = json!([{"type": "text", "text": "a \" b"}]);
    let mut history =
        vec![prompt("x"), answer("a", 100, 0, 10), prompt("y"), answer("a", 100, 0, 10), prompt("z")];
    history[4]["message"]["content"] = parts;
    let home = home(&[chat(ONE, &history, (200, 20))]);
    let mut ledger = MemoryStore::default();
    let mut again = |text: Option<String>| {
        let path = home.path().join(format!(".continue/sessions/{ONE}.json"));
        if let Some(text) = text {
            std::fs::write(&path, text).expect("a file");
        }
        crate::lawful::Reader::new(&ContinueDev, home.path()).read(home.path(), 1, &mut ledger);
        (tally(&ledger).calls, tally(&ledger).turns, total(&ledger).input)
    };
    assert_eq!(again(None), (2, 3, 200));
    let indented = serde_json::to_string_pretty(&chat(ONE, &history, (200, 20))).expect("JSON");
    assert_eq!(again(Some(indented)), (2, 3, 200), "with other space");
    for item in &mut history {
        item["message"]["id"] = json!("one more member");
    }
    assert_eq!(again(Some(chat(ONE, &history, (200, 20)).to_string())), (2, 3, 200), "with more members");
    history.push(answer("a", 100, 0, 10));
    assert_eq!(again(Some(chat(ONE, &history, (300, 30)).to_string())), (3, 3, 300), "with one more answer");
}

#[test]
fn sessions_of_the_editor_state_no_usage_and_its_events_count() {
    let silent = json!({"message": {"role": "assistant", "content": "a"}});
    let home = home(&[
        json!({"sessionId": TWO, "title": "x", "workspaceDirectory": "/p", "history": [prompt("x"), silent]}),
        chat(ONE, &[prompt("x"), answer("a", 100, 0, 10)], (100, 10)),
    ]);
    let data = home.path().join(".continue/dev_data/0.2.0");
    std::fs::create_dir_all(&data).expect("a directory");
    std::fs::write(data.join("tokensGenerated.jsonl"), event("2026-06-01T10:00:00Z", 7)).expect("a file");
    let ledger = read(home.path());
    assert_eq!((tally(&ledger).calls, total(&ledger).output), (2, 17));
}

#[test]
fn nothing_but_sessions_is_opened() {
    let home = home(&[]);
    let odd = chat("auth", &[answer("a", 100, 0, 10)], (100, 10)).to_string();
    for path in ["auth.json", "sessions/auth.json", "config.json"] {
        std::fs::write(home.path().join(".continue").join(path), &odd).expect("a file");
    }
    assert_eq!(read(home.path()).calls().count(), 0);
}

#[test]
fn the_laws_hold() {
    let history =
        [prompt("PRIVATE_SENTINEL_do_not_store it"), answer("and this", 100, 40, 10), prompt("go on then")];
    let later = [&history[..], &[answer("and that", 200, 80, 20)]].concat();
    let earlier = home(&[chat(ONE, &history, (100, 10))]);
    let now = home(&[chat(ONE, &later, (300, 30))]);
    let usage = Usage { input: 180, cache_read: 120, output: 30, reasoning: 15, ..Usage::default() };
    let truth = Truth::new(2, usage).day("2026-11-29", 2, 330).sessions(1).turns(2);
    Lawful::made(|| Box::new(ContinueDev), now, truth).earlier(earlier).check();
}

// As seen in 1.5.47 with an Anthropic endpoint.
#[test]
fn reads_and_writes_that_are_named_stand_beside_the_prompt() {
    let answer = |text: &str, prompt: u64, read: u64, written: u64, output: u64| {
        let usage = json!({"prompt_tokens": prompt, "completion_tokens": output, "total_tokens": prompt + output,
            "prompt_tokens_details": {"cache_write_tokens": written, "cache_read_tokens": read, "cached_tokens": read},
            "model": "claude-sonnet-4.5", "cost_cents": 0});
        json!({"message": {"role": "assistant", "content": text, "usage": usage}, "contextItems": []})
    };
    let stated = |mut chat: Value, read: u64, written: u64| {
        chat["usage"]["promptTokensDetails"] = json!({"cachedTokens": read, "cacheWriteTokens": written});
        chat
    };
    let history = [prompt("x"), answer("a", 100, 400, 30, 10), prompt("y"), answer("b", 50, 500, 20, 5)];
    let goes_on = [&history[..], &[prompt("z"), answer("c", 10, 600, 0, 1)]].concat();
    let parent = stated(chat(ONE, &history, (150, 15)), 900, 50);
    let ledger = of(&[parent.clone(), stated(chat(TWO, &goes_on, (10, 1)), 600, 0)]);
    let usage = Usage { input: 160, cache_read: 1500, cache_write_5m: 50, output: 16, ..Usage::default() };
    assert_eq!((tally(&ledger).calls, total(&ledger)), (3, usage), "and a fork counts its own");
    let said = |chat: Value| witnesses(&of(&[chat]))[0].totals;
    let wanted = Totals {
        input: Some(150),
        cache_read: Some(900),
        cache_write: Some(50),
        output: Some(15),
        ..Totals::default()
    };
    assert_eq!(said(parent), wanted);
    // OpenAI's prompt, whatever a relay says of writes, holds both.
    let mut other = self::answer("d", 1000, 400, 10);
    other["message"]["usage"]["prompt_tokens_details"]["cache_write_tokens"] = json!(20);
    let relayed = of(&[chat(ONE, &[prompt("x"), other.clone()], (1000, 10))]);
    let usage = Usage {
        input: 580,
        cache_read: 400,
        cache_write_5m: 20,
        output: 10,
        reasoning: 5,
        ..Usage::default()
    };
    assert_eq!(total(&relayed), usage);
    let mixed = said(chat(ONE, &[&history[..], &[prompt("z"), other]].concat(), (1150, 25)));
    assert_eq!(mixed, Totals { output: Some(25), ..Totals::default() });
}
