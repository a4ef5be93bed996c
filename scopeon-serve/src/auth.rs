//! What a caller may be told: everybody what the server tells, or who knows the secret or has a token.
//!
//! There are no cookies. They do not know ports, so a browser would send ours to any other server of this machine, and what
//! is sent by itself can be ridden on.

mod by_callers;
mod one_time;
mod presented;
mod refusals;

use core::net::IpAddr;

use crate::error::ServeError;
use crate::options::ServeOptions;
use crate::problem::Problem;
use crate::random;
use crate::tier::Tier;
use crate::token::Claims;
use axum::http::{HeaderMap, StatusCode, header};
use by_callers::{ByCallers, Known};
use data_encoding::BASE64URL_NOPAD;
use one_time::OneTime;
pub(crate) use presented::{PROTOCOL, presented};
use refusals::Refusals;
use scopeon_core::time::Timestamp;
use serde::Serialize;
use tokio::sync::watch;

/// What tokens of a page are for.
const PAGES: &str = "scopeon-page";
/// How long they hold, in seconds.
const PAGE_SECONDS: i64 = 12 * 3600;

/// What a caller may be told.
pub(crate) struct Auth {
    /// The most that anybody is told.
    most: Tier,
    by_callers: ByCallers,
    one_time: OneTime,
    refusals: Refusals,
}

/// A token that a page keeps.
#[derive(Debug, Serialize)]
pub(crate) struct PageToken {
    token: String,
    tier: Tier,
    expires_at: Timestamp,
}

impl Auth {
    /// Makes it of what the server is started with.
    ///
    /// # Errors
    ///
    /// When the system has no random bytes.
    pub(crate) fn new(options: &ServeOptions) -> Result<Self, ServeError> {
        Ok(Self {
            most: options.tier,
            by_callers: ByCallers::new(options)?,
            one_time: OneTime::default(),
            refusals: Refusals::default(),
        })
    }

    /// Returns `true` if callers have to know something.
    pub(crate) fn is_needed(&self) -> bool {
        self.by_callers.now().is_needed()
    }

    /// Returns what tells that who was let in may be told nothing more.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.by_callers.changes()
    }

    /// Looks whether the secret is another one by now; then nothing holds that was signed before.
    pub(crate) fn refresh(&self) {
        self.by_callers.refresh();
    }

    /// Returns the most that anybody is told.
    pub(crate) const fn most(&self) -> Tier {
        self.most
    }

    /// Makes a code that a page trades for a token, once.
    ///
    /// # Errors
    ///
    /// When the system has no random bytes.
    pub(crate) fn code(&self) -> Result<String, ServeError> {
        let code = BASE64URL_NOPAD.encode(&random::bytes::<18>()?);
        self.one_time.keep(&code);
        Ok(code)
    }

    /// Returns what a caller may be told, or why nothing.
    pub(crate) fn tier(&self, headers: &HeaderMap, peer: IpAddr, now: Timestamp) -> Result<Tier, Problem> {
        let known = self.by_callers.now();
        if !known.is_needed() {
            return Ok(self.most);
        }
        self.refusals.check(peer)?;
        let Some(stated) = presented(headers) else {
            return Err(unknown("a secret or a token is needed"));
        };
        let known = stated.ok().and_then(|stated| self.known(&stated, &known, now));
        known.map(|tier| tier.min(self.most)).ok_or_else(|| {
            self.refusals.note(peer);
            unknown("that secret or token does not hold: it is wrong, ended or revoked")
        })
    }

    /// Returns what who was let in with this may be told now; none where it holds no more.
    pub(crate) fn still(&self, stated: Option<&str>, now: Timestamp) -> Option<Tier> {
        let known = self.by_callers.now();
        if !known.is_needed() {
            return Some(self.most);
        }
        self.known(stated?, &known, now).map(|tier| tier.min(self.most))
    }

    fn known(&self, stated: &str, known: &Known, now: Timestamp) -> Option<Tier> {
        if known.is_secret(stated) {
            return Some(self.most);
        }
        let by_page = || known.pages().verify(stated, PAGES, seconds(now)).map(|claims| claims.tier);
        known.minted(stated, now).or_else(by_page)
    }

    /// Trades a code or the secret for a token that a page keeps.
    pub(crate) fn trade(&self, stated: &Traded, peer: IpAddr, now: Timestamp) -> Result<PageToken, Problem> {
        self.refusals.check(peer)?;
        let known = self.by_callers.now();
        let is_known = match stated {
            Traded::Code(code) => self.one_time.take(code),
            Traded::Secret(secret) => known.is_secret(secret),
        };
        if !is_known {
            self.refusals.note(peer);
            return Err(unknown("that code or secret does not hold: a code holds once, and for a minute"));
        }
        let exp = seconds(now).saturating_add(PAGE_SECONDS);
        let jti = random::bytes::<9>().map(|id| BASE64URL_NOPAD.encode(&id));
        let jti = jti.map_err(|error| Problem::unavailable(error.to_string()))?;
        let claims = Claims { aud: PAGES.to_owned(), nbf: seconds(now), exp, tier: self.most, jti };
        let expires_at = Timestamp::from_seconds(exp).unwrap_or_default();
        Ok(PageToken { token: known.pages().sign(&claims), tier: self.most, expires_at })
    }

    /// Writes into the log how many were refused, if some were.
    pub(crate) fn log_refusals(&self) {
        self.refusals.log();
    }
}

/// What a page trades for a token.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Traded {
    /// The code that it was opened with.
    Code(String),
    /// The secret that somebody typed.
    Secret(String),
}

fn unknown(detail: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "urn:scopeon:problem:token", detail)
        .header(header::WWW_AUTHENTICATE, "Bearer realm=\"scopeon\"")
        .hint("send x-scopeon-token or Authorization: Bearer; scopeon token mint makes a token")
}

const fn seconds(at: Timestamp) -> i64 {
    at.millis().div_euclid(1000)
}
