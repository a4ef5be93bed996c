//! The same history at other prices: another model, no cache, another provider's list.

mod wire;

use serde::{Deserialize, Serialize};

use super::cache;
use super::{Provenance, Reason, basis_points};
use crate::label::Label;
use crate::money::PicoUsd;
use crate::pricing::{PriceBook, PriceClass, Rates};
use crate::time::Timestamp;
use crate::usage::Usage;

/// What is imagined.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Alternative {
    /// Every call was made to this model.
    Model(Label),
    /// No prompt token was read from or written to a cache; each was paid as input.
    NoCache,
    /// Every model was paid by this provider's price list: an agent with a list of its own (`copilot-cli`) or
    /// the name of a gateway or cloud that the table has prices of (`openrouter`, `azure`).
    Provider(Label),
}

/// A sum of calls of one price class on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassUsage {
    /// What decides its rates.
    pub class: PriceClass,
    /// An instant of the day.
    pub at: Timestamp,
    /// How many calls.
    pub calls: u64,
    /// Their tokens.
    pub usage: Usage,
}

/// What was paid against what would have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "wire::Whatif", into = "wire::Whatif")]
#[cfg_attr(feature = "schema", schemars(!from, !into))]
pub struct Whatif {
    /// Calls for which both prices are known; the amounts are of these alone.
    pub compared_calls: u64,
    /// Calls for which one of them is not.
    pub left_out_calls: u64,
    /// What they cost. On the wire it is `null` where there are calls and none of them could be compared.
    #[cfg_attr(feature = "schema", schemars(with = "Option<PicoUsd>"))]
    pub actual_usd: PicoUsd,
    /// What they would have cost; none where there are calls and none of them could be compared.
    #[cfg_attr(feature = "schema", schemars(with = "Option<PicoUsd>"))]
    pub alternative_usd: PicoUsd,
    /// `alternative − actual`: below zero is a saving; none where there are calls and none of them could be compared.
    #[cfg_attr(feature = "schema", schemars(with = "Option<PicoUsd>"))]
    pub difference_usd: PicoUsd,
    /// `difference ÷ actual`, with its sign, unbounded; 0 where nothing was paid; none where there are calls
    /// and none of them could be compared.
    #[cfg_attr(
        feature = "schema",
        schemars(rename = "difference_ratio", with = "Option<crate::schema::Ratio>")
    )]
    pub difference_bp: i64,
    /// Always an estimate, for the reasons that hold.
    pub provenance: Provenance,
}

/// Reprices a history; the order of its rows does not matter. Each row keeps its tier, region and size class and
/// is priced as of its day, or as of `now` where the other list had no price on that day.
#[must_use]
pub fn whatif(rows: &[ClassUsage], alternative: &Alternative, book: &PriceBook, now: Timestamp) -> Whatif {
    let (mut actual, mut imagined) = (PicoUsd::ZERO, PicoUsd::ZERO);
    let (mut compared, mut left_out) = (0_u64, 0_u64);
    for row in rows {
        let ours = book.rates(&row.class, row.at);
        if let (Some(ours), Some(theirs)) = (ours, price(row, ours, alternative, book, now)) {
            actual = actual.plus(ours.cost(&row.usage));
            imagined = imagined.plus(theirs);
            compared = compared.saturating_add(row.calls);
        } else {
            left_out = left_out.saturating_add(row.calls);
        }
    }
    let difference = imagined.minus(actual);
    Whatif {
        compared_calls: compared,
        left_out_calls: left_out,
        actual_usd: actual,
        alternative_usd: imagined,
        difference_usd: difference,
        difference_bp: basis_points(difference.pico(), actual.pico()),
        provenance: provenance(alternative, left_out),
    }
}

fn provenance(alternative: &Alternative, left_out: u64) -> Provenance {
    let sure = Provenance::estimated(Reason::Hypothetical);
    let sure = match alternative {
        Alternative::Model(_) => sure.and(Provenance::estimated(Reason::OtherTokenizer)),
        _ => sure,
    };
    sure.doubted(Reason::UnpricedCalls, super::Doubt::when_any(left_out))
}

fn price(
    row: &ClassUsage,
    ours: Option<Rates>,
    alternative: &Alternative,
    book: &PriceBook,
    now: Timestamp,
) -> Option<PicoUsd> {
    let rates = match alternative {
        Alternative::NoCache => return ours.map(|rates| cache::without_cache(&row.usage, &rates)),
        Alternative::Model(model) => {
            let class = PriceClass { model: model.clone(), ..row.class.clone() };
            book.rates(&class, row.at).or_else(|| book.rates(&class, now))
        }
        Alternative::Provider(provider) => of_list(&row.class, provider, book, row.at, now),
    };
    rates.map(|rates| rates.cost(&row.usage))
}

/// The rates of a provider's own list. The lookup falls back to the vendor's list by design; here that would
/// answer another question, so only a row of the list itself counts.
fn of_list(
    class: &PriceClass,
    provider: &Label,
    book: &PriceBook,
    day: Timestamp,
    now: Timestamp,
) -> Option<Rates> {
    let name = provider.as_str().to_ascii_lowercase();
    let list = if name == "copilot-cli" { "github_copilot" } else { name.as_str() };
    let listed = spellings(class.model.as_str()).into_iter().find_map(|model| {
        let key = format!("{list}/{model}");
        [day, now].into_iter().find_map(|at| {
            let row = book.lookup("", &key, at).filter(|row| row.key == key)?;
            Some((Label::new(&row.key)?, at))
        })
    });
    let (model, at) = listed?;
    // An agent with a list of its own would be looked up there first.
    let class = PriceClass { agent: Label::new("list")?, model, ..class.clone() };
    book.rates(&class, at)
}

/// How gateways write a model: as logged, without its release day, by its author, with dots for a Claude's dashes.
fn spellings(model: &str) -> Vec<String> {
    let bare = model.to_ascii_lowercase();
    let bare = bare.trim_end_matches("[1m]").rsplit('/').next().unwrap_or_default().to_owned();
    let undated =
        bare.rsplit_once('-').filter(|(_, day)| day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()));
    let undated = undated.map_or(bare.clone(), |(model, _)| model.to_owned());
    let names = [bare, dotted(&undated), undated];
    let authors = ["", "anthropic/", "openai/", "google/"];
    authors.iter().flat_map(|author| names.iter().map(move |name| format!("{author}{name}"))).collect()
}

/// `claude-opus-5-5` as `claude-opus-5.5`.
fn dotted(name: &str) -> String {
    let digit = |text: Option<char>| text.is_some_and(|c| c.is_ascii_digit());
    match name.rsplit_once('-') {
        Some((head, tail)) if digit(head.chars().last()) && digit(tail.chars().next()) => {
            format!("{head}.{tail}")
        }
        _ => name.to_owned(),
    }
}
