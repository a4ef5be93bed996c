//! No file needs another one that needs it: the graph of each crate's files, read from what they use of each other. A
//! re-export (`pub use`) needs nothing, it only names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, UseTree, Visibility};

/// The crates whose files are without circles.
const CRATES: [&str; 8] = [
    "scopeon-app",
    "scopeon-cli",
    "scopeon-tui",
    "scopeon-serve",
    "scopeon-mcp",
    "scopeon-store",
    "scopeon-providers",
    "scopeon-core",
];

/// The place of a file in its crate: `ask::doctor` is `["ask", "doctor"]`.
type Module = Vec<String>;

fn modules(source: &Path) -> BTreeMap<Module, PathBuf> {
    let mut open = vec![source.to_owned()];
    let mut modules = BTreeMap::new();
    while let Some(directory) = open.pop() {
        for path in fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let below = path.strip_prefix(source).unwrap().with_extension("");
                let mut module: Module = below.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
                module.retain(|part| part != "lib" && part != "main");
                modules.insert(module, path);
            }
        }
    }
    modules
}

/// What one file uses.
struct Uses<'a> {
    module: &'a Module,
    all: &'a BTreeMap<Module, PathBuf>,
    found: BTreeSet<Module>,
}

impl Uses<'_> {
    fn note(&mut self, path: &[String]) {
        let mut at = match path.first().map(String::as_str) {
            Some("crate") => Module::new(),
            Some("self" | "super") => self.module.clone(),
            Some(first) if self.all.contains_key(&[&self.module[..], &[first.to_owned()]].concat()) => {
                self.module.clone()
            }
            _ => return,
        };
        for part in path {
            match part.as_str() {
                "crate" | "self" => {}
                "super" => drop(at.pop()),
                part => {
                    let below = [&at[..], &[part.to_owned()]].concat();
                    if !self.all.contains_key(&below) {
                        break;
                    }
                    at = below;
                }
            }
        }
        // The front page of a crate only names what stands elsewhere.
        if !at.is_empty() && at != *self.module {
            self.found.insert(at);
        }
    }

    fn tree(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: String| [before, &[name]].concat();
        match tree {
            UseTree::Path(path) => self.tree(&path.tree, &with(path.ident.to_string())),
            UseTree::Name(name) => self.note(&with(name.ident.to_string())),
            UseTree::Rename(name) => self.note(&with(name.ident.to_string())),
            UseTree::Glob(_) => self.note(before),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, before)),
        }
    }
}

fn is_of_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
    })
}

impl<'ast> Visit<'ast> for Uses<'_> {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if matches!(item.vis, Visibility::Inherited) && !is_of_tests(&item.attrs) {
            self.tree(&item.tree, &[]);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        // What is written in line, such as tests, is a part of its file with another place.
        if item.content.is_none() {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        if parts.len() > 1 {
            self.note(&parts);
        }
        visit::visit_path(self, path);
    }
}

fn uses(module: &Module, all: &BTreeMap<Module, PathBuf>) -> BTreeSet<Module> {
    let file = syn::parse_file(&fs::read_to_string(&all[module]).unwrap()).unwrap();
    let mut uses = Uses { module, all, found: BTreeSet::new() };
    let is_code = |item: &&Item| !matches!(item, Item::Mod(item) if is_of_tests(&item.attrs));
    file.items.iter().filter(is_code).for_each(|item| uses.visit_item(item));
    uses.found
}

/// Takes away what uses nothing that is left, as long as there is such: circles are what remains.
fn circles(mut graph: BTreeMap<Module, BTreeSet<Module>>) -> Vec<String> {
    loop {
        let left: BTreeSet<Module> = graph.keys().cloned().collect();
        let before = graph.len();
        graph.retain(|_, used| used.iter().any(|module| left.contains(module)));
        let used: BTreeSet<Module> = graph.values().flatten().cloned().collect();
        graph.retain(|module, _| used.contains(module));
        if graph.len() == before {
            return graph.keys().map(|module| module.join("::")).collect();
        }
    }
}

#[test]
fn no_files_need_each_other() {
    for package in CRATES {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(package).join("src");
        let all = modules(&source);
        let graph = all.keys().map(|module| (module.clone(), uses(module, &all))).collect();
        assert_eq!(circles(graph), Vec::<String>::new(), "{package}: these need each other");
    }
}

#[test]
fn a_circle_is_seen() {
    let module = |name: &str| vec![name.to_owned()];
    let graph = |edges: &[(&str, &[&str])]| {
        edges.iter().map(|(from, to)| (module(from), to.iter().map(|to| module(to)).collect())).collect()
    };
    assert_eq!(circles(graph(&[("a", &["b"]), ("b", &["c"]), ("c", &[])])), Vec::<String>::new());
    let circle = circles(graph(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"]), ("d", &["a"])]));
    assert_eq!(circle, ["b", "c"]);
}
