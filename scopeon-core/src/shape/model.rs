//! What models are called: by one word with a tag, or as they are shown, by a family's name, its number and its kind.

use super::address::is_packing;

/// Families of models and their makers: a name of several words begins with one.
const FAMILIES: &[&str] = &[
    "claude",
    "anthropic",
    "gpt",
    "chatgpt",
    "openai",
    "codex",
    "o1",
    "o3",
    "o4",
    "gemini",
    "gemma",
    "google",
    "grok",
    "xai",
    "llama",
    "meta",
    "mistral",
    "mixtral",
    "codestral",
    "devstral",
    "magistral",
    "ministral",
    "pixtral",
    "qwen",
    "qwq",
    "qvq",
    "alibaba",
    "deepseek",
    "kimi",
    "moonshot",
    "moonshotai",
    "glm",
    "zai",
    "z.ai",
    "minimax",
    "nova",
    "amazon",
    "command",
    "cohere",
    "aya",
    "phi",
    "microsoft",
    "mai",
    "granite",
    "ibm",
    "nemotron",
    "nvidia",
    "jamba",
    "ai21",
    "swe",
    "windsurf",
    "cursor",
    "composer",
    "raptor",
    "goldeneye",
    "sonnet",
    "opus",
    "haiku",
    "fable",
    "mythos",
    "auto",
    "ernie",
    "baidu",
    "doubao",
    "seed",
    "bytedance",
    "step",
    "stepfun",
    "hunyuan",
    "tencent",
    "yi",
    "hermes",
    "nous",
    "palmyra",
    "writer",
    "solar",
    "upstage",
    "exaone",
    "sonar",
    "perplexity",
    "mercury",
    "inception",
    "morph",
    "relace",
    "olmo",
    "ai2",
    "allenai",
    "ling",
    "ring",
    "longcat",
    "arcee",
    "trinity",
    "polaris",
    "horizon",
    "sherlock",
    "sonic",
    "supernova",
    "starcoder",
    "codellama",
    "dolphin",
    "wizardlm",
    "vicuna",
    "falcon",
    "internlm",
    "smollm",
    "tulu",
    "reka",
    "inflection",
    "mimo",
    "intellect",
    "kat",
    "cogito",
    "apriel",
    "lfm",
    "liquid",
    "dbrx",
    "aion",
    "venice",
    "big",
    "nano",
    "oss",
];

/// Words that a model's name holds without a capital.
const KINDS: &[&str] = &[
    "mini",
    "nano",
    "micro",
    "small",
    "medium",
    "large",
    "high",
    "low",
    "xhigh",
    "minimal",
    "max",
    "pro",
    "flash",
    "fast",
    "preview",
    "latest",
    "thinking",
    "reasoning",
    "turbo",
    "beta",
    "exp",
    "experimental",
    "context",
    "instruct",
    "coder",
    "chat",
    "code",
    "deep",
    "think",
    "x-high",
    "vision",
    "free",
    "lite",
    "ultra",
    "codex",
    "default",
    "alpha",
    "premier",
    "plus",
    "image",
    "audio",
    "air",
    "million",
    "highspeed",
    "none",
    "new",
    "research",
    "search",
];

/// What stands before the `:` of a model's name and says who serves it, or how it came about.
const ROUTES: &[&str] = &[
    "arn",
    "ft",
    "custom",
    "bedrock",
    "azure",
    "vertex",
    "openrouter",
    "ollama",
    "lmstudio",
    "vscode-lm",
    "copilot",
    "github",
    "poe",
    "litellm",
    "proxy",
    "sha256",
    "local",
    "http",
    "model",
    "agent",
    "babbage",
    "curie",
    "ada",
    "davinci",
    "text",
    "hf",
    "huggingface",
    "groq",
    "fireworks",
    "together",
    "cerebras",
    "vllm",
    "byok",
    "lms",
    "llamacpp",
    "mlx",
    "cli",
    "default",
    "ocid1",
];

/// Tags of models behind a `:`.
const MARKS: &[&str] = &[
    "latest", "free", "beta", "alpha", "online", "nitro", "floor", "extended", "exacto", "cloud", "stable",
    "base", "text", "tools", "xl", "tiny",
];

/// A name as it is shown has at most so many words.
const WORDS: usize = 7;
/// A word of it has at most so many characters.
const WORD: usize = 14;
/// Numbers of so many digits are no sizes and no versions; nor are more than two.
const DIGITS: usize = 4;

/// Words that are the name of a model as it is shown: two in title case; or a family's name, and behind it numbers and
/// words that begin with a capital or say of what kind it is. One in brackets may say where it runs.
pub(super) fn is_shown(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').map(bare).collect();
    let numbers = || words.iter().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let is_fair =
        words.len() <= WORDS && numbers().count() <= 2 && numbers().all(|word| word.len() <= DIGITS);
    is_fair && (is_title_of_two(&words) || is_of_family(&words) || is_word_with_note(text))
}

fn bare(word: &str) -> &str {
    word.trim_matches(['(', ')', '[', ']']).trim_end_matches(':')
}

fn is_title_of_two(words: &[&str]) -> bool {
    words.len() == 2 && words.iter().all(|word| is_title(word))
}

fn is_of_family(words: &[&str]) -> bool {
    let Some((first, rest)) = words.split_first() else { return false };
    let is_made_by = || rest.first().is_some_and(|second| is_family(second)) && is_title(first);
    (is_family(first) || is_made_by()) && rest.iter().all(|word| is_part(word))
}

/// A family's name ends at a number or a sign: `gpt-5`, `qwen3`.
fn is_family(word: &str) -> bool {
    let small = word.to_ascii_lowercase();
    let ends = |rest: &str| rest.bytes().next().is_none_or(|byte| !byte.is_ascii_alphabetic());
    FAMILIES.iter().any(|known| small.strip_prefix(known).is_some_and(ends))
}

fn is_part(word: &str) -> bool {
    let small = word.to_ascii_lowercase();
    is_title(word) || is_number(word) || KINDS.contains(&small.as_str()) || is_family(word)
}

/// `Terminus` and `A35B`; `R+`, but no sentence's first word and full stop.
fn is_title(word: &str) -> bool {
    word.len() <= WORD
        && word.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase())
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'+'))
        && !word.ends_with('.')
}

/// `4.5`, `405B`, `1M`, `v3`, `k2`: a number, before which one letter may stand.
fn is_number(word: &str) -> bool {
    let mut bytes = word.bytes();
    let begins = match bytes.next() {
        Some(first) if first.is_ascii_alphabetic() => bytes.next().is_some_and(|byte| byte.is_ascii_digit()),
        first => first.is_some_and(|byte| byte.is_ascii_digit()),
    };
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    begins && word.len() <= 12 && letters <= 3
}

/// `gpt-4o (azure)`: a word with a number, and a note of one word.
fn is_word_with_note(text: &str) -> bool {
    let Some((word, note)) = text.split_once(' ') else { return false };
    let note = note.strip_prefix('(').and_then(|note| note.strip_suffix(')'));
    word.bytes().any(|byte| byte.is_ascii_digit())
        && note.is_some_and(|note| note.len() <= 12 && note.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// What a path of a service's own holds beside names.
const SERVED: &[&str] = &["models", "endpoints", "deployments", "model", "tunedmodels"];

/// Returns `true` if what has slashes is the path of a model at a service, and none of a disk.
pub(super) fn is_served(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    text.bytes().filter(|byte| *byte == b'/').count() < 2
        || words.any(|word| SERVED.contains(&word.to_ascii_lowercase().as_str()) || is_kin(word))
}

/// Returns `true` if what stands before and behind a `:` is a model and its tag, and no user with a password.
pub(super) fn is_tagged(text: &str) -> bool {
    let Some((before, behind)) = text.split_once(':') else { return true };
    let name = before.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let words = || text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    before.contains('/')
        || behind.contains(':')
        || ROUTES.contains(&name.as_str())
        || is_tag(&behind.to_ascii_lowercase())
        || words().any(is_kin)
}

/// A word that a family's name begins: `codellama`, `qwen3`.
fn is_kin(word: &str) -> bool {
    let small = word.to_ascii_lowercase();
    FAMILIES.iter().any(|known| known.len() > 3 && small.starts_with(known)) || is_family(word)
}

fn is_tag(behind: &str) -> bool {
    let begins = behind.trim_start_matches('v').bytes().next();
    MARKS.contains(&behind)
        || KINDS.contains(&behind)
        || is_packing(behind)
        || begins.is_some_and(|byte| byte.is_ascii_digit())
}
