//! Writes a sample home and prints the truth about it: `write_sample DIR [SCALE] [SEED] [plain|mixed]`. It is Claude
//! Code's; `plain` leaves out the awkward shapes, on which other readers may differ, and `mixed` writes as much in
//! logs of five agents.
#![expect(clippy::print_stdout, reason = "the answer of an example goes to standard output")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;

use scopeon_core::usage::Usage;
use scopeon_providers::sample::{EdgeCases, Settings, Sums, Truth, write_claude_home, write_heavy_home};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let root = PathBuf::from(args.next().ok_or("usage: write_sample DIR [SCALE] [SEED] [plain|mixed]")?);
    let permille = permille(&args.next().unwrap_or_else(|| "1.0".into()))?;
    let mut settings = Settings::bench().scaled(permille);
    if let Some(seed) = args.next() {
        settings.seed = seed.parse()?;
    }
    let answer = match args.next().as_deref() {
        Some("mixed") => mixed(&write_heavy_home(&root, &settings)?),
        Some("plain") => {
            settings.edge_cases = EdgeCases::none();
            answer(&write_claude_home(&root, &settings)?)
        }
        _ => answer(&write_claude_home(&root, &settings)?),
    };
    println!("{answer:#}");
    Ok(())
}

/// Reads a factor such as `1.0` or `0.01` as thousandths.
fn permille(text: &str) -> Result<u32, Box<dyn Error>> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    Ok(whole.parse::<u32>()?.checked_mul(1000).ok_or("too large a scale")? + part.parse::<u32>()?)
}

/// All agents' calls and tokens, and each one's.
fn mixed(truths: &BTreeMap<&'static str, Truth>) -> Value {
    let usage: Usage = truths.values().map(|truth| truth.usage).sum();
    let agents: Value = truths
        .iter()
        .map(|(id, truth)| ((*id).to_owned(), json!({ "calls": truth.calls, "usage": truth.usage })))
        .collect();
    let calls: u64 = truths.values().map(|truth| truth.calls).sum();
    json!({ "calls": calls, "usage": usage, "agents": agents })
}

fn answer(truth: &Truth) -> Value {
    let rows = |map: &BTreeMap<String, Sums>| -> Value {
        map.iter().map(|(key, row)| (key.clone(), sums(row))).collect()
    };
    json!({
        "files": truth.files,
        "agent_files": truth.agent_files,
        "lines": truth.lines,
        "bytes": truth.bytes,
        "calls": truth.calls,
        "turns": truth.turns,
        "usage": truth.usage,
        "tool_calls": truth.tool_calls,
        "tool_errors": truth.tool_errors,
        "mcp_calls": truth.mcp_calls,
        "skill_calls": truth.skill_calls,
        "server_tool_calls": truth.server_tool_calls,
        "compactions": truth.compactions,
        "synthetic": truth.synthetic,
        "malformed": truth.malformed,
        "torn": truth.torn,
        "sessions": truth.by_session.len(),
        "by_day": rows(&truth.by_day),
        "by_model": rows(&truth.by_model),
        "by_session": rows(&truth.by_session),
    })
}

fn sums(row: &Sums) -> Value {
    json!({ "calls": row.calls, "turns": row.turns, "usage": row.usage })
}
