//! What is stated in a query: read, checked against what a route takes, and refused by name.

use std::collections::BTreeMap;

use scopeon_app::QueryArgs;

use super::{Kind, Param};
use crate::problem::{Problem, printable};

/// A query that is longer is none.
const MOST: usize = 64;

/// What is stated of a question.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(BTreeMap<&'static str, Vec<String>>);

impl Params {
    /// Reads a query.
    ///
    /// # Errors
    ///
    /// When it states what is not known, or not allowed.
    pub(crate) fn parse(query: &str, known: &'static [&'static [Param]]) -> Result<Self, Problem> {
        let mut stated = Self::default();
        for (count, (name, value)) in form_urlencoded::parse(query.as_bytes()).enumerate() {
            let all = || known.iter().copied().flatten();
            let Some(param) = all().find(|param| param.name == name) else {
                let detail = format!("there is no parameter {}", printable(&name));
                let problem = Problem::parameter(&printable(&name), detail);
                return Err(problem.allowed(&name, all().map(|param| param.name)));
            };
            if count >= MOST {
                return Err(Problem::parameter(param.name, format!("more than {MOST} values are stated")));
            }
            check(param, &value)?;
            let values = stated.0.entry(param.name).or_default();
            if !values.is_empty() && !matches!(param.kind, Kind::Texts | Kind::Words(_)) {
                return Err(Problem::parameter(param.name, format!("{} is stated twice", param.name)));
            }
            values.push(value.into_owned());
        }
        stated.require(known)?;
        Ok(stated)
    }

    fn require(&self, known: &'static [&'static [Param]]) -> Result<(), Problem> {
        let mut needed = known.iter().copied().flatten().filter(|param| param.kind == Kind::Needed);
        match needed.find(|param| self.text(param.name).is_none()) {
            Some(param) => Err(Problem::parameter(param.name, format!("{} has to be stated", param.name))),
            None => Ok(()),
        }
    }

    /// Returns a text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.texts(name).first().map(String::as_str)
    }

    /// Returns all texts of a name.
    pub(crate) fn texts(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns a number.
    pub(crate) fn count(&self, name: &str) -> Option<usize> {
        self.text(name).and_then(|text| text.parse().ok())
    }

    /// Returns `true` if a flag is set.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.text(name) == Some("true")
    }

    /// States more texts of a name.
    pub(crate) fn add(&mut self, name: &'static str, values: Vec<String>) {
        if !values.is_empty() {
            self.0.entry(name).or_default().extend(values);
        }
    }

    /// States a text, as if it had been stated.
    pub(crate) fn set(&mut self, name: &'static str, values: Vec<String>) {
        self.0.insert(name, values);
    }

    /// Returns which calls are meant.
    pub(crate) fn query(&self) -> QueryArgs {
        let text = |name: &str| self.text(name).map(str::to_owned);
        QueryArgs {
            since: text("since"),
            until: text("until"),
            all: self.flag("all"),
            provider: [self.texts("provider"), self.texts("agent")].concat(),
            model: self.texts("model").to_vec(),
            project: self.texts("project").to_vec(),
            branch: self.texts("branch").to_vec(),
        }
    }
}

fn check(param: &Param, value: &str) -> Result<(), Problem> {
    let name = param.name;
    let one_of = |words: &'static [&'static str]| {
        if words.contains(&value) {
            return Ok(());
        }
        let detail = format!("{name} is none of what it may be: {}", printable(value));
        Err(Problem::parameter(name, detail).allowed(value, words.iter().copied()))
    };
    match param.kind {
        Kind::Text | Kind::Needed | Kind::Texts if value.trim().is_empty() => {
            Err(Problem::parameter(name, format!("{name} says nothing")))
        }
        Kind::Text | Kind::Needed | Kind::Texts => Ok(()),
        Kind::Flag => one_of(&["true", "false"]),
        Kind::Word(words) | Kind::Words(words) => one_of(words),
        Kind::Count(most) => match value.parse::<usize>() {
            Ok(count) if (1..=most).contains(&count) => Ok(()),
            _ => Err(Problem::parameter(name, format!("{name} is a whole number from 1 to {most}"))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Param, Params};

    const KNOWN: &[&[Param]] = &[&[
        Param { name: "since", kind: Kind::Text, about: "" },
        Param { name: "model", kind: Kind::Texts, about: "" },
        Param { name: "by", kind: Kind::Word(&["daily", "weekly"]), about: "" },
        Param { name: "limit", kind: Kind::Count(10), about: "" },
        Param { name: "all", kind: Kind::Flag, about: "" },
    ]];

    #[test]
    fn what_is_stated_is_read() {
        let stated = Params::parse("since=7d&model=a&model=b%20c&limit=3&all=true", KNOWN).expect("a query");
        assert_eq!(stated.text("since"), Some("7d"));
        assert_eq!(stated.texts("model"), ["a", "b c"]);
        assert_eq!((stated.count("limit"), stated.flag("all")), (Some(3), true));
        assert_eq!(stated.query().model, ["a", "b c"]);
    }

    #[test]
    fn what_is_not_allowed_is_refused_by_name() {
        for (query, name) in [
            ("sinse=7d", "sinse"),
            ("since=", "since"),
            ("since=1&since=2", "since"),
            ("by=dayly", "by"),
            ("limit=0", "limit"),
            ("limit=11", "limit"),
            ("limit=x", "limit"),
            ("all=1", "all"),
        ] {
            let problem = Params::parse(query, KNOWN).expect_err("a problem");
            let json = serde_json::to_value(&problem).expect("JSON");
            assert_eq!(json["parameter"], name, "{query}");
            assert_eq!(json["status"], 400);
        }
        let problem = Params::parse("sinse=7d", KNOWN).expect_err("a problem");
        assert_eq!(serde_json::to_value(problem).expect("JSON")["nearest"], "since");
    }
}
