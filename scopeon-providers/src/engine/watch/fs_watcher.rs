//! Listening to the system's notices about the roots; when that is not possible, it is said so.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use notify::{Config, RecommendedWatcher, RecursiveMode, Watcher};

use super::change_queue::ChangeQueue;
use crate::engine::observer::Mode;
use crate::engine::open::{FileId, Refused, RootDir};

/// Listens to directories.
pub(super) struct FsWatcher {
    /// None when the system cannot tell of changes.
    watcher: Option<RecommendedWatcher>,
    /// Every root that is listened to with everything below it.
    roots: HashMap<PathBuf, FileId>,
    /// Directories in which a root may appear.
    waiting: HashMap<PathBuf, FileId>,
    is_new_here: bool,
}

impl FsWatcher {
    pub(super) fn new(change_queue: &Arc<ChangeQueue>, mode: Mode) -> Self {
        let change_queue = change_queue.clone();
        let config = Config::default().with_follow_symlinks(false);
        let listen = || RecommendedWatcher::new(move |event| change_queue.tell(event), config).ok();
        let watcher = (mode == Mode::Notified).then(listen).flatten();
        Self { watcher, roots: HashMap::new(), waiting: HashMap::new(), is_new_here: false }
    }

    /// Returns `true` if the system tells of changes.
    pub(super) fn hear(&self) -> bool {
        self.watcher.is_some()
    }

    /// Returns `true` if there was something new to listen to since it was last asked.
    pub(super) fn is_new_here(&mut self) -> bool {
        std::mem::take(&mut self.is_new_here)
    }

    /// Listens to every root, and to where a root may appear; once one cannot be listened to, to none.
    pub(super) fn attend(&mut self, roots: &[(PathBuf, Result<Arc<RootDir>, Refused>)]) {
        for (path, opened) in roots {
            let heard = match opened {
                Ok(root) if root.is_remote() => Err(notify::Error::generic("no notices")),
                Ok(root) => self.listen_below(path, root.id()),
                Err(_) => self.wait_for(path),
            };
            if heard.is_err() {
                self.watcher = None;
            }
        }
    }

    fn listen_below(&mut self, root: &Path, id: FileId) -> notify::Result<()> {
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        if self.roots.get(root) == Some(&id) {
            return Ok(());
        }
        // A directory that was deleted and made again is another one, of which the system tells nothing yet.
        let _ = watcher.unwatch(root);
        watcher.watch(root, RecursiveMode::Recursive)?;
        self.roots.insert(root.to_owned(), id);
        self.is_new_here = true;
        Ok(())
    }

    fn wait_for(&mut self, root: &Path) -> notify::Result<()> {
        self.roots.remove(root);
        let Some((above, id)) = root.ancestors().skip(1).find_map(|above| {
            let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
            RootDir::open(above).ok().map(|opened| (above, opened.id()))
        }) else {
            return Ok(());
        };
        let is_heard = self.roots.keys().any(|root| above.starts_with(root));
        let Some(watcher) = self.watcher.as_mut().filter(|_| !is_heard) else { return Ok(()) };
        if self.waiting.get(above) == Some(&id) {
            return Ok(());
        }
        let _ = watcher.unwatch(above);
        watcher.watch(above, RecursiveMode::NonRecursive)?;
        self.waiting.insert(above.to_owned(), id);
        self.is_new_here = true;
        Ok(())
    }
}
