//! What lies beside a database, merged into its copy: a journal takes back what was not committed, and a log holds what
//! was. SQLite is shown the one file alone, so nothing that they say can lead it anywhere.

mod journal;
mod log;
#[cfg(test)]
mod tests;

use super::copy_limits::Uncopied;
use super::image::Image;

pub(super) use journal::roll_back;
pub(super) use log::{Reached, apply, follow};

/// What merging came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Merged {
    /// There was nothing to merge.
    Nothing,
    /// The image is as long and says as much as it did when its pages were committed.
    All,
    /// What is there is none that SQLite writes, or asks for what is not done here.
    Malformed,
    /// The database would be larger than the limit.
    TooLarge,
}

type Outcome = Result<Merged, Uncopied>;

/// Gives the image its pages before they are written.
fn resize(image: &Image<'_>, pages: u32, page: usize) -> Outcome {
    Ok(if image.set_pages(pages, page)? { Merged::All } else { Merged::TooLarge })
}
