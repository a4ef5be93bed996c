//! Pseudonyms for what tells who works on what: paths, names of projects and of branches. The same ones every time, and only
//! this machine's key connects them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use scopeon_app::{App, StoreError};
use scopeon_core::label::Label;
use scopeon_core::privacy::Redactor;
use serde_json::Value;

/// Fields that hold such a name.
const NAMED: [&str; 3] = ["project", "branch", "cwd"];
/// What rows may stand for that have such a name for a key.
const KEYED: [&str; 2] = ["project", "branch"];
/// Fields that say what rows stand for.
const SAYS: [&str; 2] = ["by", "depth"];

/// Gives pseudonyms.
pub(crate) struct Names {
    redactor: Redactor,
    given: RefCell<BTreeMap<String, String>>,
}

impl Names {
    /// Takes this machine's key.
    ///
    /// # Errors
    ///
    /// When that cannot be read.
    pub(crate) fn of(app: &App) -> Result<Self, StoreError> {
        Ok(Self { redactor: app.pseudonyms()?, given: RefCell::default() })
    }

    /// Returns the pseudonym of a name.
    pub(crate) fn pseudonym(&self, name: &str) -> String {
        let given = self.given.borrow().get(name).cloned();
        given.unwrap_or_else(|| {
            let label = Label::new(name);
            let pseudonym =
                label.map(|name| self.redactor.path(&name).as_str().to_owned()).unwrap_or_default();
            self.given.borrow_mut().insert(name.to_owned(), pseudonym.clone());
            pseudonym
        })
    }
}

/// Puts pseudonyms in place of names.
pub(crate) fn rename(answer: &mut Value, names: &Names) {
    rows(answer, names);
    fields(answer, names);
}

fn fields(value: &mut Value, names: &Names) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| fields(item, names)),
        Value::Object(held) => {
            for (name, value) in held {
                match value {
                    Value::String(text) if NAMED.contains(&name.as_str()) => *text = names.pseudonym(text),
                    value => fields(value, names),
                }
            }
        }
        _ => {}
    }
}

/// Rows are named by what their answer says that they stand for, and so are those within them.
fn rows(answer: &mut Value, names: &Names) {
    let levels: Vec<bool> = match answer.get("keys").and_then(Value::as_array) {
        Some(keys) => keys.iter().map(|key| is_name(Some(key))).collect(),
        None => vec![SAYS.iter().any(|field| is_name(answer.get(field)))],
    };
    if let Some(rows) = answer.get_mut("rows") {
        level(rows, &levels, names);
    }
    for step in answer.get_mut("path").and_then(Value::as_array_mut).into_iter().flatten() {
        if is_name(step.get("depth")) {
            key(step, names);
        }
    }
}

fn is_name(stands_for: Option<&Value>) -> bool {
    stands_for.and_then(Value::as_str).is_some_and(|word| KEYED.contains(&word))
}

fn level(rows: &mut Value, levels: &[bool], names: &Names) {
    let Some((is_named, below)) = levels.split_first() else { return };
    for row in rows.as_array_mut().into_iter().flatten() {
        if *is_named {
            key(row, names);
        }
        if let Some(within) = row.get_mut("breakdown") {
            level(within, below, names);
        }
    }
}

fn key(row: &mut Value, names: &Names) {
    if let Some(Value::String(text)) = row.get_mut("key") {
        *text = names.pseudonym(text);
    }
}
