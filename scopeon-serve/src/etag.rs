//! What a caller has already: answers are the same as long as nobody wrote, and for a quarter of an hour at most, since days
//! and windows end at quarters in every time zone.

use axum::http::{HeaderMap, HeaderValue, header};
use scopeon_core::time::Timestamp;
use sha2::{Digest, Sha256};

use crate::tier::Tier;

const QUARTER_MS: i64 = 900_000;

/// Names the answer to a request.
pub(crate) fn of(target: &str, tier: Tier, number: u64, now: Timestamp) -> String {
    let quarter = now.millis().div_euclid(QUARTER_MS);
    let said = format!("{target}\n{tier}\n{}\n{quarter}", env!("CARGO_PKG_VERSION"));
    format!("W/\"{number}-{}\"", short(said.as_bytes()))
}

/// Names what always has the same bytes.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    format!("W/\"{}\"", short(bytes))
}

fn short(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// Returns `true` if a caller names that answer, so that it was given once.
pub(crate) fn has(headers: &HeaderMap, etag: &str) -> bool {
    let weak = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    stated(headers).any(|tag| weak(tag) == weak(etag))
}

/// Returns `true` if a caller wants no answer, provided that there is one.
pub(crate) fn has_any(headers: &HeaderMap) -> bool {
    stated(headers).any(|tag| tag.trim() == "*")
}

fn stated(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let values = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(','))
}

/// Adds the name of an answer to its headers.
pub(crate) fn add(headers: &mut HeaderMap, etag: &str) {
    if let Ok(value) = HeaderValue::from_str(etag) {
        headers.insert(header::ETAG, value);
    }
}
