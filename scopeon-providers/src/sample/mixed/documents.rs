//! Amp's documents, one for each thread, Codebuff's, one for each chat, Droid's, which hold a session's totals, and
//! those of `OpenHands`, one for each conversation, and Kiro's, one for each session.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use super::session::{Prompt, Reply, Session, Tool, Written};
use crate::sample::text::MARKER;

pub(super) fn amp(session: &Session) -> Vec<Written> {
    let mut messages = Vec::new();
    for reply in &session.replies {
        if let Some(asked) = reply.asked {
            messages.push(json!({"role": "user", "messageId": messages.len(), "content": [text()],
                "meta": {"sentAt": asked.millis()}}));
        }
        messages.push(json!({"role": "assistant", "messageId": messages.len(), "content": [content(reply)],
            "usage": amp_usage(session, reply)}));
        if let Some(tool) = reply.tool {
            let run = json!({"status": tool.ended("done", "error"), "result": MARKER});
            messages.push(json!({"role": "user", "messageId": messages.len(),
                "content": [{"type": "tool_result", "toolUseID": tool.id(), "run": run}]}));
        }
    }
    let tree =
        json!({"uri": format!("file://{}", session.project), "repository": {"ref": "refs/heads/main"}});
    let document = json!({
        "v": 42, "id": format!("T-{}", session.id), "created": session.start.millis(),
        "env": {"initial": {"trees": [tree], "platform": {"client": "CLI"}}}, "messages": messages,
    });
    let path = PathBuf::from(".local/share/amp/threads").join(format!("T-{}.json", session.id));
    vec![Written::document(path, &document)]
}

fn amp_usage(session: &Session, reply: &Reply) -> Value {
    let usage = reply.usage;
    json!({
        "model": session.model, "inputTokens": usage.input, "outputTokens": usage.output,
        "cacheCreationInputTokens": usage.cache_write_5m, "cacheReadInputTokens": usage.cache_read,
        "totalInputTokens": usage.prompt(), "timestamp": reply.at.to_string(),
    })
}

fn text() -> Value {
    json!({"type": "text", "text": MARKER})
}

/// What a response is made of, as Anthropic's interface has it.
fn content(reply: &Reply) -> Value {
    let used =
        |tool: Tool| json!({"type": "tool_use", "id": tool.id(), "name": tool.name, "input": tool.input()});
    reply.tool.map_or_else(text, used)
}

/// Codebuff's of before it kept credits alone.
pub(super) fn codebuff(session: &Session) -> Vec<Written> {
    let mut messages = Vec::new();
    for (number, reply) in session.replies.iter().enumerate() {
        if let Some(asked) = reply.asked {
            messages.push(json!({"id": format!("user-{number}"), "variant": "user", "content": MARKER,
                "timestamp": asked.to_string()}));
        }
        let usage = json!({
            "inputTokens": reply.usage.input,
            "outputTokens": reply.usage.output,
            "cacheReadInputTokens": reply.usage.cache_read,
            "cacheCreationInputTokens": reply.usage.cache_write_5m,
        });
        // A credit is a cent.
        let credits = (session.dollars(reply.usage) * 100.0).ceil();
        messages.push(json!({"id": format!("ai-{number}"), "variant": "ai", "content": MARKER,
            "timestamp": reply.at.to_string(), "credits": credits,
            "metadata": {"model": session.model, "usage": usage}}));
    }
    let chat = session.start.to_string().replace(':', "-");
    let chats = Path::new(".config/manicode/projects").join(session.directory()).join("chats");
    vec![Written::document(chats.join(chat).join("chat-messages.json"), &json!(messages))]
}

/// A session of Kiro's command line, whose tokens are zeros.
pub(super) fn kiro(session: &Session) -> Vec<Written> {
    let turn = |prompt: Prompt<'_>| {
        let request = |reply: &Reply| {
            // A credit is four cents.
            let credits = session.dollars(reply.usage) / 0.04;
            json!({"value": credits, "unit": "credit", "unitPlural": "credits"})
        };
        let took = Duration::from_millis((prompt.end().millis() - prompt.asked.millis()).unsigned_abs());
        json!({
            "result": {"Ok": {"id": format!("{}-{}", session.id, prompt.number)}},
            "total_request_count": prompt.replies.len(), "model": session.model,
            "turn_duration": {"secs": took.as_secs(), "nanos": took.subsec_nanos()},
            "end_timestamp": prompt.end().to_string(),
            "input_token_count": 0, "output_token_count": 0, "context_usage_percentage": 12.5,
            "metering_usage": prompt.replies.iter().map(request).collect::<Vec<_>>(),
        })
    };
    let model = json!({"model_id": session.model, "context_window_tokens": 200_000});
    let document = json!({
        "session_id": session.id, "cwd": session.project, "title": MARKER, "parent_session_id": null,
        "created_at": session.start.to_string(), "updated_at": session.end().to_string(),
        "session_state": {
            "agent_name": "kiro_default", "rts_model_state": {"model_info": model},
            "conversation_metadata": {"user_turn_metadatas": session.prompts().map(turn).collect::<Vec<_>>()},
        },
    });
    vec![Written::document(format!(".kiro/sessions/cli/{}.json", session.id), &document)]
}

pub(super) fn droid(session: &Session) -> Vec<Written> {
    let sum = session.total();
    let settings = json!({
        "model": session.model, "providerLock": "anthropic", "providerLockTimestamp": session.start.to_string(),
        "tokenUsage": {
            "inputTokens": sum.input, "outputTokens": sum.output, "cacheCreationTokens": sum.cache_write_5m,
            "cacheReadTokens": sum.cache_read, "thinkingTokens": sum.reasoning,
        },
    });
    let mut lines = vec![json!({"type": "session_start", "id": session.id, "cwd": session.project})];
    lines.extend(session.replies.iter().enumerate().map(|(number, reply)| {
        let message = json!({"role": "assistant", "content": [content(reply)]});
        json!({"type": "message", "id": format!("m{number}"), "timestamp": reply.at.to_string(), "message": message})
    }));
    let directory = PathBuf::from(".factory/sessions").join(session.project.replace(['/', '.'], "-"));
    let path = |ending: &str| directory.join(format!("{}.{ending}", session.id));
    vec![Written::document(path("settings.json"), &settings), Written::lines(path("jsonl"), &lines)]
}

pub(super) fn openhands(session: &Session) -> Vec<Written> {
    let costs = session.replies.iter().map(|reply| {
        let at = Duration::from_millis(reply.at.millis().unsigned_abs()).as_secs_f64();
        json!({"model": session.model, "cost": session.dollars(reply.usage), "timestamp": at})
    });
    let used = session.replies.iter().enumerate().map(|(number, reply)| {
        let usage = reply.usage;
        json!({"model": session.model, "prompt_tokens": usage.prompt(), "completion_tokens": usage.output,
            "cache_read_tokens": usage.cache_read, "cache_write_tokens": usage.cache_write_5m,
            "reasoning_tokens": usage.reasoning, "context_window": 200_000,
            "per_turn_token": usage.prompt() + usage.output, "response_id": format!("chatcmpl-{}-{number}", session.id)})
    });
    let metrics = json!({
        "model_name": session.model, "accumulated_cost": session.dollars(session.total()),
        "costs": costs.collect::<Vec<_>>(), "token_usages": used.collect::<Vec<_>>(),
    });
    let state = json!({
        "id": session.id, "agent": {"llm": {"model": session.model}},
        "workspace": {"working_dir": session.project}, "execution_status": "finished",
        "stats": {"usage_to_metrics": {"agent": metrics}},
    });
    let conversation = Path::new(".openhands/conversations").join(&session.id);
    vec![Written::document(conversation.join("base_state.json"), &state)]
}
