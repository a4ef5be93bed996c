//! Writes a sample Claude Code home and prints the truth about it: `write_sample DIR [SCALE] [SEED] [plain]`;
//! `plain` leaves out the awkward shapes, on which other readers may differ.
#![expect(clippy::print_stdout, reason = "the answer of an example goes to standard output")]

use std::error::Error;
use std::path::PathBuf;

use scopeon_providers::sample::{Settings, Sums, Traps, Truth, write_claude_home};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let root = PathBuf::from(args.next().ok_or("usage: write_sample DIR [SCALE] [SEED] [plain]")?);
    let permille = permille(&args.next().unwrap_or_else(|| "1.0".into()))?;
    let mut settings = Settings::bench().scaled(permille);
    if let Some(seed) = args.next() {
        settings.seed = seed.parse()?;
    }
    if args.next().is_some_and(|word| word == "plain") {
        settings.traps = Traps::none();
    }
    println!("{:#}", answer(&write_claude_home(&root, &settings)?));
    Ok(())
}

/// Reads a factor such as `1.0` or `0.01` as thousandths.
fn permille(text: &str) -> Result<u32, Box<dyn Error>> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    Ok(whole.parse::<u32>()?.checked_mul(1000).ok_or("too large a scale")? + part.parse::<u32>()?)
}

fn answer(truth: &Truth) -> Value {
    let rows = |map: &std::collections::BTreeMap<String, Sums>| -> Value {
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
