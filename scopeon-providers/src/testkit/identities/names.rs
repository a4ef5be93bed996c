//! How servers call responses and requests.

use super::super::chance::Chance;

const BASE58: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// How responses are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Vendor,
    Bedrock,
    Vertex,
    /// One name for all.
    Constant(&'static str),
    /// Counters that begin again in every session.
    Counter(&'static str),
    /// The second it was in, which two responses may share.
    Epoch(&'static str),
    /// The millisecond it was in, which responses of two threads may share.
    Clock(&'static str),
    /// One name for each model.
    PerModel,
    /// One name for some responses in a row, then another: a relay names itself again whenever it starts.
    Spell(&'static str),
    Unique,
    Empty,
    Null,
    None,
}

const SCHEMES: [Scheme; 25] = [
    Scheme::Vendor,
    Scheme::Vendor,
    Scheme::Bedrock,
    Scheme::Vertex,
    Scheme::Constant("ocgo"),
    Scheme::Constant("relay-constant-message-id"),
    Scheme::Constant("msg_relay"),
    Scheme::Constant("msg_01XFDUDYJgAACzvnptvVoYEL"),
    Scheme::Constant("chatcmpl-5f0c3a52-8f0e-4c0e-9f52-2d9e3c1b7a10"),
    Scheme::Constant("0"),
    Scheme::Counter(""),
    Scheme::Counter("msg_"),
    Scheme::Counter("chatcmpl-"),
    Scheme::Epoch(""),
    Scheme::Epoch("msg_"),
    Scheme::Clock(""),
    Scheme::Clock("msg_"),
    Scheme::PerModel,
    Scheme::Spell("chatcmpl-"),
    Scheme::Spell("msg_01"),
    Scheme::Unique,
    Scheme::Counter("msg_"),
    Scheme::Empty,
    Scheme::Null,
    Scheme::None,
];

/// How requests are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Requests {
    None,
    Empty,
    Vendor,
    Constant(&'static str),
    Unique,
    /// The message's number.
    Alike,
}

/// Names one home's responses and requests.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) scheme: Scheme,
    pub(super) requests: Requests,
    count: u64,
    spell: Option<String>,
}

/// A name as it is logged.
#[derive(Clone, Debug)]
pub(super) enum Name {
    Missing,
    Null,
    Is(String),
}

impl Names {
    pub(super) fn draw(chance: &mut Chance) -> Self {
        let scheme = SCHEMES[chance.below(SCHEMES.len())];
        let requests = match scheme {
            Scheme::Vendor => Requests::Vendor,
            Scheme::Bedrock | Scheme::Vertex => Requests::None,
            Scheme::Counter("msg_") if chance.below(2) == 0 => Requests::Alike,
            // One name that looks like the vendor's beside requests that look like the vendor's is not told apart.
            _ => [
                Requests::None,
                Requests::Empty,
                Requests::Constant("req_relay"),
                Requests::Constant("0"),
                Requests::Unique,
            ][chance.below(5)],
        };
        Self { scheme, requests, count: 0, spell: None }
    }

    /// Returns `true` if names look as if a service had made them up, unique in the world.
    pub(super) fn look_unique(&self) -> bool {
        let is_long = |name: &str| name.starts_with("msg_01") || name.starts_with("chatcmpl-5");
        match self.scheme {
            Scheme::Constant(name) => is_long(name),
            Scheme::Spell(_) | Scheme::Unique => true,
            _ => self.are_trusted(),
        }
    }

    /// Returns `true` if no two responses have one name.
    pub(super) fn are_unique(&self) -> bool {
        self.are_trusted() || self.scheme == Scheme::Unique
    }

    /// Returns `true` if responses keep their name wherever they are copied to, whatever becomes of their lines' own.
    pub(super) fn are_trusted(&self) -> bool {
        matches!(self.scheme, Scheme::Vendor | Scheme::Bedrock | Scheme::Vertex)
    }

    /// Returns `true` if responses have no name at all.
    pub(super) fn are_missing(&self) -> bool {
        matches!(self.scheme, Scheme::Empty | Scheme::Null | Scheme::None)
    }

    /// Returns `true` if another session may well use the same names.
    pub(super) fn may_come_again(&self) -> bool {
        !self.are_trusted()
            && !matches!(self.scheme, Scheme::Unique | Scheme::Spell(_) | Scheme::Epoch(_) | Scheme::Clock(_))
    }

    /// Returns `true` if messages and requests are numbered alike.
    pub(super) fn are_alike(&self) -> bool {
        self.requests == Requests::Alike
    }

    /// Returns `true` if names have the vendor's prefix and are nobody's to trust. A side thread of such a gateway that calls
    /// its model as the vendor does is not told from one of whoever stands in for the vendor.
    pub(super) fn are_like_the_vendors(&self) -> bool {
        let is_like = matches!(
            self.scheme,
            Scheme::Constant("msg_relay")
                | Scheme::Counter("msg_")
                | Scheme::Epoch("msg_")
                | Scheme::Clock("msg_")
        );
        is_like && !self.are_alike()
    }

    /// Names the `number`-th response of a session, which some model begins at some millisecond.
    pub(super) fn response(&mut self, chance: &mut Chance, number: u64, at: u64, model: &str) -> Name {
        self.count += 1;
        Name::Is(match self.scheme {
            Scheme::Vendor => format!("msg_01{}", token(chance)),
            Scheme::Bedrock => format!("msg_bdrk_01{}", token(chance)),
            Scheme::Vertex => format!("msg_vrtx_01{}", token(chance)),
            Scheme::Constant(name) => name.to_owned(),
            Scheme::Counter(prefix) => format!("{prefix}{number}"),
            Scheme::Epoch(prefix) => format!("{prefix}{}", at / 1000 * 1000),
            Scheme::Clock(prefix) => format!("{prefix}{}", 1_794_268_800_000 + at),
            Scheme::PerModel => format!("chatcmpl-{model}"),
            Scheme::Spell(prefix) => {
                if chance.below(4) == 0 {
                    self.spell = None;
                }
                self.spell.get_or_insert_with(|| format!("{prefix}{}", token(chance))).clone()
            }
            Scheme::Unique => format!("chatcmpl-{}", token(chance)),
            Scheme::Empty => String::new(),
            Scheme::Null => return Name::Null,
            Scheme::None => return Name::Missing,
        })
    }

    /// Names the request for a response that is called so.
    pub(super) fn request(&mut self, chance: &mut Chance, response: &Name) -> Name {
        Name::Is(match self.requests {
            Requests::None => return Name::Missing,
            Requests::Empty => String::new(),
            Requests::Vendor => format!("req_01{}", token(chance)),
            Requests::Constant(name) => name.to_owned(),
            Requests::Alike => match response {
                Name::Is(name) => name.replacen("msg_", "req_", 1),
                _ => return Name::Missing,
            },
            Requests::Unique => format!("req_{}_{}", self.count, chance.below(1 << 30)),
        })
    }
}

/// What an API puts behind a prefix and its version.
pub(super) fn token(chance: &mut Chance) -> String {
    // Both cases are in each, as in nearly every real one.
    let rest = (0..20).map(|_| char::from(BASE58[chance.below(BASE58.len())]));
    "aA".chars().chain(rest).collect()
}

/// A UUID.
pub(super) fn uuid(chance: &mut Chance) -> String {
    let mut part = |bits: u32| chance.below(1 << bits);
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:06x}{:06x}",
        part(31),
        part(16),
        part(12),
        part(12),
        part(24),
        part(24)
    )
}
