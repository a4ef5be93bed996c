//! What the routes are, for people and for programs: the page about them and what their description is made of.

mod page;

use crate::answers::MOST_KEYS;
use crate::question::{Kind, Parts};
use crate::routes::{QUESTIONS, SPECIAL};
use crate::tier::Tier;
pub use page::page;

/// This API for programs, packed: `OpenAPI` 3.1, written by a test from [`documented`].
pub(crate) const OPENAPI: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/openapi.json.gz"));

/// One route as it is documented.
#[derive(Clone, Debug)]
pub struct Documented {
    /// How it is asked.
    pub method: &'static str,
    /// Its path, with `{id}` for a part that varies.
    pub path: &'static str,
    /// The least that a caller has to be allowed.
    pub tier: Tier,
    /// What it answers.
    pub about: &'static str,
    /// The command that answers the same, if one does.
    pub command: Option<&'static str>,
    /// The type of its answer in the schema of the wire format, if it has one there.
    pub schema: Option<&'static str>,
    /// Which field of it is the table that is told as CSV, if one is.
    pub table: Option<&'static str>,
    /// Fields of it that are lists whose rows hold less at lower tiers.
    pub narrowed: Vec<&'static str>,
    /// The type of its body.
    pub content: &'static str,
    /// Whether it answers page by page.
    pub pages: bool,
    /// What may be stated.
    pub parameters: Vec<Parameter>,
}

/// What may be stated of a route.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub about: &'static str,
    /// Whether it has to be stated.
    pub is_needed: bool,
    /// Whether it may be stated many times.
    pub is_many: bool,
    /// Whether it is `true` or `false`.
    pub is_flag: bool,
    /// The largest number that it may be, if it is one.
    pub most: Option<usize>,
    /// How often it may be stated, if that is less than anything else allows.
    pub most_values: Option<usize>,
    /// The words that it may be, if not any.
    pub words: &'static [&'static str],
}

/// Returns every route.
#[must_use]
pub fn documented() -> Vec<Documented> {
    let special = SPECIAL.iter().map(|route| Documented {
        method: route.method,
        path: route.path,
        tier: route.tier,
        about: route.about,
        command: None,
        schema: None,
        table: None,
        narrowed: Vec::new(),
        content: route.content,
        pages: false,
        parameters: Vec::new(),
    });
    let questions = QUESTIONS.iter().map(|route| Documented {
        method: "GET",
        path: route.path,
        tier: route.tier,
        about: route.about,
        command: Some(route.command),
        schema: Some(route.schema),
        table: Some(route.table),
        narrowed: narrowed(route.parts),
        content: "application/json",
        pages: route.pages,
        parameters: route.params.iter().copied().flatten().map(parameter).collect(),
    });
    special.chain(questions).collect()
}

fn narrowed(parts: &'static [Parts]) -> Vec<&'static str> {
    let fields = parts.iter().flat_map(|part| part.fields);
    let mut names: Vec<_> = fields.filter_map(|field| Some(field.split_once('.')?.0)).collect();
    names.dedup();
    names
}

fn parameter(param: &crate::question::Param) -> Parameter {
    let (most, words): (Option<usize>, &'static [&'static str]) = match param.kind {
        Kind::Count(most) => (Some(most), &[]),
        Kind::Word(words) | Kind::Words(words) => (None, words),
        _ => (None, &[]),
    };
    Parameter {
        name: param.name,
        about: param.about,
        is_needed: param.kind == Kind::Needed,
        is_many: matches!(param.kind, Kind::Texts | Kind::Words(_)),
        is_flag: param.kind == Kind::Flag,
        most,
        most_values: (param.name == "by" && matches!(param.kind, Kind::Words(_))).then_some(MOST_KEYS),
        words,
    }
}
