//! Who may ask at all: whoever reaches the server by a name that is its own, and pages of its own origin.
//!
//! A page of another site can send requests to this machine, and by rebinding a name even read the answers. So the name
//! that was asked for is looked at, where the page comes from, and what the browser itself says of it. Addresses are parsed:
//! `127.attacker.example` begins like one and is none.

mod host;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};

use crate::connection::Ends;
use crate::options::PublicOrigin;
use crate::problem::{Problem, printable};
use host::Host;

const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-proto");
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// Who may ask at all.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    port: u16,
    is_tls: bool,
    public: Option<PublicOrigin>,
    cors: Vec<PublicOrigin>,
}

/// Whoever passed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Passed {
    /// The other origin whose page asks, if it is one that may.
    pub(crate) cors: Option<HeaderValue>,
}

impl Guard {
    /// Makes one for a server that listens on a port.
    pub(crate) const fn new(
        port: u16,
        is_tls: bool,
        public: Option<PublicOrigin>,
        cors: Vec<PublicOrigin>,
    ) -> Self {
        Self { port, is_tls, public, cors }
    }

    /// Lets a request pass, or says why not. A page may be opened from anywhere, which tells nobody anything.
    pub(crate) fn check(
        &self,
        (headers, uri): (&HeaderMap, &Uri),
        ends: Ends,
        is_page: bool,
    ) -> Result<Passed, Problem> {
        let host = self.host(headers, uri, ends)?;
        let passed = self.origin(headers, &host)?;
        if passed.cors.is_none() {
            self.site(headers, is_page)?;
        }
        Ok(passed)
    }

    /// The name by which the server was asked.
    fn host(&self, headers: &HeaderMap, uri: &Uri, ends: Ends) -> Result<Host, Problem> {
        let mut stated = headers.get_all(header::HOST).iter();
        let (Some(value), None) = (stated.next(), stated.next()) else {
            let problem = "exactly one Host header is needed, with the port";
            return Err(Problem::new(StatusCode::BAD_REQUEST, "urn:scopeon:problem:host", problem));
        };
        let text = value.to_str().unwrap_or_default();
        // What is asked for in the first line is the name that counts, and both have to be ours.
        let whole = uri.authority().map(axum::http::uri::Authority::as_str);
        let is_ours = |text: &str| {
            Host::parse(text, self.is_tls).filter(|host| host.is_of(ends, self.port) || self.is_public(host))
        };
        match (is_ours(text), whole) {
            (Some(host), None) => Ok(host),
            (Some(host), Some(whole)) if is_ours(whole).is_some() => Ok(host),
            _ => Err(self.refused_host(whole.unwrap_or(text), headers)),
        }
    }

    fn is_public(&self, host: &Host) -> bool {
        self.public.as_ref().is_some_and(|public| {
            let port = host.stated_port().or_else(|| public.has_usual_port().then(|| public.port()));
            host.name() == public.host() && port == Some(public.port())
        })
    }

    fn refused_host(&self, text: &str, headers: &HeaderMap) -> Problem {
        let shown = printable(text);
        let detail = format!("the server is not asked by that name: {shown}");
        let problem = Problem::new(StatusCode::FORBIDDEN, "urn:scopeon:problem:host", detail);
        // What stands in front may encrypt. That is believed for this advice and for nothing else.
        let forwarded = headers.get(FORWARDED).is_some_and(|scheme| scheme.as_bytes().starts_with(b"https"));
        let scheme = if self.is_tls || forwarded { "https" } else { "http" };
        match format!("{scheme}://{text}").parse::<PublicOrigin>() {
            Ok(origin) => problem.origin(&origin.to_string()).option(format!("--public-url {origin}")),
            Err(_) => problem,
        }
    }

    /// The page that asks, where a browser says which one.
    fn origin(&self, headers: &HeaderMap, host: &Host) -> Result<Passed, Problem> {
        let mut stated = headers.get_all(header::ORIGIN).iter();
        let Some(origin) = stated.next() else { return Ok(Passed::default()) };
        let text = origin.to_str().unwrap_or_default();
        if stated.next().is_some() {
            return Err(refused_origin(text));
        }
        let is = |known: &PublicOrigin| known.to_string() == text;
        // Whoever came by the public name came over what stands behind it, which alone knows whether it was encrypted.
        if (is(&host.origin(self.is_tls)) && !self.is_public(host)) || self.public.iter().any(is) {
            return Ok(Passed::default());
        }
        if self.cors.iter().any(is) {
            Ok(Passed { cors: Some(origin.clone()) })
        } else {
            Err(refused_origin(text))
        }
    }

    /// What the browser itself says of where a request comes from.
    #[expect(clippy::unused_self, reason = "one of the three things that are looked at")]
    fn site(&self, headers: &HeaderMap, is_page: bool) -> Result<(), Problem> {
        let value = |name: &HeaderName| headers.get(name).map(HeaderValue::as_bytes);
        let is_opened = value(&MODE) == Some(b"navigate") && value(&DEST) == Some(b"document");
        let is_ours = |value: &HeaderValue| matches!(value.as_bytes(), b"same-origin" | b"none");
        match headers.get_all(&SITE).iter().all(is_ours) {
            true => Ok(()),
            false if is_page && is_opened => Ok(()),
            false => {
                let detail = "a page of another site may not ask";
                Err(Problem::new(StatusCode::FORBIDDEN, "urn:scopeon:problem:site", detail))
            }
        }
    }
}

fn refused_origin(text: &str) -> Problem {
    let detail = format!("pages of that origin may not ask: {}", printable(text));
    let problem = Problem::new(StatusCode::FORBIDDEN, "urn:scopeon:problem:origin", detail);
    match text.parse::<PublicOrigin>() {
        Ok(origin) => problem.origin(&origin.to_string()).option(format!("--public-url {origin}")).hint(
            format!("where it is the server itself by another name; --cors-origin {origin} where it is not"),
        ),
        Err(_) => problem,
    }
}
