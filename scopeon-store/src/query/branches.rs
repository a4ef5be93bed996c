//! Branches of several repositories, told apart where one name stands in more than one.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, Result};
use scopeon_core::project::{Aliases, key, lies_in};

use super::label::NONE;
use super::label::label_text;
use super::projects::Projects;

/// Each branch of each project, by a number.
#[derive(Debug, Default)]
pub(crate) struct Branches {
    numbers: HashMap<(i64, i64), i64>,
    places: Vec<(i64, i64)>,
    last: Option<((i64, i64), i64)>,
}

impl Branches {
    /// Returns the number of a project's branch, both by label.
    pub(crate) fn number(&mut self, project: i64, branch: i64) -> i64 {
        // What belongs to no branch is one.
        let place = (if branch == 0 { 0 } else { project }, branch);
        if let Some((_, number)) = self.last.filter(|(last, _)| *last == place) {
            return number;
        }
        let next = i64::try_from(self.places.len()).unwrap_or_default();
        let number = *self.numbers.entry(place).or_insert(next);
        if number == next {
            self.places.push(place);
        }
        self.last = Some((place, number));
        number
    }

    /// Returns what each is called, by number: the branch, with its repository before it where several have one of that
    /// name.
    pub(crate) fn names(&self, conn: &Connection, projects: &Projects) -> Result<Vec<String>> {
        let named = self.repositories(conn, projects)?.into_iter();
        Ok(named.map(|one| if one.is_shared { one.whole() } else { one.branch }).collect())
    }

    /// Returns each branch with what its repository is called, by number.
    fn repositories(&self, conn: &Connection, projects: &Projects) -> Result<Vec<Named>> {
        let mut all: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for (project, branch) in &self.places {
            let project = projects.name(conn, *project)?.unwrap_or_else(|| NONE.to_owned());
            all.entry(*branch).or_default().push(project);
        }
        let all: HashMap<i64, Repositories<'_>> =
            all.iter().map(|(branch, directories)| (*branch, Repositories::of(directories))).collect();
        let mut named = Vec::with_capacity(self.places.len());
        for (project, branch) in &self.places {
            let name = label_text(conn, *branch)?.unwrap_or_else(|| NONE.to_owned());
            let project = projects.name(conn, *project)?.unwrap_or_else(|| NONE.to_owned());
            let Some(all) = all.get(branch) else { continue };
            let own = all.around(&project).unwrap_or(&project);
            let repository = all.short(own).to_owned();
            named.push(Named {
                repository,
                directory: own.to_owned(),
                branch: name,
                is_shared: all.kept.len() > 1,
            });
        }
        Ok(named)
    }
}

/// A branch and its repository.
struct Named {
    /// As little as tells it from the others.
    repository: String,
    directory: String,
    branch: String,
    /// Several repositories have a branch of that name.
    is_shared: bool,
}

impl Named {
    fn whole(&self) -> String {
        format!("{}:{}", self.repository, self.branch)
    }

    /// Returns `true` if it is the wanted one by a longer or a shorter name of its repository.
    fn is_like(&self, wanted: &str) -> bool {
        let of_this = wanted.rsplit_once(':').filter(|(_, branch)| *branch == self.branch);
        let Some((repository, _)) = of_this.filter(|(repository, _)| !repository.is_empty()) else {
            return false;
        };
        let end = self.directory.strip_suffix(repository);
        end.is_some_and(|rest| rest.is_empty() || rest.ends_with(['/', '\\']))
            || (repository.contains(['/', '\\']) && lies_in(&self.directory, repository))
    }
}

/// The branches of repositories that are asked for by both, as `shop:main`.
#[derive(Debug, Default)]
pub(crate) struct OfRepositories {
    meant: HashSet<(i64, i64)>,
}

impl OfRepositories {
    /// Looks through all branches there are, if any of the wanted names its repository.
    pub(crate) fn read(conn: &Connection, wanted: &[String], aliases: &Aliases) -> Result<Self> {
        let wanted: Vec<&String> = wanted.iter().filter(|name| name.contains(':')).collect();
        let mut found = Self::default();
        if wanted.is_empty() {
            return Ok(found);
        }
        let (projects, mut branches) = (Projects::read(conn, aliases)?, Branches::default());
        let mut pairs: Vec<((i64, i64), i64)> = Vec::new();
        let mut find = conn.prepare("SELECT DISTINCT project, branch FROM rollup WHERE branch <> 0")?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let (project, branch) = (row.get(0)?, row.get(1)?);
            pairs.push(((project, branch), branches.number(projects.of(project), branch)));
        }
        let named = branches.repositories(conn, &projects)?;
        for wanted in wanted {
            // What is called so overrides what may be.
            let is_called = named.iter().any(|one| one.whole() == *wanted);
            let is_meant = |one: &Named| if is_called { one.whole() == *wanted } else { one.is_like(wanted) };
            let of = |number: &i64| usize::try_from(*number).ok().and_then(|number| named.get(number));
            let meant = pairs.iter().filter(|(_, number)| of(number).is_some_and(is_meant));
            found.meant.extend(meant.map(|(pair, _)| *pair));
        }
        Ok(found)
    }

    /// Returns `true` if a project's branch is one of them, both by label.
    pub(crate) fn hold(&self, project: i64, branch: i64) -> bool {
        self.meant.contains(&(project, branch))
    }
}

/// The repositories that have a branch of one name: directories, without those that lie in others.
#[derive(Default)]
struct Repositories<'p> {
    kept: Vec<&'p str>,
    /// Where each stands, by the form in which two spellings of it are equal.
    places: HashMap<String, usize>,
    /// How many of them end so, in whole components.
    ends: HashMap<&'p str, usize>,
}

impl<'p> Repositories<'p> {
    /// Each directory is looked up by those around it: there may be as many of them as there are calls.
    fn of(directories: &'p [String]) -> Self {
        let mut all = Self::default();
        let mut ordered: Vec<&str> = directories.iter().map(String::as_str).collect();
        ordered.sort_by_key(|path| (path.len(), *path));
        for path in ordered {
            if all.around(path).is_none() {
                all.places.insert(key(path).into_owned(), all.kept.len());
                all.kept.push(path);
                ends(path).for_each(|end| *all.ends.entry(end).or_default() += 1);
            }
        }
        all
    }

    /// Returns the first of them that a directory is or lies in.
    fn around(&self, directory: &str) -> Option<&'p str> {
        let path = key(directory);
        let cuts = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let first = cuts.filter_map(|end| self.places.get(path.get(..end)?)).min()?;
        self.kept.get(*first).copied()
    }

    /// The shortest end of a path, in whole components, that no other of them has.
    fn short<'a>(&self, path: &'a str) -> &'a str {
        ends(path).find(|end| self.ends.get(end).is_none_or(|many| *many <= 1)).unwrap_or(path)
    }
}

/// The ends of a path in whole components, the shortest first.
fn ends(path: &str) -> impl Iterator<Item = &str> {
    let trimmed = path.trim_end_matches(['/', '\\']);
    let starts = trimmed.rmatch_indices(['/', '\\']).map(|(at, _)| at + 1).chain([0]);
    starts.filter_map(move |start| trimmed.get(start..)).filter(|end| !end.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_are_called_by_as_little_as_tells_them_apart() {
        let all = ["/home/dev/shop", "/home/dev/work/api", "/srv/api", r"C:\Work\Web"];
        let all = all.map(str::to_owned);
        let names: Vec<_> = all.iter().map(|path| Repositories::of(&all).short(path)).collect();
        assert_eq!(names, ["shop", "work/api", "srv/api", "Web"]);
        assert_eq!(Repositories::of(&["/a".to_owned(), "/b/a".to_owned()]).short("/a"), "/a");
    }

    #[test]
    fn what_lies_in_another_is_of_its_repository() {
        let all = ["/w/shop/api".to_owned(), "/w/shop".to_owned(), "/w/other".to_owned()];
        let repositories = Repositories::of(&all);
        assert_eq!(repositories.kept, ["/w/shop", "/w/other"]);
        assert_eq!(repositories.around("/w/shop/web"), Some("/w/shop"));
        assert_eq!(repositories.around("/w/shopping"), None);
    }
}
