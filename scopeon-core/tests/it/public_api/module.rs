//! The files of a crate by module, and what a name in one of them stands for.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Item, UseTree};

/// The place of a module in its crate: `time::zone` is `["time", "zone"]`.
pub(super) type Module = Vec<String>;

/// A crate's files, parsed.
pub(super) struct Crate {
    files: BTreeMap<Module, Vec<Item>>,
}

impl Crate {
    /// Reads all files below a directory.
    pub(super) fn read(source: &Path) -> Self {
        let mut files = BTreeMap::new();
        let mut open = vec![source.to_owned()];
        while let Some(directory) = open.pop() {
            for path in fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let below = path.strip_prefix(source).unwrap().with_extension("");
                    let mut module: Module =
                        below.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
                    module.retain(|part| part != "lib");
                    let file = syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap();
                    files.insert(module, file.items);
                }
            }
        }
        Self { files }
    }

    /// Returns what stands in a module's file.
    pub(super) fn items(&self, module: &Module) -> &[Item] {
        self.files.get(module).map_or(&[], Vec::as_slice)
    }

    /// Returns all modules with a file.
    pub(super) fn modules(&self) -> impl Iterator<Item = &Module> {
        self.files.keys()
    }

    /// Returns the module in which something is defined that is called `path` in another one; none where it is another
    /// crate's.
    pub(super) fn resolve(&self, from: &Module, path: &[String]) -> Option<(Module, String)> {
        let (name, before) = path.split_last()?;
        let mut at = from.clone();
        for (place, part) in before.iter().enumerate() {
            match part.as_str() {
                "crate" => at.clear(),
                "self" => {}
                "super" => drop(at.pop()),
                part => {
                    let below = [&at[..], &[part.to_owned()]].concat();
                    at = if self.files.contains_key(&below) {
                        below
                    } else {
                        // A module that was brought in by a `use`, or another crate.
                        let (home, name) = (place == 0).then(|| self.imported(&at, part))??;
                        [&home[..], &[name]].concat()
                    };
                }
            }
        }
        let is_defined = self.items(&at).iter().any(|item| defines(item, name));
        if is_defined { Some((at, name.clone())) } else { self.imported(&at, name) }
    }

    /// What a module names by one of its `use` declarations.
    fn imported(&self, module: &Module, name: &str) -> Option<(Module, String)> {
        self.items(module).iter().find_map(|item| {
            let Item::Use(item) = item else { return None };
            let path = found_in(&item.tree, name, &mut Vec::new())?;
            let below = [&module[..], &path].concat();
            if self.files.contains_key(&below) {
                return Some((module.clone(), path.join("::")));
            }
            (path.len() > 1).then(|| self.resolve(module, &path))?
        })
    }
}

fn found_in(tree: &UseTree, name: &str, before: &mut Vec<String>) -> Option<Vec<String>> {
    match tree {
        UseTree::Path(tree) => {
            before.push(tree.ident.to_string());
            let found = found_in(&tree.tree, name, before);
            before.pop();
            found
        }
        UseTree::Name(tree) if tree.ident == name => Some([&before[..], &[name.to_owned()]].concat()),
        UseTree::Rename(tree) if tree.rename == name => {
            Some([&before[..], &[tree.ident.to_string()]].concat())
        }
        UseTree::Group(group) => group.items.iter().find_map(|tree| found_in(tree, name, before)),
        _ => None,
    }
}

/// Returns `true` if an item defines something that is called so; of a macro, if it may.
pub(super) fn defines(item: &Item, name: &str) -> bool {
    match item {
        Item::Macro(item) => holds(item.mac.tokens.clone(), name),
        item => name_of(item).is_some_and(|of| of == name),
    }
}

fn holds(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => holds(group.stream(), name),
        TokenTree::Ident(ident) => ident == name,
        _ => false,
    })
}

/// Returns what an item is called.
fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

/// Returns `true` if something is compiled for tests alone.
pub(super) fn is_of_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
    })
}
