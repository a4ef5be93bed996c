//! The rules: from findings to signs, one function a sign.

use super::action::{Action, Sign};
use super::basis::Basis;
use super::findings::Findings;
use super::measures::{FEWEST_CALLS, FEWEST_USES};
use super::signal::{Evidence, Severity, Signal};
use crate::metrics::thresholds::{HealthMeasure, Thresholds};
use crate::metrics::{Doubt, Figure, Provenance, Quantity, Reason, Share, prorate, tools};
use crate::money::PicoUsd;
use crate::provider::Fidelity;

/// From this share of all calls on small work on a costly model is worth a word.
pub const SMALL_WORK: Share = Share::from_bp(2_000);

/// Returns the signs of waste, worst first, then by saving, most expensive first.
///
/// Shares are judged by the thresholds: good, by them or by the defaults, is no sign, past good is low, past the middle between good and poor
/// medium, poor high. What has no threshold says its own bound.
#[must_use]
pub fn signals(found: &Findings, thresholds: &Thresholds) -> Vec<Signal> {
    let rules: [fn(&Findings, &Thresholds) -> Option<Signal>; 10] = [
        busts,
        low_hit_rate,
        unread,
        expired,
        crowded,
        repeated,
        failing,
        large_results,
        dear_model,
        unpriced,
    ];
    let mut signals: Vec<Signal> = rules.iter().filter_map(|rule| rule(found, thresholds)).collect();
    signals.sort_by_key(|one| {
        (std::cmp::Reverse(one.severity), std::cmp::Reverse(one.saving_usd.value), one.sign)
    });
    signals
}

struct Draft<'a> {
    sign: Sign,
    severity: Severity,
    evidence: &'a [(Basis, Quantity)],
    saving_usd: Figure<PicoUsd>,
    action: Action,
    subject: Option<&'a str>,
}

impl Draft<'_> {
    fn signal(self, found: &Findings) -> Signal {
        let evidence = |(what, value): &(Basis, Quantity)| Evidence { what: *what, value: *value };
        let doubt = Doubt::when_any(found.unpriced_calls);
        Signal {
            sign: self.sign,
            severity: self.severity,
            evidence: self.evidence.iter().map(evidence).collect(),
            saving_usd: Figure {
                value: self.saving_usd.value,
                provenance: self.saving_usd.provenance.doubted(Reason::UnpricedCalls, doubt),
            },
            saving_share: None,
            action: self.action,
            advice: self.action.instead(self.subject),
            subject: self.subject.map(str::to_owned),
        }
    }
}

fn busts(found: &Findings, thresholds: &Thresholds) -> Option<Signal> {
    let share = Share::of(found.busts, found.calls);
    let severity =
        Severity::judge(HealthMeasure::Busts, share, thresholds).filter(|_| found.calls >= FEWEST_CALLS)?;
    let draft = Draft {
        sign: Sign::CacheBusts,
        severity,
        evidence: &[
            (Basis::Busts, Quantity::count(found.busts)),
            (Basis::CallsRatio, Quantity::share(share)),
            (Basis::Lost, Quantity::tokens(found.busts_lost)),
        ],
        saving_usd: saving(found.busts_usd, Reason::InferredCache),
        action: Action::KeepPrefixStable,
        subject: None,
    };
    Some(draft.signal(found))
}

fn low_hit_rate(found: &Findings, thresholds: &Thresholds) -> Option<Signal> {
    let known =
        found.cache.fidelity() != Fidelity::Unsupported && found.calls >= FEWEST_CALLS && found.prompt > 0;
    let share = Share::of(found.cache_read, found.prompt);
    let severity = Severity::judge(HealthMeasure::HitRate, share, thresholds).filter(|_| known)?;
    let draft = Draft {
        sign: Sign::LowHitRate,
        severity,
        evidence: &[
            (Basis::HitRate, Quantity::share(share)),
            (Basis::Prompts, Quantity::tokens(found.prompt)),
        ],
        // What a better rate saves is already in the busts, the pauses and the unread writes.
        saving_usd: Figure { value: None, provenance: Provenance::estimated(Reason::InferredCache) },
        action: Action::KeepSessionsTogether,
        subject: None,
    };
    Some(draft.signal(found))
}

fn unread(found: &Findings, thresholds: &Thresholds) -> Option<Signal> {
    let share = Share::of(found.unread, found.written);
    let severity =
        Severity::judge(HealthMeasure::Unread, share, thresholds).filter(|_| found.calls >= FEWEST_CALLS)?;
    let draft = Draft {
        sign: Sign::UnreadWrites,
        severity,
        evidence: &[
            (Basis::NeverRead, Quantity::tokens(found.unread)),
            (Basis::WritesRatio, Quantity::share(share)),
        ],
        saving_usd: saving(found.unread_usd, Reason::InferredCache),
        action: Action::AskWithinLifetime,
        subject: None,
    };
    Some(draft.signal(found))
}

/// A sign only where the hour's cache would have paid for itself; medium from a twentieth of the calls on.
fn expired(found: &Findings, _: &Thresholds) -> Option<Signal> {
    let worth = found.expired > 0 && found.hour_cache_usd > PicoUsd::ZERO;
    let often = Share::of(found.expired, found.calls) >= Share::from_bp(500);
    let draft = Draft {
        sign: Sign::ExpiredCache,
        severity: if often { Severity::Medium } else { Severity::Low },
        evidence: &[(Basis::Pauses, Quantity::count(found.expired))],
        saving_usd: saving(found.hour_cache_usd, Reason::InferredCache),
        action: Action::UseHourCache,
        subject: None,
    };
    worth.then(|| draft.signal(found))
}

fn crowded(found: &Findings, thresholds: &Thresholds) -> Option<Signal> {
    let share = Share::of(found.crowded, found.windowed);
    let enough = found.windowed >= FEWEST_CALLS;
    let severity = Severity::judge(HealthMeasure::Crowded, share, thresholds).filter(|_| enough)?;
    let draft = Draft {
        sign: Sign::CrowdedContext,
        severity,
        evidence: &[
            (Basis::CrowdedCalls, Quantity::count(found.crowded)),
            (Basis::CallsRatio, Quantity::share(share)),
        ],
        saving_usd: saving(found.crowded_usd, Reason::Hypothetical),
        action: Action::CompactEarlier,
        subject: None,
    };
    Some(draft.signal(found))
}

fn repeated(found: &Findings, thresholds: &Thresholds) -> Option<Signal> {
    let share = Share::of(found.repeats, found.marked);
    let enough = found.marked >= FEWEST_USES;
    let severity = Severity::judge(HealthMeasure::Repeats, share, thresholds).filter(|_| enough)?;
    let draft = Draft {
        sign: Sign::RepeatedCalls,
        severity,
        evidence: &[
            (Basis::RepeatedUses, Quantity::count(found.repeats)),
            (Basis::UsesRatio, Quantity::share(share)),
            (Basis::RepeatedSize, Quantity::bytes(found.repeats_bytes)),
        ],
        saving_usd: worth(found, found.repeats_bytes),
        action: Action::WriteItDown,
        subject: None,
    };
    Some(draft.signal(found))
}

fn failing(found: &Findings, thresholds: &Thresholds) -> Option<Signal> {
    let share = Share::of(found.failures, found.ended);
    let enough = found.ended >= FEWEST_USES;
    let severity = Severity::judge(HealthMeasure::Failures, share, thresholds).filter(|_| enough)?;
    let draft = Draft {
        sign: Sign::FailingTools,
        severity,
        evidence: &[
            (Basis::FailedUses, Quantity::count(found.failures)),
            (Basis::UsesRatio, Quantity::share(share)),
        ],
        saving_usd: worth(found, found.failures_bytes),
        action: Action::FixTool,
        subject: found.failing_tool.as_deref(),
    };
    Some(draft.signal(found))
}

/// Low for any large result; medium when what is too much makes a tenth of the prompts.
fn large_results(found: &Findings, _: &Thresholds) -> Option<Signal> {
    let tokens = found.large_bytes.div_ceil(tools::BYTES_PER_TOKEN);
    let much = Share::of(tokens, found.prompt) >= Share::from_bp(1_000);
    let draft = Draft {
        sign: Sign::LargeResults,
        severity: if much { Severity::Medium } else { Severity::Low },
        evidence: &[
            (Basis::LargeResults, Quantity::count(found.large_results)),
            (Basis::LargeSize, Quantity::bytes(found.large_bytes)),
        ],
        saving_usd: worth(found, found.large_bytes),
        action: Action::NarrowResults,
        subject: found.large_tool.as_deref(),
    };
    (found.large_results > 0).then(|| draft.signal(found))
}

/// A sign from a fifth of the calls on, and only where the other model is cheaper.
fn dear_model(found: &Findings, _: &Thresholds) -> Option<Signal> {
    let share = Share::of(found.small_calls, found.calls);
    let cheaper = found.small_usd.minus(found.small_cheaper_usd);
    let draft = Draft {
        sign: Sign::DearModel,
        severity: if share >= Share::from_bp(5_000) { Severity::Medium } else { Severity::Low },
        evidence: &[
            (Basis::SmallCalls, Quantity::count(found.small_calls)),
            (Basis::SmallCost, Quantity::Usd(found.small_usd)),
        ],
        saving_usd: saving(cheaper, Reason::Hypothetical),
        action: Action::UseSmallerModel,
        subject: found.cheaper_model.as_deref(),
    };
    let worth = share >= SMALL_WORK && found.calls >= FEWEST_CALLS && cheaper > PicoUsd::ZERO;
    worth.then(|| draft.signal(found))
}

fn unpriced(found: &Findings, _: &Thresholds) -> Option<Signal> {
    let draft = Draft {
        sign: Sign::Unpriced,
        severity: Severity::Info,
        evidence: &[(Basis::UnpricedCalls, Quantity::count(found.unpriced_calls))],
        saving_usd: Figure::unsupported(),
        action: Action::AddPrice,
        subject: found.unpriced_model.as_deref(),
    };
    (found.unpriced_calls > 0).then(|| draft.signal(found))
}

/// What bytes cost as prompt tokens at the period's mean price, once; that they stay in the context and are paid
/// again with every call is left out, so it is a lower bound.
fn worth(found: &Findings, bytes: u64) -> Figure<PicoUsd> {
    let tokens = bytes.div_ceil(tools::BYTES_PER_TOKEN);
    Figure::estimated(prorate(found.per_million_prompt_usd, tokens, 1_000_000), Reason::BytesAsTokens)
}

/// A saving, held to be no loss.
fn saving(amount: PicoUsd, reason: Reason) -> Figure<PicoUsd> {
    Figure::estimated(amount.max(PicoUsd::ZERO), reason)
}
