//! What a caller presents: a header, or a protocol of a WebSocket, which cannot have headers of its own in a browser.

use axum::http::{HeaderMap, HeaderName, header};

/// The protocol of the server's WebSocket.
pub(crate) const PROTOCOL: &str = "scopeon.v1";
/// How the protocol begins that carries a token.
const TOKEN: &str = "scopeon.token.";

const NAME: HeaderName = HeaderName::from_static("x-scopeon-token");

/// What a caller presents that contradicts itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Contradiction;

/// Returns what a caller presents; none where that is nothing.
pub(crate) fn presented(headers: &HeaderMap) -> Option<Result<String, Contradiction>> {
    let mut stated: Vec<Option<String>> = Vec::new();
    for value in headers.get_all(NAME) {
        stated.push(value.to_str().ok().map(str::to_owned));
    }
    for value in headers.get_all(header::AUTHORIZATION) {
        stated.push(value.to_str().ok().and_then(bearer).map(str::to_owned));
    }
    for value in headers.get_all(header::SEC_WEBSOCKET_PROTOCOL) {
        let protocols = value.to_str().unwrap_or_default().split(',').map(str::trim);
        stated.extend(
            protocols.filter_map(|name| name.strip_prefix(TOKEN)).map(|token| Some(token.to_owned())),
        );
    }
    let mut stated = stated.into_iter();
    let first = stated.next()?;
    let is_one = stated.all(|other| other == first);
    Some(first.filter(|_| is_one).ok_or(Contradiction))
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::{Contradiction, presented};

    fn of(pairs: &[(&'static str, &'static str)]) -> Option<Result<String, Contradiction>> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        presented(&headers)
    }

    #[test]
    fn a_token_may_come_in_three_ways() {
        assert_eq!(of(&[]), None);
        for one in [
            ("x-scopeon-token", "abc"),
            ("authorization", "Bearer abc"),
            ("authorization", "bearer abc"),
            ("sec-websocket-protocol", "scopeon.v1, scopeon.token.abc"),
        ] {
            assert_eq!(of(&[one]), Some(Ok("abc".to_owned())), "{one:?}");
        }
        assert_eq!(of(&[("sec-websocket-protocol", "scopeon.v1")]), None);
        assert_eq!(of(&[("authorization", "Basic abc")]), Some(Err(Contradiction)));
        let two = [("x-scopeon-token", "abc"), ("authorization", "Bearer abd")];
        assert_eq!(of(&two), Some(Err(Contradiction)));
        assert_eq!(of(&[("cookie", "x-scopeon-token=abc")]), None, "nothing that is sent by itself counts");
    }
}
