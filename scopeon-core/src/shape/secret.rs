//! How keys and tokens begin.

/// What a token looks like behind its beginning.
#[derive(Clone, Copy)]
enum Tail {
    /// At least so many letters, digits, `-`, `_` and `.`, with a letter and a digit among them.
    Mixed(usize),
    /// At least so many letters and digits in one run, with a digit or a capital among them.
    Run(usize),
    /// Anything.
    Any,
}

/// Beginnings of keys, by vendor.
const TOKENS: &[(&str, Tail)] = &[
    // OpenAI, Anthropic, OpenRouter, DeepSeek, Stripe and others.
    ("sk-", Tail::Mixed(16)),
    ("sk_live_", Tail::Run(10)),
    ("sk_test_", Tail::Run(10)),
    ("pk_live_", Tail::Run(10)),
    ("pk_test_", Tail::Run(10)),
    ("rk_live_", Tail::Run(10)),
    ("whsec_", Tail::Run(16)),
    // GitHub, GitLab, Bitbucket.
    ("ghp_", Tail::Run(16)),
    ("gho_", Tail::Run(16)),
    ("ghu_", Tail::Run(16)),
    ("ghs_", Tail::Run(16)),
    ("ghr_", Tail::Run(16)),
    ("github_pat_", Tail::Run(16)),
    ("glpat-", Tail::Mixed(12)),
    ("gldt-", Tail::Mixed(12)),
    ("glrt-", Tail::Mixed(12)),
    ("ATBB", Tail::Run(20)),
    ("ATATT", Tail::Run(20)),
    // Slack.
    ("xoxa-", Tail::Mixed(10)),
    ("xoxb-", Tail::Mixed(10)),
    ("xoxe-", Tail::Mixed(10)),
    ("xoxe.", Tail::Mixed(10)),
    ("xoxo-", Tail::Mixed(10)),
    ("xoxp-", Tail::Mixed(10)),
    ("xoxr-", Tail::Mixed(10)),
    ("xoxs-", Tail::Mixed(10)),
    ("xapp-", Tail::Mixed(10)),
    // Clouds.
    ("AKIA", Tail::Run(12)),
    ("ASIA", Tail::Run(12)),
    ("AIza", Tail::Mixed(20)),
    ("ya29.", Tail::Mixed(10)),
    ("GOCSPX-", Tail::Mixed(12)),
    ("dop_v1_", Tail::Run(16)),
    ("doo_v1_", Tail::Run(16)),
    ("dapi", Tail::Run(28)),
    ("LTAI", Tail::Run(12)),
    ("AKID", Tail::Run(13)),
    // Models.
    ("hf_", Tail::Run(16)),
    ("gsk_", Tail::Run(16)),
    ("xai-", Tail::Run(16)),
    ("pplx-", Tail::Run(16)),
    ("nvapi-", Tail::Mixed(16)),
    ("r8_", Tail::Run(16)),
    ("fw_", Tail::Run(16)),
    ("csk-", Tail::Run(16)),
    ("tgp_v1_", Tail::Mixed(16)),
    ("co_", Tail::Run(28)),
    ("jina_", Tail::Run(16)),
    ("tvly-", Tail::Mixed(16)),
    ("fc-", Tail::Run(24)),
    ("lsv2_", Tail::Mixed(16)),
    ("pcsk_", Tail::Mixed(16)),
    // Packages and platforms.
    ("npm_", Tail::Run(16)),
    ("pypi-", Tail::Run(16)),
    ("rubygems_", Tail::Run(16)),
    ("dckr_pat_", Tail::Mixed(16)),
    ("shpat_", Tail::Run(16)),
    ("shpss_", Tail::Run(16)),
    ("lin_api_", Tail::Run(16)),
    ("ntn_", Tail::Run(16)),
    ("secret_", Tail::Run(24)),
    ("figd_", Tail::Mixed(16)),
    ("sntrys_", Tail::Mixed(16)),
    ("sntryu_", Tail::Run(16)),
    ("phc_", Tail::Run(16)),
    ("phx_", Tail::Run(16)),
    ("SG.", Tail::Mixed(16)),
    ("key-", Tail::Run(24)),
    ("pul-", Tail::Run(20)),
    ("hvs.", Tail::Mixed(16)),
    ("NRAK-", Tail::Run(16)),
    ("EAAA", Tail::Run(24)),
    ("sq0atp-", Tail::Mixed(12)),
    ("PMAK-", Tail::Mixed(16)),
    ("AGE-SECRET-KEY-", Tail::Any),
    ("eyJ", Tail::Mixed(14)),
    ("-----BEGIN", Tail::Any),
    ("Bearer ", Tail::Any),
    ("Basic ", Tail::Run(12)),
];

/// Returns `true` if a key or a token of a known kind stands in `text`, at its start or behind a separator.
///
/// ```
/// use scopeon_core::shape::holds_token;
/// assert!(holds_token("sk-ant-api03-Ab1Cd2Ef3Gh4Ij5Kl6"));
/// assert!(!holds_token("task-sk-learn") && !holds_token("gpt-5.6-sol"));
/// ```
#[must_use]
pub fn holds_token(text: &str) -> bool {
    text.len() > SHORTEST && starts(text.as_bytes()).any(begins_with_token)
}

/// No token is shorter.
const SHORTEST: usize = 13;

/// What follows each place where a token may start. Names are looked at while logs are read, so this is one pass.
fn starts(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let is_start = |at: usize| at.checked_sub(1).is_none_or(|before| !text[before].is_ascii_alphanumeric());
    (0..text.len()).filter(move |at| is_start(*at)).map(|at| &text[at..])
}

fn begins_with_token(text: &[u8]) -> bool {
    let rest = |start: &str| text.strip_prefix(start.as_bytes());
    TOKENS.iter().any(|(start, tail)| rest(start).is_some_and(|rest| has_tail(rest, *tail)))
}

fn has_tail(rest: &[u8], tail: Tail) -> bool {
    let run = |more: &[u8]| {
        rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || more.contains(byte)).count()
    };
    let (least, length) = match tail {
        Tail::Any => return true,
        Tail::Mixed(least) => (least, run(b"-_.")),
        Tail::Run(least) => (least, run(b"")),
    };
    let token = rest.get(..length).unwrap_or_default();
    let has_digit = token.iter().any(u8::is_ascii_digit);
    let has_capital = token.iter().any(u8::is_ascii_uppercase);
    length >= least && (has_digit || (has_capital && matches!(tail, Tail::Run(_))))
}
