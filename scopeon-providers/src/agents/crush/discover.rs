//! Where Crush's databases lie: in its projects, which a registry names. Only that registry is looked into.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, SearchRoots, Source};

use crate::kit::json::Raw;
use crate::kit::{paths, user_data};

const REGISTRY: &str = "projects.json";
const DATABASE: &str = "crush.db";
/// The directory in a project, unless the registry names another.
const DATA: &str = ".crush";
/// More projects than anyone has.
const MAX_PROJECTS: usize = 10_000;

/// Names every project's database.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    paths::databases(directories(roots), DATABASE, roots.tree, found);
}

fn directories(roots: &SearchRoots<'_>) -> BTreeSet<PathBuf> {
    if !roots.explicit.is_empty() {
        // A root that the user names is a project, its data or a directory with a registry.
        return roots
            .explicit
            .iter()
            .flat_map(|root| [root.clone(), root.join(DATA)].into_iter().chain(registered(roots, root)))
            .collect();
    }
    let own = roots.variable("CRUSH_GLOBAL_DATA").map(PathBuf::from);
    let usual = [user_data::home(roots), user_data::local(roots)];
    let homes = match own {
        Some(own) => vec![own],
        None => usual.into_iter().flatten().map(|data| data.join("crush")).collect(),
    };
    homes.iter().flat_map(|home| registered(roots, home)).collect()
}

/// The data directories that a registry names: a list, or an object that holds one.
fn registered(roots: &SearchRoots<'_>, home: &Path) -> Vec<PathBuf> {
    let registry = Path::new(REGISTRY);
    let Some(bytes) = roots.tree.read_small_file(home, registry) else { return Vec::new() };
    let Some(projects) = projects(&bytes) else {
        roots.tree.doubt(home, registry, IssueKind::Malformed);
        return Vec::new();
    };
    if projects.len() > MAX_PROJECTS {
        roots.tree.doubt(home, registry, IssueKind::TooMany);
    }
    let directory = |project: Raw<'_>| {
        let named = data_directory(project);
        if named.is_none() {
            roots.tree.doubt(home, registry, IssueKind::MissingField);
        }
        named.filter(|directory| directory.is_absolute())
    };
    projects.into_iter().take(MAX_PROJECTS).filter_map(directory).collect()
}

/// The projects in a registry; `None` where it is none.
fn projects(bytes: &[u8]) -> Option<Vec<Raw<'_>>> {
    if let Some(list) = Raw::whole_array(bytes) {
        return Some(list.items());
    }
    let object = Raw::whole(bytes)?;
    let listed = object.member("projects");
    let mut projects = listed.items();
    if listed.or(Raw::default()).is_missing() {
        object.each_member(|_, project| projects.push(project));
        projects.retain(|project| !project.or(Raw::default()).is_missing());
    }
    Some(projects)
}

fn data_directory(project: Raw<'_>) -> Option<PathBuf> {
    let [path, data] = project.members(["path", "data_dir"]);
    let path = PathBuf::from(path.text()?.as_ref());
    let data = data.text().filter(|data| !data.is_empty());
    // A data directory that is absolute takes the project's place.
    Some(path.join(data.as_deref().unwrap_or(DATA)))
}

/// The project a database belongs to: the directory that holds its data.
pub(super) fn project(source: &Source) -> Option<Label> {
    let data = source.root.as_path();
    let project = if data.ends_with(DATA) { data.parent()? } else { data };
    Label::new(project.to_str()?)
}
