//! The name and the port by which a server was asked.

use axum::http::uri::Authority;
use core::net::IpAddr;

use crate::connection::Ends;
use crate::options::PublicOrigin;

/// The name and the port by which a server was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Host {
    name: String,
    address: Option<IpAddr>,
    stated_port: Option<u16>,
    usual_port: u16,
}

impl Host {
    /// Reads a `Host` header, or the authority of a request's first line.
    pub(crate) fn parse(text: &str, is_tls: bool) -> Option<Self> {
        let authority: Authority = text.parse().ok()?;
        let name = authority.host();
        let rest = text.strip_prefix(name)?;
        // Nothing but a port may follow: no user, no second colon, no port that is none.
        let stated_port = match rest.strip_prefix(':') {
            Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) && !port.starts_with('0') => {
                Some(port.parse().ok()?)
            }
            None if rest.is_empty() => None,
            _ => return None,
        };
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        let address = match bare {
            Some(bare) => Some(IpAddr::V6(bare.parse().ok()?).to_canonical()),
            None => name.parse().ok().map(IpAddr::V4),
        };
        let usual_port = if is_tls { 443 } else { 80 };
        Some(Self { name: name.to_ascii_lowercase(), address, stated_port, usual_port })
    }

    /// Returns the name, lowercase.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the port, if one was stated.
    pub(crate) const fn stated_port(&self) -> Option<u16> {
        self.stated_port
    }

    /// Returns `true` if it names the end of a connection where the server listens on a port.
    pub(crate) fn is_of(&self, ends: Ends, port: u16) -> bool {
        let local = ends.local.ip().to_canonical();
        let is_local = match self.address {
            Some(address) if address.is_loopback() => local.is_loopback(),
            Some(address) => address == local,
            None => self.name == "localhost" && local.is_loopback(),
        };
        is_local && self.stated_port.unwrap_or(self.usual_port) == port
    }

    /// Returns the origin of pages that are asked for by it.
    pub(crate) fn origin(&self, is_tls: bool) -> PublicOrigin {
        PublicOrigin::new(is_tls, self.name.clone(), self.stated_port.unwrap_or(self.usual_port))
    }
}

#[cfg(test)]
mod tests {
    use super::Host;
    use crate::connection::Ends;

    fn is_ours(text: &str, local: &str) -> bool {
        let local = local.parse().expect("an address");
        let ends = Ends { peer: local, local };
        Host::parse(text, false).is_some_and(|host| host.is_of(ends, 7771))
    }

    #[test]
    fn only_its_own_names_lead_to_a_server() {
        for ours in ["localhost:7771", "LOCALHOST:7771", "127.0.0.1:7771", "127.8.9.1:7771", "[::1]:7771"] {
            assert!(is_ours(ours, "127.0.0.1:7771"), "{ours}");
        }
        for other in [
            "localhost",
            "localhost:",
            "localhost:80",
            "localhost.:7771",
            "127.0.0.1",
            "127.attacker.example:7771",
            "127.1:7771",
            "2130706433:7771",
            "0x7f000001:7771",
            "127.0.0.1.nip.io:7771",
            "user@127.0.0.1:7771",
            "127.0.0.1:7771:7771",
            "[::1%lo]:7771",
            "[127.0.0.1]:7771",
            "::1:7771",
            "192.0.2.7:7771",
            "evil.example:7771",
            "localhost:7771, evil.example",
            "localhost:07771x",
            "",
            ":7771",
        ] {
            assert!(!is_ours(other, "127.0.0.1:7771"), "{other}");
        }
    }

    #[test]
    fn on_a_network_it_is_the_address_that_was_reached() {
        assert!(is_ours("192.0.2.7:7771", "192.0.2.7:7771"));
        assert!(is_ours("192.0.2.7:7771", "[::ffff:192.0.2.7]:7771"));
        assert!(!is_ours("192.0.2.8:7771", "192.0.2.7:7771"));
        assert!(!is_ours("localhost:7771", "192.0.2.7:7771"), "that would be somebody else's");
        assert!(!is_ours("127.0.0.1:7771", "192.0.2.7:7771"));
    }
}
