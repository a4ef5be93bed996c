//! Branches of several repositories, told apart where one name stands in more than one.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Result};
use scopeon_core::project::is_within;

use super::filter::label_text;
use super::projects::Projects;
use super::usage::NONE;

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
        let mut names = Vec::with_capacity(self.places.len());
        let mut repositories: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for (project, branch) in &self.places {
            let project = projects.name(conn, *project)?.unwrap_or_else(|| NONE.to_owned());
            repositories.entry(*branch).or_default().push(project);
        }
        for (project, branch) in &self.places {
            let name = label_text(conn, *branch)?.unwrap_or_else(|| NONE.to_owned());
            let project = projects.name(conn, *project)?.unwrap_or_else(|| NONE.to_owned());
            let all = repositories.get(branch).map(|all| outermost(all)).unwrap_or_default();
            let own = all.iter().find(|one| is_within(&project, one)).copied().unwrap_or(&project);
            names.push(if all.len() > 1 { format!("{}:{name}", short(own, &all)) } else { name });
        }
        Ok(names)
    }
}

/// Leaves out directories that lie in others: they are of one repository.
fn outermost(directories: &[String]) -> Vec<&str> {
    let mut kept: Vec<&str> = Vec::new();
    let mut ordered: Vec<&str> = directories.iter().map(String::as_str).collect();
    ordered.sort_by_key(|path| (path.len(), *path));
    for path in ordered {
        if !kept.iter().any(|outer| is_within(path, outer)) {
            kept.push(path);
        }
    }
    kept
}

/// The shortest end of a path, in whole components, that no other of them has.
fn short<'p>(path: &'p str, all: &[&str]) -> &'p str {
    let trimmed = path.trim_end_matches(['/', '\\']);
    let starts = trimmed.rmatch_indices(['/', '\\']).map(|(at, _)| at + 1).chain([0]);
    let mut ends = starts.filter_map(|start| trimmed.get(start..)).filter(|end| !end.is_empty());
    let is_only = |end: &str| {
        let ends_so = |other: &&str| {
            let other = other.trim_end_matches(['/', '\\']);
            other.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with(['/', '\\']))
        };
        all.iter().filter(|other| ends_so(other)).count() <= 1
    };
    ends.find(|end| is_only(end)).unwrap_or(path)
}

/// Tells whether a branch is the wanted one, which may be called with its repository, `shop:main`.
pub(crate) fn is_meant(branch: &str, project: Option<&str>, wanted: &str) -> bool {
    // No branch of git's has a colon in its name.
    let of_repository = || {
        let (repository, name) = wanted.rsplit_once(':')?;
        let ends = |path: &str| is_within(path, repository) || ends_with(path, repository);
        Some(name == branch && project.is_some_and(ends))
    };
    branch == wanted || of_repository().unwrap_or(false)
}

/// Tells whether the last components of a path, or of one above it, are these.
fn ends_with(path: &str, end: &str) -> bool {
    let parts = |text: &str| -> Vec<String> {
        text.split(['/', '\\']).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (path, end) = (parts(path), parts(end));
    !end.is_empty() && path.windows(end.len()).any(|window| window == end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_are_called_by_as_little_as_tells_them_apart() {
        let all = ["/home/dev/shop", "/home/dev/work/api", "/srv/api", r"C:\Work\Web"];
        let names: Vec<_> = all.iter().map(|path| short(path, &all)).collect();
        assert_eq!(names, ["shop", "work/api", "srv/api", "Web"]);
        assert_eq!(short("/a", &["/a", "/b/a"]), "/a");
    }

    #[test]
    fn what_lies_in_another_is_of_its_repository() {
        let all = ["/w/shop/api".to_owned(), "/w/shop".to_owned(), "/w/other".to_owned()];
        assert_eq!(outermost(&all), ["/w/shop", "/w/other"]);
    }

    #[test]
    fn a_branch_is_meant_with_or_without_its_repository() {
        let project = Some("/home/dev/work/shop/api");
        for wanted in ["main", "shop:main", "work/shop:main", "/home/dev/work/shop:main"] {
            assert!(is_meant("main", project, wanted), "{wanted}");
        }
        for wanted in ["other", "web:main", "shop:other", ":main", "hop:main"] {
            assert!(!is_meant("main", project, wanted), "{wanted}");
        }
        assert!(!is_meant("main", None, "shop:main"));
    }
}
