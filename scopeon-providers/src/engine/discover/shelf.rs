//! Many sources in little room: a watch of a hundred thousand logs holds each of them for as long as it runs. Names stand in
//! one text, directories once for all that lies in them, and what few sources have stands beside the others.

use std::collections::HashMap;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;

use scopeon_core::id::SourceId;
use scopeon_core::provider::{Registered, Source, SourceKind};

use super::Found;
use crate::engine::open::{FileId, RootDir, Stat, StatKind};

/// Sources of one provider.
#[derive(Default)]
pub(crate) struct Shelf {
    roots: Vec<(PathBuf, Arc<RootDir>)>,
    /// What many sources have alike.
    kinds: Vec<Kind>,
    /// Directories and names, one behind the other.
    text: Vec<String>,
    /// Where in the text each directory stands, with its last separator.
    directories: Vec<Span>,
    sources: Vec<Vec<Packed>>,
    count: usize,
    rare: HashMap<u32, Rare>,
}

/// A part of the text: where it begins, and how long it is.
type Span = (u32, u32);

/// So many bytes of text and so many sources stand together: what grows by doubling leaves holes as large as itself.
const TEXT: usize = 256 << 10;
const SOURCES: usize = 4096;

/// So many kinds are compared before one is noted again: those of a directory's files.
const NEAR: usize = 4;

#[derive(Clone, Copy, PartialEq, Eq)]
struct Kind {
    root: u32,
    shape: SourceKind,
    device: u64,
    stat: Option<StatKind>,
}

/// What every source has of its own.
struct Packed {
    id: SourceId,
    inode: u64,
    size: u64,
    modified_ns: i64,
    changed_ns: i64,
    kind: u32,
    directory: u32,
    name: Span,
}

/// What few sources have.
#[derive(Default, PartialEq, Eq)]
struct Rare {
    registered: Registered,
    beside: u64,
    /// A path that has no place in the text.
    path: Option<PathBuf>,
}

impl Shelf {
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// Names the place of every source.
    pub(crate) fn places(&self) -> std::ops::Range<u32> {
        // Far fewer entries are ever looked at.
        0..u32::try_from(self.count).unwrap_or(u32::MAX)
    }

    /// Returns all of every source.
    pub(crate) fn all(&self) -> impl Iterator<Item = Found> {
        self.places().filter_map(|place| self.get(place))
    }

    /// Adds a source and returns its place.
    pub(crate) fn push(&mut self, found: Found) -> u32 {
        let place = self.places().end;
        let packed = self.pack(place, found);
        if self.sources.last().is_none_or(|some| some.len() == SOURCES) {
            // Most providers have few sources or none.
            let room = if self.sources.is_empty() { 0 } else { SOURCES };
            self.sources.push(Vec::with_capacity(room));
        }
        if let Some(some) = self.sources.last_mut() {
            some.push(packed);
        }
        self.count += 1;
        place
    }

    fn packed(&self, place: u32) -> Option<&Packed> {
        self.sources.get(place as usize / SOURCES)?.get(place as usize % SOURCES)
    }

    fn packed_mut(&mut self, place: u32) -> Option<&mut Packed> {
        self.sources.get_mut(place as usize / SOURCES)?.get_mut(place as usize % SOURCES)
    }

    /// Puts another path to the same file in a source's place.
    pub(crate) fn replace(&mut self, place: u32, found: Found) {
        self.rare.remove(&place);
        let packed = self.pack(place, found);
        if let Some(old) = self.packed_mut(place) {
            *old = packed;
        }
    }

    /// Takes what the file system says of a source by now.
    pub(crate) fn restat(&mut self, place: u32, stat: Stat) {
        let Some(old) = self.packed(place).and_then(|packed| self.kind_of(packed)).copied() else {
            return;
        };
        let kind = Kind { device: stat.id.device, stat: stat.kind, ..old };
        let other = (kind != old).then(|| self.kind(kind));
        if stat.beside != 0 {
            self.rare.entry(place).or_default().beside = stat.beside;
        }
        if let Some(packed) = self.packed_mut(place) {
            packed.kind = other.unwrap_or(packed.kind);
            (packed.inode, packed.size) = (stat.id.inode, stat.size);
            (packed.modified_ns, packed.changed_ns) = (stat.modified_ns, stat.changed_ns);
        }
    }

    fn pack(&mut self, place: u32, found: Found) -> Packed {
        let Found { source, id, root, stat } = found;
        let text = source.path.to_str().and_then(|path| self.write(path));
        let path = if text.is_none() { Some(source.path) } else { None };
        let rare = Rare { registered: source.registered, beside: stat.beside, path };
        if rare != Rare::default() {
            self.rare.insert(place, rare);
        }
        let root = self.root(source.root, root);
        let kind = self.kind(Kind { root, shape: source.kind, device: stat.id.device, stat: stat.kind });
        let (directory, name) = text.unwrap_or_default();
        let Stat { id: FileId { inode, .. }, size, modified_ns, changed_ns, .. } = stat;
        Packed { id, inode, size, modified_ns, changed_ns, kind, directory, name }
    }

    /// Writes a path into the text; none when it is full.
    fn write(&mut self, path: &str) -> Option<(u32, Span)> {
        let (directory, name) = path.split_at(path.rfind(MAIN_SEPARATOR).map_or(0, |last| last + 1));
        let last = self.directories.last().and_then(|span| self.read(*span));
        if last != Some(directory) {
            let span = self.append(directory)?;
            self.directories.push(span);
        }
        let place = u32::try_from(self.directories.len() - 1).ok()?;
        Some((place, self.append(name)?))
    }

    fn append(&mut self, part: &str) -> Option<Span> {
        if self.text.last().is_none_or(|last| last.len() + part.len() > TEXT) {
            let room = if self.text.is_empty() { part.len() } else { TEXT };
            self.text.push(String::with_capacity(room));
        }
        let before = (self.text.len() - 1) * TEXT;
        let last = self.text.last_mut().filter(|last| last.len() + part.len() <= TEXT)?;
        let span = (u32::try_from(before + last.len()).ok()?, u32::try_from(part.len()).ok()?);
        last.push_str(part);
        Some(span)
    }

    fn read(&self, (start, length): Span) -> Option<&str> {
        let (some, start) = (start as usize / TEXT, start as usize % TEXT);
        self.text.get(some)?.get(start..start + length as usize)
    }

    fn root(&mut self, path: PathBuf, root: Arc<RootDir>) -> u32 {
        let is_last = self.roots.last().is_some_and(|(known, opened)| {
            known.as_os_str() == path.as_os_str() && Arc::ptr_eq(opened, &root)
        });
        if !is_last {
            self.roots.push((path, root));
        }
        last(&self.roots)
    }

    fn kind(&mut self, kind: Kind) -> u32 {
        let near = self.kinds.len().saturating_sub(NEAR);
        if let Some(place) = self.kinds.iter().skip(near).position(|known| *known == kind) {
            return u32::try_from(near + place).unwrap_or(u32::MAX);
        }
        self.kinds.push(kind);
        last(&self.kinds)
    }

    /// Returns a source's identity.
    pub(crate) fn id(&self, place: u32) -> Option<SourceId> {
        self.packed(place).map(|packed| packed.id)
    }

    /// Returns how a source grows.
    pub(crate) fn shape(&self, place: u32) -> Option<SourceKind> {
        self.kind_of(self.packed(place)?).map(|kind| kind.shape)
    }

    /// Returns the root that a source was found below.
    pub(crate) fn root_of(&self, place: u32) -> Option<&Path> {
        let kind = self.kind_of(self.packed(place)?)?;
        self.roots.get(kind.root as usize).map(|(path, _)| path.as_path())
    }

    /// Returns what tells a source from the others: its root, its directory there, and its name.
    pub(crate) fn parts(&self, place: u32) -> Option<(&Path, &str, &str)> {
        let packed = self.packed(place)?;
        let directory = self.directories.get(packed.directory as usize).and_then(|span| self.read(*span));
        Some((self.root_of(place)?, directory.unwrap_or_default(), self.read(packed.name)?))
    }

    /// Returns what the file system said of a source.
    pub(crate) fn stat(&self, place: u32) -> Option<Stat> {
        let packed = self.packed(place)?;
        let kind = self.kind_of(packed)?;
        Some(Stat {
            id: FileId { device: kind.device, inode: packed.inode },
            kind: kind.stat,
            size: packed.size,
            modified_ns: packed.modified_ns,
            changed_ns: packed.changed_ns,
            beside: self.rare.get(&place).map_or(0, |rare| rare.beside),
        })
    }

    /// Returns all of a source.
    pub(crate) fn get(&self, place: u32) -> Option<Found> {
        let packed = self.packed(place)?;
        let kind = self.kind_of(packed)?;
        let (path, root) = self.roots.get(kind.root as usize)?;
        let rare = self.rare.get(&place);
        let source = Source::new(kind.shape, path, self.path(packed, rare)?);
        let source = source.registered(rare.map(|rare| rare.registered.clone()).unwrap_or_default());
        Some(Found { source, id: packed.id, root: root.clone(), stat: self.stat(place)? })
    }

    fn kind_of(&self, packed: &Packed) -> Option<&Kind> {
        self.kinds.get(packed.kind as usize)
    }

    fn path(&self, packed: &Packed, rare: Option<&Rare>) -> Option<PathBuf> {
        if let Some(path) = rare.and_then(|rare| rare.path.as_ref()) {
            return Some(path.clone());
        }
        let directory = self.read(*self.directories.get(packed.directory as usize)?)?;
        Some(PathBuf::from([directory, self.read(packed.name)?].concat()))
    }
}

fn last<T>(list: &[T]) -> u32 {
    u32::try_from(list.len().saturating_sub(1)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use scopeon_core::label::Label;

    use super::*;

    fn stat(number: u64) -> Stat {
        let id = FileId { device: number / 3, inode: number };
        let times = (i64::MAX - number.cast_signed(), -number.cast_signed());
        let kind = (!number.is_multiple_of(5)).then_some(StatKind::File);
        Stat {
            id,
            kind,
            size: u64::MAX - number,
            modified_ns: times.0,
            changed_ns: times.1,
            beside: number % 2,
        }
    }

    fn sources(root: &Path) -> Vec<Source> {
        let project = || Registered::new(Label::new("/home/me/api"), None);
        let named = |shape, path: &str| Source::new(shape, root, path);
        vec![
            named(SourceKind::Lines, "a/one"),
            named(SourceKind::Lines, "a/two").registered(project()),
            named(SourceKind::Document, "a/b/one"),
            named(SourceKind::Lines, "a//b/./ö"),
            named(SourceKind::Database, "one"),
            named(SourceKind::Lines, ""),
            Source::new(SourceKind::Lines, root.join("a"), "one"),
        ]
    }

    #[test]
    fn what_is_taken_from_a_shelf_is_what_was_put_there() {
        let home = tempfile::tempdir().unwrap();
        let root = Arc::new(RootDir::open(home.path()).unwrap());
        let (mut shelf, mut sources) = (Shelf::default(), sources(home.path()));
        #[cfg(unix)]
        sources.push(Source::new(SourceKind::Lines, home.path(), {
            use std::os::unix::ffi::OsStrExt;
            Path::new(std::ffi::OsStr::from_bytes(b"a/\xff"))
        }));
        let found = |source: &Source, number| {
            let (source, root) = (source.clone(), root.clone());
            Found { id: source.id("toy"), source, root, stat: stat(number) }
        };
        for (source, number) in sources.iter().zip(0..) {
            shelf.push(found(source, number));
        }
        let is_same = |shelf: &Shelf, place: u32, wanted: &Found| {
            let taken = shelf.get(place).unwrap();
            assert_eq!((&taken.source, taken.id, taken.stat), (&wanted.source, wanted.id, wanted.stat));
            assert_eq!(taken.source.path.as_os_str(), wanted.source.path.as_os_str(), "as it was written");
            assert_eq!((shelf.id(place), shelf.stat(place)), (Some(wanted.id), Some(wanted.stat)));
            assert_eq!(shelf.shape(place), Some(wanted.source.kind));
            assert_eq!(shelf.root_of(place), Some(wanted.source.root.as_path()));
        };
        for (place, source) in (0..).zip(&sources) {
            is_same(&shelf, place, &found(source, place.into()));
        }
        shelf.restat(2, stat(41));
        is_same(&shelf, 2, &found(&sources[2], 41));
        shelf.replace(1, found(&sources[3], 42));
        is_same(&shelf, 1, &found(&sources[3], 42));
        is_same(&shelf, 3, &found(&sources[3], 3));
        assert_eq!((shelf.len(), shelf.all().count()), (sources.len(), sources.len()));
    }
}
