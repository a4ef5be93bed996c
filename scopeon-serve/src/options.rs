//! What a server is started with.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use axum::http::Uri;
use core::net::{IpAddr, Ipv4Addr};

use crate::error::ServeError;
use crate::mcp_door::McpDoor;
use crate::tier::Tier;
use crate::token::Secret;

/// What a server is started with.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// The address to listen on; none for this machine alone.
    pub bind: Option<IpAddr>,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// The most that is told to anybody.
    pub tier: Tier,
    /// What callers have to know; none where whoever reaches the server may ask.
    pub secret: Option<Secret>,
    /// The file that the secret is read from again once it is replaced; none where it comes from somewhere else.
    pub secret_file: Option<PathBuf>,
    /// Where minted tokens are written down; needs a secret.
    pub tokens: Option<PathBuf>,
    /// The one other origin that the server is reached by.
    pub public: Option<PublicOrigin>,
    /// Origins whose pages may ask.
    pub cors: Vec<PublicOrigin>,
    /// The certificate and its key.
    pub tls: Option<TlsFiles>,
    /// Whether tokens may cross a network in the clear.
    pub allow_plain_http: bool,
    /// Whether metrics have the names of Scopeon 0.x, too.
    pub metrics_compat: bool,
    /// Whether a code is made that a page trades for a token.
    pub one_time_code: bool,
    /// What answers at `/mcp`; none where nothing does.
    pub mcp: Option<Arc<dyn McpDoor>>,
    /// How many connections there may be at a time, those of sockets among them.
    pub most_connections: usize,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            bind: None,
            port: 7771,
            tier: Tier::Aggregates,
            secret: None,
            secret_file: None,
            tokens: None,
            public: None,
            cors: Vec::new(),
            tls: None,
            allow_plain_http: false,
            metrics_compat: false,
            one_time_code: false,
            mcp: None,
            most_connections: 10_240,
        }
    }
}

impl ServeOptions {
    /// Returns `true` if only this machine reaches the server.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.bind.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)).to_canonical().is_loopback()
    }

    /// Checks that what others could reach is protected.
    ///
    /// # Errors
    ///
    /// When it is not, or a certificate could not be verified by anybody.
    pub fn check(&self) -> Result<(), ServeError> {
        if self.is_loopback() || self.tier == Tier::Health {
            return Ok(());
        }
        if self.secret.is_none() {
            return Err(refused(
                format!("tier {} on a network needs a secret", self.tier),
                "scopeon token mint makes one and a token for it; --secret-file names another; --tier 0 needs none",
            ));
        }
        if self.tls.is_none() && !self.allow_plain_http {
            return Err(refused(
                format!(
                    "tier {} on a network needs TLS, or whoever listens there reads the secret",
                    self.tier
                ),
                "give --tls-cert and --tls-key, or say --allow-plain-http where something else encrypts",
            ));
        }
        Ok(())
    }
}

fn refused(problem: String, hint: &'static str) -> ServeError {
    ServeError::Options { problem, hint }
}

/// A certificate chain and its private key, both PEM.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The chain.
    pub certificate: PathBuf,
    /// The key.
    pub key: PathBuf,
}

/// A scheme, a host and a port, as browsers name where a page comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicOrigin {
    scheme: &'static str,
    host: String,
    port: u16,
}

impl PublicOrigin {
    /// Makes one of its parts; the host is lowercase already.
    pub(crate) const fn new(is_tls: bool, host: String, port: u16) -> Self {
        Self { scheme: if is_tls { "https" } else { "http" }, host, port }
    }

    /// Returns the host, lowercase.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the port, the usual one of the scheme where none was stated.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Returns `true` if the port is the usual one of the scheme.
    #[must_use]
    pub fn has_usual_port(&self) -> bool {
        self.port == usual_port(self.scheme)
    }
}

const fn usual_port(scheme: &str) -> u16 {
    if scheme.len() == "https".len() { 443 } else { 80 }
}

impl fmt::Display for PublicOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)?;
        if self.has_usual_port() { Ok(()) } else { write!(f, ":{}", self.port) }
    }
}

impl FromStr for PublicOrigin {
    type Err = ParseOriginError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let uri: Uri = text.parse().map_err(|_| ParseOriginError)?;
        let is_bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
        let authority = uri.authority().filter(|authority| is_bare && !authority.as_str().contains('@'));
        let scheme = match uri.scheme_str() {
            Some("http") => "http",
            Some("https") => "https",
            _ => return Err(ParseOriginError),
        };
        let authority = authority.filter(|authority| is_name(authority.host())).ok_or(ParseOriginError)?;
        let port = match (authority.port_u16(), authority.port()) {
            (Some(port), _) => port,
            (None, None) if authority.as_str() == authority.host() => usual_port(scheme),
            _ => return Err(ParseOriginError),
        };
        Ok(Self { scheme, host: authority.host().to_ascii_lowercase(), port })
    }
}

/// Whether browsers would name a host so: a pattern is none.
fn is_name(host: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    match bare {
        Some(address) => address.parse::<core::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.bytes().all(is_part),
    }
}

/// An origin is a scheme, a host and perhaps a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("give an origin such as https://scopeon.example or http://localhost:8080, without a path")]
pub struct ParseOriginError;

#[cfg(test)]
mod tests {
    use super::PublicOrigin;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port() {
        for (text, shown) in [
            ("https://scopeon.example", "https://scopeon.example"),
            ("https://scopeon.example:443/", "https://scopeon.example"),
            ("http://Box:8080", "http://box:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(
                text.parse::<PublicOrigin>().map(|origin| origin.to_string()),
                Ok(shown.to_owned()),
                "{text}"
            );
        }
        for text in [
            "",
            "scopeon.example",
            "ftp://x",
            "http://*",
            "http://*.example",
            "https://x:99999",
            "https://x:",
            "https://a@x",
            "https://x/path",
            "https://x?y",
            "http://[::g]",
            "null",
        ] {
            assert!(text.parse::<PublicOrigin>().is_err(), "{text}");
        }
    }
}
