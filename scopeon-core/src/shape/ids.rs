//! What ids are made of: digits, hexadecimal digits, noise, and a few words that say what they are the ids of. A session that
//! is called by a file's name has a name that somebody chose.

use super::letters::noise;

/// Words of ids.
const WORDS: &[&str] = &[
    "session",
    "sess",
    "ses",
    "task",
    "thread",
    "rollout",
    "chat",
    "conv",
    "conversation",
    "msg",
    "message",
    "run",
    "job",
    "turn",
    "agent",
    "subagent",
    "sub",
    "main",
    "cron",
    "direct",
    "group",
    "channel",
    "dm",
    "id",
    "uuid",
    "log",
    "trace",
    "req",
    "request",
    "resp",
    "response",
    "call",
    "gen",
    "cmpl",
    "chatcmpl",
    "toolu",
    "event",
    "events",
    "history",
    "transcript",
    "telegram",
    "discord",
    "slack",
    "whatsapp",
    "signal",
    "web",
    "cli",
    "tui",
    "api",
    "sdk",
    "acp",
    "heartbeat",
    "default",
    "am",
    "pm",
    "utc",
    "gmt",
    "local",
    "unknown",
];

/// From so many hexadecimal digits on no digit has to be a number.
const HEX: usize = 12;
/// Runs of less are read as words.
const SHORT_HEX: usize = 6;
/// An id of letters and digits has at least so many.
const NOISY: usize = 10;
/// It falls short of words by so much.
const NOISE: i32 = 140;

/// Returns `true` if the text is shaped like an id that a program makes, and says nothing.
pub(super) fn is_id(text: &str) -> bool {
    is_noisy(text) || text.split(|c: char| !c.is_ascii_alphanumeric()).all(is_part) && text.is_ascii()
}

/// Noise may hold separators: `V1StGXR8_Z5jdHi6B-myT`.
fn is_noisy(text: &str) -> bool {
    let run: Vec<u8> = text.bytes().filter(u8::is_ascii_alphanumeric).collect();
    let digits = run.iter().filter(|byte| byte.is_ascii_digit()).count();
    let is_of_words = text
        .split(|c: char| !c.is_ascii_alphabetic())
        .any(|word| word.len() > 4 && noise(word.as_bytes()) < 60);
    text.is_ascii() && run.len() >= NOISY && digits > 1 && !is_of_words && noise(&run) > NOISE
}

fn is_part(part: &str) -> bool {
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    let is_hex = part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let letters = part.trim_matches(|c: char| c.is_ascii_digit());
    let is_numbered = letters.is_empty() || WORDS.contains(&letters.to_ascii_lowercase().as_str());
    let is_short = || part.split(|c: char| c.is_ascii_digit()).all(|letters| letters.len() < 3);
    is_numbered
        || letters.len() == 1
        || (is_hex && (part.len() >= HEX || digits > 0 && (part.len() >= SHORT_HEX || is_short())))
        || (part.len() >= NOISY && digits > 1 && noise(part.as_bytes()) > NOISE)
}
