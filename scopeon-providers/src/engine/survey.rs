//! What is where, for people who wonder why something is missing: nothing is opened but directories.

use std::path::PathBuf;

use scopeon_core::provider::{IssueKind, Provider};
use scopeon_core::time::Timestamp;

use crate::engine::discover::{Discovery, discover};
use crate::engine::open::Refused;
use crate::engine::search_paths::SearchPaths;
use crate::engine::settings::Settings;

/// What lies in one provider's places.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Survey {
    /// The provider's id.
    pub provider: &'static str,
    /// Every place that was looked at, in the order of paths.
    pub roots: Vec<SurveyedRoot>,
    /// Sources that are there, each file once.
    pub sources: u64,
    /// Their sizes together, in bytes.
    pub bytes: u64,
    /// When the newest of them changed.
    pub newest: Option<Timestamp>,
    /// Directories that could not be looked through, or not to their end, and what would be a source were it a file, and
    /// why.
    pub inaccessible: Vec<(PathBuf, IssueKind)>,
    /// Links, FIFOs, devices and sockets that were passed over.
    pub skipped: u64,
    /// Whether the provider could not say what sources it has.
    pub has_failed: bool,
}

/// One place that was looked at.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SurveyedRoot {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it could be looked at.
    pub state: RootState,
    /// Sources below it.
    pub sources: u64,
}

/// Whether a place could be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RootState {
    /// It is there.
    Present,
    /// There is nothing.
    Missing,
    /// It is there and cannot be looked at.
    Refused(IssueKind),
}

/// Looks at each provider's places without reading any source.
#[must_use]
pub fn survey(providers: &[&dyn Provider], places: &SearchPaths, settings: &Settings) -> Vec<Survey> {
    let one = |provider: &&dyn Provider| {
        let mut discovery = discover(*provider, places, settings);
        discovery.choose(|_| false);
        describe(provider.info().id, discovery)
    };
    providers.iter().map(one).collect()
}

fn describe(provider: &'static str, discovery: Discovery) -> Survey {
    let Discovery { found, inaccessible, roots, others, has_failed, .. } = discovery;
    let stats = || found.places().filter_map(|place| found.stat(place));
    let newest = stats().map(|stat| stat.modified_ns).max();
    let below =
        |root: &PathBuf| found.places().filter(|place| found.root_of(*place) == Some(root)).count() as u64;
    let root = |(path, opened): (PathBuf, Result<_, Refused>)| SurveyedRoot {
        sources: below(&path),
        path,
        state: match opened {
            Ok(_) => RootState::Present,
            Err(Refused::Missing) => RootState::Missing,
            Err(Refused::Issue(kind)) => RootState::Refused(kind),
        },
    };
    Survey {
        provider,
        roots: roots.into_iter().map(root).collect(),
        sources: found.len() as u64,
        bytes: stats().fold(0, |sum, stat| sum.saturating_add(stat.size)),
        newest: newest.and_then(|nanos| Timestamp::from_millis(nanos.div_euclid(1_000_000))),
        inaccessible: inaccessible.into_iter().map(|place| (place.full_path(), place.kind)).collect(),
        skipped: others,
        has_failed,
    }
}
