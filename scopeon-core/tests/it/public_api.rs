//! The public API, written down: whoever changes it changes `public_api.txt`, too, and a reviewer sees a break of what
//! others build on.

mod module;
mod text;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use syn::{Attribute, Fields, ImplItem, Item, ItemImpl, ItemTrait, TraitItem, UseTree, Visibility};

use module::{Crate, Module, is_of_tests};
use text::{derives, macro_parts, signature, text};

/// What is found, a line each.
struct Api<'a> {
    of: &'a Crate,
    lines: BTreeSet<String>,
    /// The definitions that can be named from outside, each with the path they are named by.
    named: Vec<(Module, String, String)>,
}

impl Api<'_> {
    /// Lists what a module that can be named by `path` shows.
    fn module(&mut self, module: &Module, path: &str) {
        for item in self.of.items(module) {
            if let Item::Use(item) = item {
                if is_public(&item.vis) {
                    self.exported(module, path, &item.tree, &mut Vec::new());
                }
            } else {
                self.item(module, path, item);
            }
        }
    }

    /// Lists what a `pub use` names under the path where it stands.
    fn exported(&mut self, module: &Module, path: &str, tree: &UseTree, before: &mut Vec<String>) {
        match tree {
            UseTree::Path(tree) => {
                before.push(tree.ident.to_string());
                self.exported(module, path, &tree.tree, before);
                before.pop();
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.exported(module, path, tree, before);
                }
            }
            UseTree::Name(name) => {
                before.push(name.ident.to_string());
                self.found(module, path, before);
                before.pop();
            }
            UseTree::Rename(_) | UseTree::Glob(_) => {
                panic!("{path}: what a `pub use` calls otherwise or takes altogether is not listed")
            }
        }
    }

    fn found(&mut self, module: &Module, path: &str, name: &[String]) {
        let Some((home, name)) = self.of.resolve(module, name) else {
            self.lines.insert(format!("{path}: use {}", name.join("::")));
            return;
        };
        self.named.push((home.clone(), name.clone(), format!("{path}::{name}")));
        for item in self.of.items(&home) {
            // What is made by a macro is listed with what it is made of.
            if matches!(item, Item::Macro(_)) || module::defines(item, &name) {
                self.item(&home, path, item);
            }
        }
    }

    fn item(&mut self, module: &Module, path: &str, item: &Item) {
        let mut add = |name: &dyn std::fmt::Display, rest: &str| {
            self.lines.insert(format!("{path}::{name} {rest}"));
            self.named.push((module.clone(), name.to_string(), format!("{path}::{name}")));
        };
        match item {
            Item::Const(item) if is_public(&item.vis) => {
                add(&item.ident, &format!("const: {}", text(&item.ty)));
            }
            Item::Static(item) if is_public(&item.vis) => {
                add(&item.ident, &format!("static: {}", text(&item.ty)));
            }
            Item::Type(item) if is_public(&item.vis) => {
                add(&item.ident, &format!("type = {}", text(&item.ty)));
            }
            Item::Fn(item) if is_public(&item.vis) => add(&item.sig.ident, &signature(&item.sig)),
            Item::Struct(item) if is_public(&item.vis) => {
                let generics = text(&item.generics);
                add(&item.ident, &format!("struct{generics}{}", marks(&item.attrs)));
                self.fields(&format!("{path}::{}", item.ident), &item.fields, is_public);
            }
            Item::Enum(item) if is_public(&item.vis) => {
                add(&item.ident, &format!("enum{}{}", text(&item.generics), marks(&item.attrs)));
                for variant in &item.variants {
                    let name = format!("{path}::{}::{}", item.ident, variant.ident);
                    self.lines.insert(format!("{name} variant{}", marks(&variant.attrs)));
                    self.fields(&name, &variant.fields, |_| true);
                }
            }
            Item::Trait(item) if is_public(&item.vis) => {
                add(&item.ident, &format!("trait{}: {}", text(&item.generics), text(&item.supertraits)));
                self.methods(&format!("{path}::{}", item.ident), item);
            }
            Item::Mod(item) if is_public(&item.vis) && !is_of_tests(&item.attrs) => {
                let below = [&module[..], &[item.ident.to_string()]].concat();
                self.module(&below, &format!("{path}::{}", item.ident));
            }
            Item::Macro(item) => {
                self.lines.extend(macro_parts(item).map(|part| format!("{path}: {part}")));
            }
            _ => {}
        }
    }

    fn fields(&mut self, of: &str, fields: &Fields, is_shown: impl Fn(&Visibility) -> bool) {
        for (place, field) in fields.iter().enumerate().filter(|(_, field)| is_shown(&field.vis)) {
            let name = field.ident.as_ref().map_or_else(|| place.to_string(), ToString::to_string);
            self.lines.insert(format!("{of}.{name}: {}", text(&field.ty)));
        }
    }

    fn methods(&mut self, of: &str, item: &ItemTrait) {
        for method in &item.items {
            self.lines.insert(match method {
                TraitItem::Fn(method) => {
                    let given = if method.default.is_some() { " {..}" } else { "" };
                    format!("{of}::{} {}{given}", method.sig.ident, signature(&method.sig))
                }
                TraitItem::Const(item) => format!("{of}::{} const: {}", item.ident, text(&item.ty)),
                TraitItem::Type(item) => format!("{of}::{} type", item.ident),
                other => format!("{of}: {}", text(other)),
            });
        }
    }

    /// Lists what is implemented for the types that can be named, wherever that stands.
    fn implemented(&mut self) {
        for module in self.of.modules() {
            for item in self.of.items(module) {
                let Item::Impl(item) = item else { continue };
                let syn::Type::Path(of) = &*item.self_ty else { continue };
                let path: Vec<String> = of.path.segments.iter().map(|part| part.ident.to_string()).collect();
                let Some((home, name)) = self.of.resolve(module, &path) else { continue };
                let named = self.named.iter().find(|(at, of, _)| (at, of) == (&home, &name));
                if let Some(path) = named.map(|(.., path)| path.clone()) {
                    self.implementation(&path, item);
                }
            }
        }
    }

    fn implementation(&mut self, path: &str, item: &ItemImpl) {
        if let Some((of, _)) = &item.trait_ {
            self.lines.insert(format!("{path} impl{} {}", text(&item.generics), text(of)));
            return;
        }
        for part in &item.items {
            match part {
                ImplItem::Fn(method) if is_public(&method.vis) => {
                    self.lines.insert(format!("{path}::{} {}", method.sig.ident, signature(&method.sig)));
                }
                ImplItem::Const(item) if is_public(&item.vis) => {
                    self.lines.insert(format!("{path}::{} const: {}", item.ident, text(&item.ty)));
                }
                ImplItem::Macro(item) => {
                    self.lines.insert(format!("{path}: {}", text(&item.mac)));
                }
                _ => {}
            }
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// What attributes promise: derived traits, and that more may come.
fn marks(attributes: &[Attribute]) -> String {
    let open = attributes.iter().any(|attribute| attribute.path().is_ident("non_exhaustive"));
    let derived = derives(attributes);
    let derived = if derived.is_empty() { String::new() } else { format!(" derive({derived})") };
    format!("{}{derived}", if open { " non_exhaustive" } else { "" })
}

#[test]
fn the_public_api_is_as_it_was_reviewed() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let of = Crate::read(&source);
    let mut api = Api { of: &of, lines: BTreeSet::new(), named: Vec::new() };
    api.module(&Module::new(), "scopeon_core");
    api.implemented();
    let lines: Vec<String> = api.lines.into_iter().collect();
    let file: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/public_api.txt");
    expect_file![file].assert_eq(&(lines.join("\n") + "\n"));
}
