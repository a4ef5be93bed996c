//! How keys and tokens begin.

mod begins;
mod token;

use begins::TOKENS;
use token::Tail;

/// Returns `true` if a key or a token of a known kind stands in `text`, at its start or behind a separator.
///
/// ```
/// use scopeon_core::shape::contains_secret;
/// assert!(contains_secret("sk-ant-api03-Ab1Cd2Ef3Gh4Ij5Kl6"));
/// assert!(!contains_secret("task-sk-learn") && !contains_secret("gpt-5.6-sol"));
/// ```
#[must_use]
pub fn contains_secret(text: &str) -> bool {
    text.len() > SHORTEST
        && (starts(text.as_bytes()).any(is_token) || CLEAR.iter().any(|start| holds_clear(text, start)))
}

/// These begin a key behind letters, too: no word ends so.
const CLEAR: &[&str] = &[
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "sk-ant-",
    "sk-proj-",
    "shpat_",
];

fn holds_clear(text: &str, start: &str) -> bool {
    text.find(start).and_then(|at| text.as_bytes().get(at..)).is_some_and(begins_with_token)
}

/// No token is shorter.
const SHORTEST: usize = 9;

/// What follows each place where a token may start. Names are looked at while logs are read, so this is one pass.
fn starts(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let is_start = |at: usize| at.checked_sub(1).is_none_or(|before| !text[before].is_ascii_alphanumeric());
    (0..text.len()).filter(move |at| is_start(*at)).map(|at| &text[at..])
}

fn is_token(text: &[u8]) -> bool {
    (may_begin(text) && begins_with_token(text)) || is_in_parts(text)
}

fn begins_with_token(text: &[u8]) -> bool {
    let rest = |start: &str| text.strip_prefix(start.as_bytes());
    TOKENS.iter().any(|(start, tail)| rest(start).is_some_and(|rest| has_tail(rest, *tail)))
}

/// For each first character of a token, its second ones as bits: nearly no name begins as a token does.
const SECONDS: [u128; 128] = seconds();

const fn seconds() -> [u128; 128] {
    let mut seconds = [0; 128];
    let mut at = 0;
    while at < TOKENS.len() {
        let start = TOKENS[at].0.as_bytes();
        seconds[start[0] as usize] |= 1 << start[1];
        at += 1;
    }
    seconds
}

fn may_begin(text: &[u8]) -> bool {
    let [first, second, ..] = text else { return false };
    second.is_ascii() && SECONDS.get(usize::from(*first)).is_some_and(|bits| bits >> second & 1 == 1)
}

fn has_tail(rest: &[u8], tail: Tail) -> bool {
    let run = |more: &[u8]| {
        rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || more.contains(byte)).count()
    };
    let (least, length) = match tail {
        Tail::Any => return true,
        Tail::Hex(length) => {
            return run(b"") == length && rest.iter().take(length).all(u8::is_ascii_hexdigit);
        }
        Tail::Mixed(least) | Tail::Keyed(least) => (least, run(b"-_.")),
        Tail::Run(least) => (least, run(b"")),
    };
    let token = rest.get(..length).unwrap_or_default();
    let has_digit = token.iter().any(u8::is_ascii_digit);
    let has_capital = token.iter().any(u8::is_ascii_uppercase);
    let is_keyed =
        !matches!(tail, Tail::Keyed(_)) || token.split(|byte| !byte.is_ascii_alphanumeric()).any(is_key);
    length >= least && is_keyed && (has_digit || (has_capital && matches!(tail, Tail::Run(_))))
}

/// A run that is longer than words are, or as long as a key's and of letters and digits.
fn is_key(run: &[u8]) -> bool {
    let has = |is: fn(&u8) -> bool| run.iter().any(is);
    run.len() >= 20 || (run.len() >= 10 && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic))
}

/// Tokens that are told by how long their parts are: of Telegram's and Discord's bots, Airtable and Entra.
fn is_in_parts(text: &[u8]) -> bool {
    let first = text.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let (run, rest) = text.split_at_checked(first).unwrap_or_default();
    let word = |rest: &[u8]| {
        rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte)).count()
    };
    let has_digit = run.iter().any(u8::is_ascii_digit);
    match rest.split_first() {
        Some((b':', rest)) => {
            (8..=10).contains(&first) && run.iter().all(u8::is_ascii_digit) && word(rest) >= 34
        }
        Some((b'.', rest)) if run.starts_with(b"pat") => first == 17 && word(rest) >= 32,
        Some((b'.', rest)) if (23..=28).contains(&first) && has_digit => {
            let second = word(rest);
            (5..=7).contains(&second) && rest.get(second) == Some(&b'.') && word(&rest[second + 1..]) >= 27
        }
        Some((b'~', rest)) => run.ends_with(b"Q") && has_digit && first <= 6 && word(rest) >= 20,
        _ => false,
    }
}
