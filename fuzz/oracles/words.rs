//! Labels, instants, ranges, zones, money, carries, paths and names of models from any text: none panics, what is taken is
//! clean, and what is shown is read back as the same.

use std::collections::BTreeMap;

use scopeon_core::label::{Label, MAX_CHARS, is_printable};
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::{PriceBook, plain_name};
use scopeon_core::privacy::{PathPolicy, Redactor};
use scopeon_core::project::{Aliases, expand_home, is_same_or_below, is_within, key, last_component};
use scopeon_core::provider::ReaderState;
use scopeon_core::shape::Role;
use scopeon_core::time::{Period, Range, Timestamp, Zone};

/// Judges every word on any bytes.
pub(crate) fn judge(bytes: &[u8]) {
    if let Some(carry) = ReaderState::decode(bytes) {
        assert_eq!(ReaderState::decode(&carry.encode()), Some(carry), "a carry is read back");
    }
    let text = String::from_utf8_lossy(bytes);
    label(&text);
    time(&text);
    zone(&text);
    money(&text);
    path(&text);
    model(&text);
}

fn label(text: &str) {
    let Some(label) = Label::new(text) else { return };
    assert_eq!(Label::new(label.as_str()), Some(label.clone()), "cleaning twice changes nothing");
    assert!(label.as_str().chars().all(is_printable), "{label:?} can be shown");
    assert!(label.as_str().chars().count() <= MAX_CHARS, "{label:?} is short");
    let redactor = Redactor::new(PathPolicy::Hash, [7; 32]);
    for role in Role::ALL {
        let kept = redactor.name(*role, &label);
        assert_eq!(redactor.name(*role, &kept), kept, "what is kept of a name is kept");
    }
    let kept = redactor.project(&label);
    assert_eq!(redactor.project(&kept), kept, "what is kept of a project is kept");
}

fn time(text: &str) {
    if let Some(at) = Timestamp::parse(text) {
        assert_eq!(Timestamp::parse(&at.to_string()), Some(at), "an instant is read back");
        assert!(at.quarter().start() <= at, "a quarter begins before what is in it");
    }
    for now in [0, 951_782_400_000, 1_772_323_200_000, 253_402_300_799_999] {
        let now = Timestamp::from_millis(now).unwrap_or_default();
        let _ = Range::parse(Some(text), Some(text), Zone::UTC, now);
    }
}

fn zone(text: &str) {
    let (name, rest) = text.split_once('\n').unwrap_or((text, text));
    let Ok(zone) = name.parse::<Zone>() else { return };
    assert_eq!(zone.name().parse(), Ok(zone), "a zone is read back");
    let at = Timestamp::parse(rest).unwrap_or_default();
    let _ = Range::parse(Some(rest), None, zone, at);
    for period in [Period::Hour, Period::Day, Period::Week, Period::Month] {
        let (first, next) = (zone.floor(at, period), zone.ceil(at, period));
        assert!(first <= at && at < next, "{at} lies in its {period:?} in {zone}: {first} to {next}");
        assert!(!zone.key(at, period).is_empty(), "a period has a name");
    }
}

fn money(text: &str) {
    if let Ok(amount) = text.parse::<PicoUsd>() {
        assert_eq!(amount.to_string().parse(), Ok(amount), "an amount is read back");
        let _ = (amount.rounded(0), amount.rounded(2), amount.rounded(u32::MAX));
    }
    if let Some(amount) = text.parse().ok().and_then(PicoUsd::from_reported) {
        assert!(amount >= PicoUsd::ZERO, "nobody is paid for a call");
    }
}

fn path(text: &str) {
    let (one, two) = text.split_once('\n').unwrap_or((text, text));
    assert_eq!(key(&key(one)), key(one), "a path's form is its own: {one:?}");
    assert!(is_within(one, one) || key(one).is_empty() || one.is_empty(), "{one:?} lies in itself");
    let _ = (is_same_or_below(one, two), last_component(one), expand_home(one, two));
    let aliases = Aliases::new(&BTreeMap::from([(one.to_owned(), vec![two.to_owned()])]));
    let _ = (aliases.has(two), aliases.name_of(two).map(str::len), aliases.is_meant(one, two));
}

fn model(text: &str) {
    let plain = plain_name(text);
    assert_eq!(plain.trim(), plain, "a plain name is no wider than it is: {text:?}");
    thread_local! {
        static BOOK: PriceBook = PriceBook::builtin();
    }
    BOOK.with(|book| {
        let (agent, model) = text.split_once('\n').unwrap_or(("claude-code", text));
        let at = Timestamp::from_millis(1_772_323_200_000).unwrap_or_default();
        let _ = (book.lookup(agent, model, at).is_some(), book.window(agent, model, at));
    });
}
