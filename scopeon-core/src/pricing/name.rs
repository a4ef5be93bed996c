//! From a model's name as logged to the keys of the price table, in a fixed order of exact names. Nothing here
//! compares parts of names: a name that leads nowhere is unpriced.

/// Price lists an agent is billed by, tried before the vendors'.
const AGENT_LISTS: [(&str, &str); 2] =
    [("copilot-cli", "github_copilot/"), ("copilot-vscode", "github_copilot/")];

/// Routes that do not change the model: what follows is the vendor's own name. A host whose list states a price of its
/// own, as Azure's does, is asked first, since the whole name overrides what follows the route.
const ROUTES: [&str; 14] = [
    "openrouter/",
    "anthropic/",
    "openai/",
    "google/",
    "models/",
    "bedrock/",
    "amazon-bedrock/",
    "converse/",
    "vertex_ai/",
    "vertex/",
    "google-vertex/",
    "google-vertex-anthropic/",
    "gemini/",
    "azure/",
];

/// Bedrock's regions of inference, before the maker.
const REGIONS: [&str; 9] = ["us.", "eu.", "apac.", "global.", "au.", "jp.", "ca.", "us-gov.", ""];

/// The makers of models on Bedrock that coding agents run.
const MAKERS: [&str; 2] = [ANTHROPIC, "openai."];
const ANTHROPIC: &str = "anthropic.";

/// The regions that cost what `us.` costs, where the list does not name them. `us-gov.` has prices of its own.
const LIKE_US: [&str; 5] = ["eu.", "apac.", "au.", "jp.", "ca."];

/// What marks a window of a million tokens: Claude Code writes the first, Cline and Roo Code the second.
const LARGE_WINDOW: [&str; 2] = ["[1m]", ":1m"];

/// What gateways append for a way of asking: a token costs the same. `:nitro` and `:floor` choose among hosts, whose
/// prices differ, and stay.
const WAYS: [&str; 3] = [":thinking", ":beta", ":online"];

/// The row of what a gateway serves for nothing, and says so in the name: `author/model:free`.
const FREE: &str = "openrouter/:free";

/// Authors as gateways spell them, and the vendor's own list.
const AUTHORS: [(&str, &str); 7] = [
    ("x-ai/", "xai/"),
    ("z-ai/", "zai/"),
    ("moonshotai/", "moonshot/"),
    ("qwen/", "dashscope/"),
    ("mistralai/", "mistral/"),
    ("deepseek-ai/", "deepseek/"),
    ("minimaxai/", "minimax/"),
];

/// The lists of the vendors themselves, for a bare name. Hosts of other vendors' models are not among them:
/// a bare name does not say who served it.
const VENDORS: [&str; 12] = [
    "gemini/",
    "vertex_ai/",
    "deepseek/",
    "moonshot/",
    "zai/",
    "xai/",
    "mistral/",
    "dashscope/",
    "minimax/",
    "meta/",
    "codestral/",
    "github_copilot/",
];

/// Labels are bounded; anything longer is no model.
const MAX_BYTES: usize = 256;

/// Calls `probe` with one key after the other, most exact first, until it finds something. `listed_as` gives the
/// key of a name that the user's own lists alone have.
pub(super) fn find<'k, T>(
    agent: &str,
    model: &str,
    listed_as: impl Fn(&str) -> Option<&'k str>,
    mut probe: impl FnMut(&str) -> Option<T>,
) -> Option<T> {
    // Angle brackets mark what the client made up itself (`<synthetic>`).
    if model.is_empty() || model.starts_with('<') || model.len() > MAX_BYTES {
        return None;
    }
    let list = AGENT_LISTS.iter().find(|(id, _)| *id == agent).map(|(_, list)| *list);
    // The common case takes no copy.
    if list.is_none()
        && let Some(found) = probe(model)
    {
        return Some(found);
    }
    let forms = forms(model);
    let own = list.and_then(|list| forms.iter().find_map(|form| probe(&format!("{list}{form}"))));
    own.or_else(|| forms.iter().find_map(|form| probe(form)))
        .or_else(|| if is_free(model) { probe(FREE) } else { None })
        .or_else(|| forms.iter().find_map(|form| of_vendors(form, &mut probe)))
        .or_else(|| forms.iter().find_map(|form| probe(listed_as(form)?)))
}

/// Returns the shortest spelling of a model's name: without routes, what clouds add and a release day, in lower case.
/// Two sources that name one model may spell it in two ways.
#[must_use]
pub fn plain_name(model: &str) -> String {
    forms(model).pop().unwrap_or_default()
}

/// Returns `true` if a gateway says that it serves a model for nothing. Without an author it is no gateway's name.
fn is_free(model: &str) -> bool {
    let lower = model.trim().to_ascii_lowercase();
    // The way of asking may stand behind it.
    lower.contains('/') && without_marks(&lower).ends_with(":free")
}

/// Returns `true` if a name says that its window holds a million tokens.
pub(super) fn has_large_window(model: &str) -> bool {
    let model = model.trim_end().to_ascii_lowercase();
    LARGE_WINDOW.iter().any(|mark| model.ends_with(mark))
}

/// Tries a form under the lists of authors and vendors.
fn of_vendors<T>(form: &str, probe: &mut impl FnMut(&str) -> Option<T>) -> Option<T> {
    if form.contains('/') {
        let author = |(name, list): &(&str, &str)| Some(format!("{list}{}", form.strip_prefix(name)?));
        return probe(&format!("openrouter/{form}"))
            .or_else(|| AUTHORS.iter().find_map(author).and_then(|key| probe(&key)));
    }
    VENDORS.iter().find_map(|vendor| probe(&format!("{vendor}{form}")))
}

/// Returns the spellings of a name, most exact first, each once.
fn forms(model: &str) -> Vec<String> {
    let mut forms = Vec::with_capacity(8);
    let lower = model.trim().to_ascii_lowercase();
    push(&mut forms, &lower);
    let mut name = without_marks(&lower);
    push(&mut forms, name);
    while let Some(rest) = ROUTES.iter().find_map(|route| name.strip_prefix(route)) {
        name = rest;
        push(&mut forms, name);
    }
    name = without_marks(of_arn(name));
    push(&mut forms, name);
    let bare = match of_bedrock(name) {
        Some(profile) => {
            push_regional(&mut forms, profile);
            // Of OpenAI's models every region has a price of its own.
            if profile.maker != ANTHROPIC && !matches!(profile.region, "" | "global.") {
                return forms;
            }
            profile.model.to_owned()
        }
        None => of_vertex(name),
    };
    push(&mut forms, &bare);
    if let Some(undated) = without_date(&bare) {
        push(&mut forms, undated);
    }
    push_dashed(&mut forms);
    forms
}

/// Strips what stands behind a name and does not change the price of a token.
pub(super) fn without_marks(name: &str) -> &str {
    let mut name = name;
    while let Some(rest) = LARGE_WINDOW.iter().chain(&WAYS).find_map(|mark| name.strip_suffix(mark)) {
        name = rest.trim_end();
    }
    name
}

/// Returns the model of an ARN of Bedrock's that names one. An application's own profile has an id that leads nowhere.
fn of_arn(name: &str) -> &str {
    let mut parts = name.splitn(6, ':');
    if parts.next() != Some("arn") || parts.nth(1) != Some("bedrock") {
        return name;
    }
    let resource = parts.nth(2).and_then(|resource| resource.split_once('/'));
    match resource {
        Some(("inference-profile" | "foundation-model", model)) => model,
        _ => name,
    }
}

/// A name as Bedrock has it, `us.anthropic.…-v1:0`, without its version.
#[derive(Clone, Copy)]
struct Profile<'a> {
    region: &'static str,
    maker: &'static str,
    model: &'a str,
}

fn of_bedrock(name: &str) -> Option<Profile<'_>> {
    let split = |region: &&'static str| {
        let rest = name.strip_prefix(*region)?;
        let (maker, model) = MAKERS.into_iter().find_map(|maker| Some((maker, rest.strip_prefix(maker)?)))?;
        Some(Profile { region, maker, model: without_version(model) })
    };
    REGIONS.iter().find_map(split)
}

/// Adds the keys of a regional profile, which the table has without versions. A release day is left out only there
/// where the list has one release of the model.
fn push_regional(forms: &mut Vec<String>, Profile { region, maker, model }: Profile<'_>) {
    let stand_in = LIKE_US.contains(&region).then_some("us.");
    for region in [Some(region), stand_in].into_iter().flatten() {
        push(forms, &format!("{region}{maker}{model}"));
        if let Some(undated) = without_date(model) {
            push(forms, &format!("{region}{maker}{undated}"));
        }
    }
}

fn push(forms: &mut Vec<String>, form: &str) {
    let form = form.trim();
    if !form.is_empty() && !forms.iter().any(|known| known == form) {
        forms.push(form.to_owned());
    }
}

/// Gateways write Claude's versions with dots, Anthropic with dashes.
fn push_dashed(forms: &mut Vec<String>) {
    let dotted = |form: &&String| form.starts_with("claude-") && form.contains('.');
    let dashed: Vec<String> = forms.iter().filter(dotted).map(|form| form.replace('.', "-")).collect();
    for form in &dashed {
        push(forms, form);
    }
}

/// Strips what Vertex adds to a model's name: `…@20250929`, `…@default`.
fn of_vertex(name: &str) -> String {
    match name.split_once('@') {
        Some((model, "default")) => model.to_owned(),
        Some((model, date)) if is_date(date) => format!("{model}-{date}"),
        _ => name.to_owned(),
    }
}

/// Strips `-v1`, `-v1:0`.
fn without_version(name: &str) -> &str {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let Some((model, version)) = name.rsplit_once("-v") else { return name };
    let (major, minor) = version.split_once(':').unwrap_or((version, "0"));
    if digits(major) && digits(minor) { model } else { name }
}

/// Strips a release day, `-YYYYMMDD` or `-YYYY-MM-DD`, that is one in the calendar.
fn without_date(name: &str) -> Option<&str> {
    let cut = |length: usize| {
        let (model, date) = name.split_at_checked(name.len().checked_sub(length)?)?;
        let date = date.strip_prefix('-')?;
        (!model.is_empty() && is_date(date)).then_some(model)
    };
    cut(9).or_else(|| cut(11))
}

fn is_date(text: &str) -> bool {
    let number =
        |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten();
    let parts = match text.len() {
        8 => (text.get(..4), text.get(4..6), text.get(6..)),
        10 if text.get(4..5) == Some("-") && text.get(7..8) == Some("-") => {
            (text.get(..4), text.get(5..7), text.get(8..))
        }
        _ => return false,
    };
    let (Some(year), Some(month), Some(day)) = parts else { return false };
    matches!((number(year), number(month), number(day)), (Some(2020..=2099), Some(1..=12), Some(1..=31)))
}

/// Returns the window every model of a family has at least, for a name the table does not know; in tokens.
pub(super) fn family_window(model: &str) -> Option<u64> {
    let family = |prefix: &str| forms(model).iter().any(|form| form.starts_with(prefix));
    let windows = [("claude-", 200_000), ("gpt-5", 272_000), ("gemini-", 1_048_576)];
    windows.into_iter().find(|(prefix, _)| family(prefix)).map(|(_, window)| window)
}
