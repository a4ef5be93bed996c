//! Which directory a task or a session is about: it stands in a document beside the one with the requests.

use std::collections::HashMap;
use std::path::Path;

use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, Registered, SearchRoots};

use crate::kit::json::Raw;

/// What the extension's list of its tasks says, and where else to look.
pub(super) struct Workplaces<'a> {
    roots: &'a SearchRoots<'a>,
    directory: &'a Path,
    listed: HashMap<String, Label>,
}

impl<'a> Workplaces<'a> {
    /// Those of the tasks in a directory; the list lies beside it.
    pub(super) fn of_tasks(roots: &'a SearchRoots<'a>, directory: &'a Path) -> Self {
        let place = Path::new("state/taskHistory.json");
        let list = directory.parent().and_then(|own| {
            let list = listed(&roots.tree.read_small_file(own, place)?);
            if list.is_none() {
                roots.tree.doubt(own, place, IssueKind::Malformed);
            }
            list
        });
        Self { roots, directory, listed: list.unwrap_or_default() }
    }

    /// Those of Cline's own sessions in a directory.
    pub(super) fn of_sessions(roots: &'a SearchRoots<'a>, directory: &'a Path) -> Self {
        Self { roots, directory, listed: HashMap::new() }
    }

    /// What the list says of a task, else its own entry.
    pub(super) fn task(&self, task: &str) -> Registered {
        let known = self.listed.get(task).cloned();
        Registered::new(known.or_else(|| self.said(&Path::new(task).join("history_item.json"), TASK)), None)
    }

    /// What a session says of itself; its sub-agents work where it does.
    pub(super) fn session(&self, session: &str) -> Registered {
        let about = Path::new(session).join(session).with_added_extension("json");
        Registered::new(self.said(&about, SESSION), None)
    }

    fn said(&self, path: &Path, names: [&'static str; 2]) -> Option<Label> {
        let said = self.roots.tree.read_small_file(self.directory, path)?;
        let document = Raw::whole(&said);
        if document.is_none() {
            self.roots.tree.doubt(self.directory, path, IssueKind::Malformed);
        }
        stated(document?, names)
    }
}

/// Cline's name and that of those that come from Roo Code.
const TASK: [&str; 2] = ["cwdOnTaskInitialization", "workspace"];
const SESSION: [&str; 2] = ["cwd", "workspace_root"];

fn stated(entry: Raw<'_>, names: [&'static str; 2]) -> Option<Label> {
    let [first, second] = entry.members(names);
    first.or(second).label()
}

/// What stands in the list; `None` where it is none.
fn listed(list: &[u8]) -> Option<HashMap<String, Label>> {
    let tasks = Raw::whole_array(list).map(Raw::items)?;
    let one = |task: Raw<'_>| Some((task.member("id").text()?.into_owned(), stated(task, TASK)?));
    Some(tasks.into_iter().filter_map(one).collect())
}
