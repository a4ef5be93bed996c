//! The columns of tables, from the types of the wire format.

use std::collections::BTreeMap;

use scopeon_serve::documented;
use serde_json::Value;

/// The columns of the table of each route: the fields of its rows, those within named with dots.
pub(super) fn columns(types: &Value) -> BTreeMap<&'static str, Vec<String>> {
    let types = Types(types);
    let mut tables = BTreeMap::new();
    for route in documented() {
        if let (Some(name), Some(table)) = (route.schema, route.table) {
            let rows = types.0[name]["properties"].get(table).unwrap_or_else(|| panic!("{name}.{table}"));
            let mut found = Vec::new();
            types.fields(&rows["items"], "", &mut found);
            assert!(!found.is_empty(), "{name}.{table} is a table of nothing");
            tables.insert(route.path, found);
        }
    }
    tables
}

/// The types of the wire format.
struct Types<'a>(&'a Value);

impl Types<'_> {
    /// Fields of a row in the order of the schema: what names it first.
    fn fields(&self, about: &Value, above: &str, found: &mut Vec<String>) {
        let about = Self::whole(about);
        for one in ["oneOf", "anyOf", "allOf"] {
            about[one].as_array().into_iter().flatten().for_each(|about| self.fields(about, above, found));
        }
        if let Some(name) = about["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/")) {
            self.fields(&self.0[name], above, found);
        }
        for (name, about) in about["properties"].as_object().into_iter().flatten() {
            let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
            if self.is_row(about) {
                self.fields(about, &path, found);
            } else if !self.is_table(about) && !found.contains(&path) {
                found.push(path);
            }
        }
        if above.is_empty() {
            found.sort_by_key(|path| place(path));
        }
    }

    /// What an optional type is where it is there.
    fn whole(about: &Value) -> &Value {
        let is_null = |about: &Value| about["type"] == "null";
        let alternatives = about["anyOf"].as_array().map_or(&[][..], Vec::as_slice);
        match alternatives {
            [one, other] if is_null(other) => one,
            _ => about,
        }
    }

    /// Has fields of its own.
    fn is_row(&self, about: &Value) -> bool {
        let mut found = Vec::new();
        self.within(about, &mut found);
        found.iter().any(|about| about["properties"].is_object())
    }

    /// Holds rows, or fields of names that are not known before.
    fn is_table(&self, about: &Value) -> bool {
        let about = Self::whole(about);
        about["additionalProperties"].is_object()
            || (!about["items"].is_null() && self.is_row(&about["items"]))
    }

    fn within<'b>(&'b self, about: &'b Value, found: &mut Vec<&'b Value>) {
        found.push(about);
        for one in ["oneOf", "anyOf", "allOf"] {
            about[one].as_array().into_iter().flatten().for_each(|about| self.within(about, found));
        }
        if let Some(name) = about["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/")) {
            self.within(&self.0[name], found);
        }
    }
}

/// What names a row comes first, and what it cost before how that is divided.
fn place(path: &str) -> usize {
    const FIRST: [&str; 14] = [
        "key", "id", "name", "kind", "at", "provider", "model", "project", "branch", "start", "end", "calls",
        "cost_usd", "usage",
    ];
    let whole = path.split('.').next().unwrap_or(path);
    FIRST.iter().position(|name| *name == whole).unwrap_or(FIRST.len())
}
