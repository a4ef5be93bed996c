//! The files of the dashboard: its page, and its modules and styles joined into one file each (`build/join.rs`). They hold no
//! figure, so that whoever reaches the server may have them.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::etag;
use crate::packed;

/// Every file, by its path, as it is and packed.
static FILES: &[(&str, &[u8], &[u8])] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));
/// What stands at the root.
const INDEX: &str = "/index.html";

/// What names the state of each file.
static TAGS: LazyLock<HashMap<&str, String>> =
    LazyLock::new(|| FILES.iter().map(|(path, bytes, _)| (*path, etag::of_bytes(bytes))).collect());

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
    /// Returns `true` for the page, which each server fills in.
    pub(crate) fn is_page(self) -> bool {
        self.path == INDEX
    }

    /// Returns its bytes as they are.
    pub(crate) const fn bytes(self) -> &'static [u8] {
        self.bytes
    }

    /// Hands the file out, unless the caller has it.
    pub(crate) fn response(self, asked: &HeaderMap) -> Response {
        let tag = TAGS.get(self.path).map_or("", String::as_str);
        let (whole, packed) = (Bytes::from_static(self.bytes), Bytes::from_static(self.packed));
        response(asked, (whole, packed), tag, kind(self.path))
    }
}

/// Hands bytes out, as they are or packed, unless the caller has them.
pub(crate) fn response(
    asked: &HeaderMap,
    (whole, packed): (Bytes, Bytes),
    tag: &str,
    kind: &'static str,
) -> Response {
    let is_packed = packed::is_taken(asked) && packed.len() < whole.len();
    let mut response = Response::new(Body::from(if is_packed { packed } else { whole }));
    packed::mark(response.headers_mut(), is_packed);
    if etag::has(asked, tag) || etag::has_any(asked) {
        *response.body_mut() = Body::empty();
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    etag::add(response.headers_mut(), tag);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
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
