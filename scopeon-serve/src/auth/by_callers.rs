//! What callers have to know: the secret, as it is now. Its file is looked at again, so that nothing that was signed with a
//! secret that somebody replaced goes on holding.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use scopeon_core::time::Timestamp;
use subtle::ConstantTimeEq;
use tokio::sync::watch;

use crate::error::ServeError;
use crate::options::ServeOptions;
use crate::random;
use crate::tier::Tier;
use crate::token::{Secret, Signer, TokenStore};

/// What callers have to know.
pub(crate) struct ByCallers {
    known: RwLock<Arc<Known>>,
    tokens: Option<PathBuf>,
    file: Option<Watched>,
    list: Option<Watched>,
    /// Tells streams that what they were begun with may hold no more.
    changes: watch::Sender<()>,
}

/// What callers have to know, as of one secret.
pub(crate) struct Known {
    secret: Option<Compared>,
    /// Signs tokens of pages, and ends with this process or the secret.
    pages: Signer,
}

/// A secret to compare with.
struct Compared {
    /// Two codes are compared in the same time whatever they are.
    code: Vec<u8>,
    signer: Signer,
    tokens: Option<TokenStore>,
}

impl ByCallers {
    /// Makes it of what the server is started with.
    ///
    /// # Errors
    ///
    /// When the system has no random bytes.
    pub(crate) fn new(options: &ServeOptions) -> Result<Self, ServeError> {
        let tokens = options.tokens.clone();
        let known = Known::of(options.secret.as_ref(), tokens.as_deref())?;
        let file = options.secret_file.clone().map(Watched::new);
        let list = tokens.clone().map(Watched::new);
        Ok(Self { known: RwLock::new(Arc::new(known)), tokens, file, list, changes: watch::Sender::new(()) })
    }

    /// Returns what has to be known now.
    pub(crate) fn now(&self) -> Arc<Known> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns what tells that something may hold no more.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// Takes another secret, if there is one by now. Where there is none any more, the one before is asked for. Whoever was let
    /// in before is looked at again where that changes something, or tokens were revoked.
    pub(crate) fn refresh(&self) {
        let state = self.list.as_ref().and_then(Watched::changed);
        if let (Some(list), Some(state)) = (&self.list, state) {
            list.saw(state);
        }
        if self.took_another() || state.is_some() {
            self.changes.send_replace(());
        }
    }

    fn took_another(&self) -> bool {
        let Some((file, state)) = self.file.as_ref().and_then(|file| Some((file, file.changed()?))) else {
            return false;
        };
        let read = Secret::read(&file.path);
        // What could not be taken is said once, and looked at again as soon as anything of the file is another one.
        file.saw(state);
        let known = match read {
            Ok(secret) if self.now().is(&secret) => return false,
            Ok(secret) => Known::of(Some(&secret), self.tokens.as_deref()),
            Err(error) => {
                tracing::warn!(%error, "the secret cannot be read again; the one before is asked for");
                return false;
            }
        };
        match known {
            Ok(known) => {
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
                tracing::warn!("the secret is another one; tokens of the one before hold no more");
                true
            }
            Err(error) => {
                tracing::error!(%error, "the new secret cannot be used");
                false
            }
        }
    }
}

impl Known {
    fn of(secret: Option<&Secret>, tokens: Option<&Path>) -> Result<Self, ServeError> {
        let no_key = || ServeError::Runtime(std::io::Error::other("a key cannot be used"));
        let compared = |secret: &Secret| {
            let signer = Signer::new(secret.as_bytes())?;
            let tokens = tokens.map(|path| TokenStore::new(path.to_owned()));
            Some(Compared { code: signer.of(secret.as_bytes()), signer, tokens })
        };
        let secret = secret.map(|secret| compared(secret).ok_or_else(no_key)).transpose()?;
        let pages = Signer::new(&random::bytes::<32>()?).ok_or_else(no_key)?;
        Ok(Self { secret, pages })
    }

    /// Returns `true` if callers have to know something.
    pub(crate) const fn is_needed(&self) -> bool {
        self.secret.is_some()
    }

    fn is(&self, secret: &Secret) -> bool {
        str::from_utf8(secret.as_bytes()).is_ok_and(|text| self.is_secret(text))
    }

    /// Returns `true` if it is the secret.
    pub(crate) fn is_secret(&self, stated: &str) -> bool {
        self.secret
            .as_ref()
            .is_some_and(|secret| bool::from(secret.signer.of(stated.as_bytes()).ct_eq(&secret.code)))
    }

    /// Returns what the holder of a minted token may be told, if it holds.
    pub(crate) fn minted(&self, stated: &str, now: Timestamp) -> Option<Tier> {
        let secret = self.secret.as_ref()?;
        secret.tokens.as_ref()?.tier(stated, &secret.signer, now)
    }

    /// Returns what signs tokens of pages.
    pub(crate) const fn pages(&self) -> &Signer {
        &self.pages
    }
}

/// A file whose change is noticed.
struct Watched {
    path: PathBuf,
    seen: Mutex<Option<State>>,
}

/// What tells one state of a file from another one.
type State = (SystemTime, [u64; 4]);

impl Watched {
    fn new(path: PathBuf) -> Self {
        Self { path, seen: Mutex::new(None) }
    }

    /// Returns its state, if it is there and another one than it was the last time, or looked at for the first time.
    fn changed(&self) -> Option<State> {
        let seen = *self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        state(&self.path).filter(|state| seen != Some(*state))
    }

    fn saw(&self, state: State) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(state);
    }
}

fn state(path: &Path) -> Option<State> {
    let about = fs::metadata(path).ok()?;
    Some((about.modified().ok()?, more(&about)))
}

/// A secret that is replaced is another file; whose bytes or mode are changed in place has another time of change.
#[cfg(unix)]
fn more(about: &fs::Metadata) -> [u64; 4] {
    use std::os::unix::fs::MetadataExt;
    [about.ino(), about.ctime().cast_unsigned(), about.ctime_nsec().cast_unsigned(), about.len()]
}

/// Files have no such numbers there.
#[cfg(not(unix))]
fn more(about: &fs::Metadata) -> [u64; 4] {
    [about.len(), 0, 0, 0]
}
