//! The files of the dashboard. They hold no figure, so that whoever reaches the server may have them.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use sha2::{Digest, Sha256};

use crate::etag;
use crate::packed;

/// Every file, by its path, as it is and packed.
static FILES: &[(&str, &[u8], &[u8])] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));
/// What stands at the root.
const INDEX: &str = "/index.html";

/// What names the state of each file.
static TAGS: LazyLock<HashMap<&str, String>> = LazyLock::new(|| {
    let tag = |(path, bytes, _): &(&'static str, &[u8], &[u8])| {
        let digest = Sha256::digest(bytes);
        let short = digest.iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        (*path, format!("W/\"{short}\""))
    };
    FILES.iter().map(tag).collect()
});

/// A file of the dashboard.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asset {
    path: &'static str,
    bytes: &'static [u8],
    packed: &'static [u8],
}

/// Returns the file of a path, if there is one.
pub(crate) fn find(path: &str) -> Option<Asset> {
    let path = if path == "/" { INDEX } else { path };
    let (path, bytes, packed) = FILES.iter().find(|(known, ..)| *known == path)?;
    Some(Asset { path, bytes, packed })
}

impl Asset {
    /// Hands the file out, unless the caller has it.
    pub(crate) fn response(self, asked: &HeaderMap) -> Response {
        let tag = TAGS.get(self.path).map_or("", String::as_str);
        let is_packed = packed::is_taken(asked) && self.packed.len() < self.bytes.len();
        let mut response = Response::new(Body::from(if is_packed { self.packed } else { self.bytes }));
        packed::mark(response.headers_mut(), is_packed);
        if etag::has(asked, tag) || etag::has_any(asked) {
            *response.body_mut() = Body::empty();
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        etag::add(response.headers_mut(), tag);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(self.path)));
        response
    }
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
