//! Addresses: of persons, of machines with a password, and of pages with what is asked of them. What stands behind `@` in a
//! name is a version or a place.

/// What may stand behind the `@` of a name that is no scope.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Behind {
    /// A version, a tag or a digest: `claude-sonnet-4@20250514`.
    Version,
    /// These, or a word, as the place where a plug-in is from: `skill@marketplace`.
    Place,
    /// These, or anything: a directory may be called by an address of mail.
    Anything,
}

/// Words that stand for a version.
const TAGS: &[&str] = &[
    "latest",
    "default",
    "next",
    "beta",
    "alpha",
    "canary",
    "stable",
    "nightly",
    "preview",
    "dev",
    "main",
    "head",
    "lts",
    "experimental",
];

/// Who has a password: `admin:hunter2`.
const USERS: &[&str] = &[
    "admin",
    "administrator",
    "root",
    "user",
    "username",
    "guest",
    "login",
    "password",
    "passwd",
    "pwd",
    "pass",
    "token",
    "secret",
    "apikey",
    "api_key",
    "api-key",
    "auth",
    "basic",
    "bearer",
    "postgres",
    "mysql",
    "ftp",
];

/// Names of what a page is asked with that are passwords.
const SECRETS: &[&str] =
    &["token", "password", "passwd", "pwd", "secret", "key", "apikey", "auth", "signature", "sig"];

/// Returns `true` if no `@` in the text is the one of an address, and it is no URL.
pub(super) fn is_none(text: &str, behind: Behind) -> bool {
    !text.contains("://") && has_fair_signs(text, behind)
}

/// Returns `true` if each `@` leads a scope, or what `behind` says.
pub(super) fn has_fair_signs(text: &str, behind: Behind) -> bool {
    let mut start = 0;
    while let Some(at) = text.get(start..).and_then(|rest| rest.find('@')).map(|at| start + at) {
        let (before, rest) =
            (text.get(start..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        if !is_fair(before, rest, start == 0, behind) {
            return false;
        }
        start = at + 1;
    }
    true
}

/// `before` reaches back to the `@` before this one, if any.
fn is_fair(before: &str, rest: &str, is_first: bool, behind: Behind) -> bool {
    let end = rest.find(['/', '\\', '@', '[', '(', ':', ' ']).unwrap_or(rest.len());
    let word = rest.get(..end).unwrap_or_default();
    let next = rest.get(end..).and_then(|left| left.chars().next());
    if (before.is_empty() && is_first) || before.ends_with(['/', '\\']) {
        return !word.is_empty() && (behind == Behind::Anything || next != Some('@'));
    }
    let component = before.rsplit(['/', '\\']).next().unwrap_or_default();
    if is_digest(rest) {
        return true;
    }
    if component.contains(':') || component.is_empty() {
        return false;
    }
    match behind {
        _ if is_version(word) => true,
        Behind::Version => is_tag(word),
        Behind::Place => !word.is_empty() && !word.contains('.') && matches!(next, None | Some('/')),
        Behind::Anything => !component.contains(' ') && !word.is_empty(),
    }
}

/// `sha256:` and the digits of a digest, and nothing behind them.
fn is_digest(text: &str) -> bool {
    let digits = text.strip_prefix("sha256:").or_else(|| text.strip_prefix("sha256-"));
    digits.is_some_and(|digits| {
        matches!(digits.len(), 12..=64) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// `20250514`, `1.2.0-rc.1` and `4.x` are; `163.com`, `10.0.0.7` and `1-example.com` are none.
fn is_version(word: &str) -> bool {
    let word = word.strip_prefix(['v', '^']).unwrap_or(word);
    let core = word.split(['-', '+', '_']).next().unwrap_or_default();
    let rest = word.get(core.len()..).unwrap_or_default();
    let parts = || core.split('.');
    let is_machine = parts().count() == 4 && parts().all(|part| part.parse::<u8>().is_ok());
    let ends_as_a_domain =
        rest.rsplit_once('.').is_some_and(|(_, end)| end.bytes().all(|byte| byte.is_ascii_alphabetic()));
    parts().count() <= 4
        && parts().enumerate().all(|(at, part)| is_number(part, at))
        && !is_machine
        && !ends_as_a_domain
}

/// A number, `x` for any, or a number with what Python adds to it: `0rc1`.
fn is_number(part: &str, at: usize) -> bool {
    let digits = part.bytes().take_while(u8::is_ascii_digit).count();
    let more = part.get(digits..).unwrap_or_default();
    let letters = more.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_named = matches!(letters, "a" | "b" | "rc" | "dev" | "post") && letters.len() < more.len();
    (digits > 0 && digits <= 14 && (more.is_empty() || is_named)) || (at > 0 && matches!(part, "x" | "*"))
}

/// A word for a version, or the way in which numbers are packed: `q4_k_m`.
fn is_tag(word: &str) -> bool {
    let small = word.to_ascii_lowercase();
    TAGS.contains(&small.as_str()) || is_packing(&small)
}

/// How the numbers of a model are packed: `q4_k_m`, `iq2_xs`, `bf16`, `4bit`.
pub(super) fn is_packing(small: &str) -> bool {
    let starts = |start: &str| {
        small
            .strip_prefix(start)
            .and_then(|rest| rest.bytes().next())
            .is_some_and(|byte| byte.is_ascii_digit())
    };
    ["q", "iq", "ud-q", "ud-iq", "f", "bf", "fp", "int", "mxfp", "nvfp"].into_iter().any(starts)
        || small.strip_suffix("bit").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Returns `true` if the text is a user's name and a password.
pub(super) fn is_login(text: &str) -> bool {
    text.split_once(':').is_some_and(|(user, password)| {
        USERS.contains(&user.to_ascii_lowercase().as_str())
            && password.bytes().any(|byte| byte.is_ascii_digit())
    })
}

/// Returns `true` if a page is asked something in the text, or a password is stated.
pub(super) fn is_asked(text: &str) -> bool {
    if !text.contains('=') {
        return false;
    }
    let is_query = text.split_once('?').is_some_and(|(_, asked)| asked.contains('='));
    let is_secret = |name: &str| {
        let word = name.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        SECRETS.contains(&word.to_ascii_lowercase().as_str())
    };
    let mut parts = text.split('=');
    parts.next_back();
    is_query || parts.any(is_secret)
}
