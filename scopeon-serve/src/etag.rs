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
    let digest = Sha256::digest(format!("{target}\n{tier}\n{}\n{quarter}", env!("CARGO_PKG_VERSION")));
    let short = digest.iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    format!("W/\"{number}-{short}\"")
}

/// Returns `true` if a caller has that answer.
pub(crate) fn has(headers: &HeaderMap, etag: &str) -> bool {
    let weak = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let stated = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    stated.flat_map(|value| value.split(',')).any(|tag| tag.trim() == "*" || weak(tag) == weak(etag))
}

/// Adds the name of an answer to its headers.
pub(crate) fn add(headers: &mut HeaderMap, etag: &str) {
    if let Ok(value) = HeaderValue::from_str(etag) {
        headers.insert(header::ETAG, value);
    }
}
