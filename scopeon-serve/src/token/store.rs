//! Which tokens were minted, and which of them hold no more. The tokens themselves are not kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use data_encoding::BASE64URL_NOPAD;
use scopeon_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::secret::{Secret, SecretError, private, replace};
use super::signed::{Claims, Signer};
use crate::tier::Tier;

/// What minted tokens are for.
const AUDIENCE: &str = "scopeon";
/// The version of the list.
const SCHEMA: u32 = 1;

/// What a token is to be.
#[derive(Clone, Debug)]
pub struct TokenSpec {
    /// What it is called.
    pub name: String,
    /// What its holder may be told.
    pub tier: Tier,
    /// How long it holds, in seconds.
    pub seconds: i64,
}

/// A token, which is shown once.
#[derive(Clone, Debug)]
pub struct Minted {
    /// What callers send.
    pub token: String,
    /// What is kept of it.
    pub row: TokenRow,
}

/// What is kept of a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenRow {
    /// Which one it is.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What its holder may be told.
    pub tier: Tier,
    /// When it was minted.
    pub minted_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    schema: u32,
    tokens: Vec<TokenRow>,
}

/// A list that is longer holds something else.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// When a list was written, and how long it is: two writes can come within one tick of a file system's clock.
type Written = (SystemTime, u64);

/// The list of tokens, a file of its own.
#[derive(Debug)]
pub struct TokenStore {
    path: PathBuf,
    /// What was read last, and when it had been written.
    known: Mutex<(Option<Written>, Vec<TokenRow>)>,
}

impl TokenStore {
    /// Names the file; it need not be there yet.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path, known: Mutex::default() }
    }

    /// Returns every token that was minted, the last one last.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or is no list of tokens.
    pub fn list(&self) -> Result<Vec<TokenRow>, SecretError> {
        let about = match fs::metadata(&self.path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            about => about.map_err(|source| self.failed(source))?,
        };
        // Reading what is no file may never end.
        if !about.is_file() || about.len() > MOST_BYTES {
            return Err(self.unread("it is no regular file, or too long for one"));
        }
        let text = fs::read_to_string(&self.path).map_err(|source| self.failed(source))?;
        let list: List = serde_json::from_str(&text).map_err(|error| self.unread(error))?;
        if list.schema != SCHEMA {
            return Err(self.unread("a newer release wrote it"));
        }
        Ok(list.tokens)
    }

    /// Mints a token.
    ///
    /// # Errors
    ///
    /// When one of that name holds already, or the file cannot be written.
    pub fn mint(&self, spec: &TokenSpec, secret: &Secret, now: Timestamp) -> Result<Minted, SecretError> {
        let _lock = self.lock()?;
        let mut tokens = self.list()?;
        if tokens.iter().any(|row| row.name == spec.name && row.holds(now)) {
            let text =
                format!("a token called {} holds already; revoke it, or choose another name", spec.name);
            return Err(SecretError::Name(text));
        }
        let row = row(spec, now)?;
        let (nbf, exp) = (now.millis().div_euclid(1000), row.expires_at.millis().div_euclid(1000));
        let claims = Claims { aud: AUDIENCE.to_owned(), nbf, exp, tier: row.tier, jti: row.id.clone() };
        let signer = Signer::new(secret.as_bytes()).ok_or(SecretError::Weak)?;
        tokens.push(row.clone());
        self.write(tokens)?;
        Ok(Minted { token: signer.sign(&claims), row })
    }

    /// Revokes a token, by its name or its id.
    ///
    /// # Errors
    ///
    /// When none is called so, or the file cannot be written.
    pub fn revoke(&self, name: &str, now: Timestamp) -> Result<TokenRow, SecretError> {
        let _lock = self.lock()?;
        let mut tokens = self.list()?;
        let is_meant = |row: &&mut TokenRow| (row.name == name || row.id == name) && row.revoked_at.is_none();
        let Some(row) = tokens.iter_mut().rev().find(is_meant) else {
            return Err(SecretError::Name(format!("no token that is not revoked yet is called {name}")));
        };
        row.revoked_at = Some(now);
        let row = row.clone();
        self.write(tokens)?;
        Ok(row)
    }

    /// Revokes every token.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn revoke_all(&self, now: Timestamp) -> Result<usize, SecretError> {
        let _lock = self.lock()?;
        let mut tokens = self.list()?;
        let held = tokens.iter().filter(|row| row.holds(now)).count();
        for row in &mut tokens {
            row.revoked_at.get_or_insert(now);
        }
        if !tokens.is_empty() {
            self.write(tokens)?;
        }
        Ok(held)
    }

    /// Returns what the holder of a token may be told; none where it does not hold.
    pub(crate) fn tier(&self, token: &str, signer: &Signer, now: Timestamp) -> Option<Tier> {
        let claims = signer.verify(token, AUDIENCE, now.millis().div_euclid(1000))?;
        let is_kept = |row: &TokenRow| row.id == claims.jti && row.holds(now);
        self.known().iter().any(is_kept).then_some(claims.tier)
    }

    /// Returns the list, which is read again when it was written again: what is revoked holds no more from then on.
    fn known(&self) -> Vec<TokenRow> {
        let about = fs::metadata(&self.path);
        let written = about.and_then(|about| Ok((about.modified()?, about.len()))).ok();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if written.is_none() || known.0 != written {
            let tokens = self.list().inspect_err(|error| tracing::warn!(%error, "no token holds"));
            *known = (written, tokens.unwrap_or_default());
        }
        known.1.clone()
    }

    /// Waits until nobody else changes the list: what another one writes in between would be lost. It ends with what is
    /// returned.
    fn lock(&self) -> Result<fs::File, SecretError> {
        let mut path = self.path.as_os_str().to_owned();
        path.push(".lock");
        let locked = private(Path::new(&path), true).and_then(|file| file.lock().map(|()| file));
        locked.map_err(|source| self.failed(source))
    }

    fn write(&self, tokens: Vec<TokenRow>) -> Result<(), SecretError> {
        let list = serde_json::to_vec_pretty(&List { schema: SCHEMA, tokens })
            .map_err(|error| self.unread(error))?;
        replace(&self.path, &list).map_err(|source| self.failed(source))
    }

    fn failed(&self, source: std::io::Error) -> SecretError {
        SecretError::File { path: self.path.clone(), source }
    }

    fn unread(&self, problem: impl std::fmt::Display) -> SecretError {
        SecretError::List { path: self.path.clone(), problem: problem.to_string() }
    }

    /// Returns where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl TokenRow {
    /// Returns `true` if it holds at an instant.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

fn row(spec: &TokenSpec, now: Timestamp) -> Result<TokenRow, SecretError> {
    let mut id = [0; 9];
    getrandom::fill(&mut id).map_err(|error| SecretError::Random(std::io::Error::other(error)))?;
    let end = now.millis().saturating_add(spec.seconds.saturating_mul(1000));
    let expires_at = Timestamp::from_millis(end)
        .ok_or_else(|| SecretError::Name("it would hold for too long".to_owned()))?;
    Ok(TokenRow {
        id: BASE64URL_NOPAD.encode(&id),
        name: spec.name.clone(),
        tier: spec.tier,
        minted_at: now,
        expires_at,
        revoked_at: None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Secret, Signer, Tier, Timestamp, TokenSpec, TokenStore};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(1_700_000_000 + seconds).expect("an instant")
    }

    /// A pipe that nobody writes to would be read for ever.
    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_no_list() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("tokens");
        let made = std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo is there");
        assert!(made.success());
        assert!(TokenStore::new(path).list().is_err());
        assert!(TokenStore::new(directory.path().to_owned()).list().is_err());
        assert!(TokenStore::new(directory.path().join("none")).list().expect("no tokens").is_empty());
    }

    #[test]
    fn a_token_holds_until_it_is_revoked() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = TokenStore::new(directory.path().join("tokens"));
        let secret = Secret::random().expect("random bytes");
        let signer = Signer::new(secret.as_bytes()).expect("a key");
        let spec = TokenSpec { name: "grafana".to_owned(), tier: Tier::Aggregates, seconds: 60 };
        let minted = store.mint(&spec, &secret, at(0)).expect("a token");
        assert!(store.mint(&spec, &secret, at(1)).is_err(), "the name is taken");
        assert_eq!(store.tier(&minted.token, &signer, at(1)), Some(Tier::Aggregates));
        assert_eq!(store.tier(&minted.token, &signer, at(60)), None, "it has ended");
        let elsewhere = TokenStore::new(store.path().to_owned());
        elsewhere.revoke("grafana", at(2)).expect("a token");
        assert_eq!(store.tier(&minted.token, &signer, at(3)), None, "another process revoked it");
        assert!(elsewhere.revoke("grafana", at(2)).is_err(), "there is none any more");
        let text = std::fs::read_to_string(store.path()).expect("a list");
        assert!(!text.contains(&minted.token), "the token is not kept");
    }

    /// Whoever revokes has to be able to rely on it, whatever else is done meanwhile.
    #[test]
    fn no_change_is_lost_to_another_one() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("tokens");
        let secret = Secret::random().expect("random bytes");
        let store = || TokenStore::new(path.clone());
        let spec = |name: String| TokenSpec { name, tier: Tier::Aggregates, seconds: 60 };
        for number in 0..12 {
            store().mint(&spec(format!("old{number}")), &secret, at(0)).expect("a token");
        }
        std::thread::scope(|scope| {
            for number in 0..12 {
                let (store, spec, secret) = (&store, &spec, &secret);
                scope.spawn(move || {
                    store().mint(&spec(format!("new{number}")), secret, at(1)).expect("a token")
                });
                scope.spawn(move || store().revoke(&format!("old{number}"), at(1)).expect("a token"));
            }
        });
        let rows = store().list().expect("a list");
        let count = |start: &str, holds| {
            rows.iter().filter(|row| row.name.starts_with(start) && row.holds(at(2)) == holds).count()
        };
        assert_eq!((count("old", false), count("new", true), rows.len()), (12, 12, 24));
    }
}
