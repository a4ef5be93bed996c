//! Files that are sent packed to whoever can unpack them.

use std::io::{Read, Write};

use axum::http::{HeaderMap, HeaderValue, header};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

/// Returns `true` if a caller can unpack.
pub(crate) fn is_taken(headers: &HeaderMap) -> bool {
    let stated = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    stated.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f64>().ok());
        is_gzip && weight.is_none_or(|weight| weight > 0.0)
    })
}

/// Says whether what is sent is packed.
pub(crate) fn mark(headers: &mut HeaderMap, is_packed: bool) {
    if is_packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
}

/// Packs what is sent to many.
pub(crate) fn pack(whole: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(whole).and_then(|()| encoder.finish());
    packed.unwrap_or_else(|error| {
        tracing::error!(%error, "a page cannot be packed");
        Vec::new()
    })
}

/// Unpacks what was packed here.
pub(crate) fn unpack(packed: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    if let Err(error) = GzDecoder::new(packed).read_to_end(&mut whole) {
        tracing::error!(%error, "a file of the program cannot be unpacked");
    }
    whole
}
