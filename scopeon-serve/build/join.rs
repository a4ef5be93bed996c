//! Joins the modules of the dashboard into one script and its styles into another file: a browser needs longer to ask for fifty
//! files than for all of their bytes. Each module keeps a scope of its own; comments and indentation stay here.
//!
//! It knows no more of the language than the modules use, one statement of import or export a line, and refuses the rest.

use core::fmt::Write as _;

/// Joins a module with all that it imports, each once and before whoever imports it. `read` returns the text of a path.
///
/// # Errors
///
/// When a module is missing, imports itself by way of others, or says something that is not known here.
pub(crate) fn scripts(main: &str, read: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut joined = Joined { read, done: Vec::new(), open: Vec::new(), text: String::new() };
    joined.add(main)?;
    Ok(joined.text)
}

/// Joins styles in the order that they are named in.
///
/// # Errors
///
/// When one is missing.
pub(crate) fn styles<'a>(
    paths: impl IntoIterator<Item = &'a str>,
    read: &dyn Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let mut text = String::new();
    for path in paths {
        let style = read(path).ok_or_else(|| format!("{path} is missing"))?;
        for line in lines(path, &style)? {
            text.push_str(line);
            text.push('\n');
        }
    }
    Ok(text)
}

/// Makes the page that asks for what was joined: `style` and `script` in place of what it names, which are returned too.
///
/// # Errors
///
/// When it does not name exactly one script.
pub(crate) fn page(page: &str, style: &str, script: &str) -> Result<(String, Vec<String>, String), String> {
    let (mut text, mut styles, mut scripts) = (String::new(), Vec::new(), Vec::new());
    for line in page.lines() {
        if let Some(path) = between(line, "<link rel=\"stylesheet\" href=\"", "\">") {
            if styles.is_empty() {
                let _ = writeln!(text, "{}", line.replace(path, style));
            }
            styles.push(path.to_owned());
        } else if let Some(path) = between(line, "<script type=\"module\" src=\"", "\"></script>") {
            let _ = writeln!(text, "{}", line.replace(path, script));
            scripts.push(path.to_owned());
        } else {
            let _ = writeln!(text, "{line}");
        }
    }
    match scripts.pop() {
        Some(main) if scripts.is_empty() => Ok((text, styles, main)),
        _ => Err("the page names one script".to_owned()),
    }
}

struct Joined<'a> {
    read: &'a dyn Fn(&str) -> Option<String>,
    done: Vec<String>,
    open: Vec<String>,
    text: String,
}

impl Joined<'_> {
    fn add(&mut self, path: &str) -> Result<(), String> {
        if self.done.iter().any(|done| done == path) {
            return Ok(());
        }
        if self.open.iter().any(|open| open == path) {
            return Err(format!("{path} imports itself: {}", self.open.join(", ")));
        }
        self.open.push(path.to_owned());
        let source = (self.read)(path).ok_or_else(|| format!("{path} is missing"))?;
        let module = Module::parse(path, &source)?;
        for needed in &module.needs {
            self.add(needed)?;
        }
        self.open.pop();
        self.done.push(path.to_owned());
        let _ = write!(
            self.text,
            "const {} = (() => {{\n{}return {{ {} }};\n}})();\n",
            named(path),
            module.body,
            module.tells.join(", ")
        );
        Ok(())
    }
}

/// A module as a function: what it needs, its statements, and what it returns.
#[derive(Default)]
struct Module {
    needs: Vec<String>,
    body: String,
    tells: Vec<String>,
}

impl Module {
    fn parse(path: &str, source: &str) -> Result<Self, String> {
        let mut module = Self::default();
        for line in lines(path, source)? {
            let known = if let Some(rest) = line.strip_prefix("import ") {
                module.import(path, rest)
            } else if let Some(rest) = line.strip_prefix("export ") {
                module.export(path, rest)
            } else {
                let _ = writeln!(module.body, "{line}");
                Some(())
            };
            known.ok_or_else(|| format!("{path}: {line} is not known here"))?;
        }
        Ok(module)
    }

    fn import(&mut self, path: &str, rest: &str) -> Option<()> {
        let (what, from) = source(path, rest)?;
        let from = self.need(from);
        let _ = match what.strip_prefix("* as ") {
            Some(name) => writeln!(self.body, "const {name} = {from};"),
            None => writeln!(self.body, "const {{ {} }} = {from};", names(what)?.join(", ")),
        };
        Some(())
    }

    fn export(&mut self, path: &str, rest: &str) -> Option<()> {
        if let Some((what, from)) = source(path, rest) {
            let from = self.need(from);
            if what == "*" {
                self.tells.push(format!("...{from}"));
            } else if let Some(name) = what.strip_prefix("* as ") {
                self.tells.push(format!("{name}: {from}"));
            } else {
                let tell = |name: String| (!name.contains(':')).then(|| format!("{name}: {from}.{name}"));
                self.tells.extend(names(what)?.into_iter().map(tell).collect::<Option<Vec<_>>>()?);
            }
            return Some(());
        }
        // What may change after it was returned is not told.
        let kind = ["const ", "class ", "function ", "async function ", "async function* "]
            .into_iter()
            .filter(|kind| rest.starts_with(kind))
            .max_by_key(|kind| kind.len())?;
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$';
        let name: String = rest.strip_prefix(kind)?.chars().take_while(|letter| is_part(*letter)).collect();
        if name.is_empty() {
            return None;
        }
        self.tells.push(name);
        let _ = writeln!(self.body, "{rest}");
        Some(())
    }

    fn need(&mut self, path: String) -> String {
        let name = named(&path);
        if !self.needs.contains(&path) {
            self.needs.push(path);
        }
        name
    }
}

/// Reads `{ a, b } from './other.js';` into what is taken, and the path it is taken from.
fn source<'a>(path: &str, rest: &'a str) -> Option<(&'a str, String)> {
    let (what, from) = rest.split_once(" from '")?;
    let from = from.strip_suffix("';")?;
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in from.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    from.starts_with('.').then(|| (what, parts.join("/")))
}

/// Reads `{ a, b as c }` as what is taken of an object: `a`, `b: c`.
fn names(what: &str) -> Option<Vec<String>> {
    let inner = what.strip_prefix('{')?.strip_suffix('}')?;
    Some(
        inner
            .split(',')
            .map(|name| name.trim().replace(" as ", ": "))
            .filter(|name| !name.is_empty())
            .collect(),
    )
}

/// What a module is called in the script.
fn named(path: &str) -> String {
    let plain = path.strip_suffix(".js").unwrap_or(path);
    format!("${}", plain.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_"))
}

fn between<'a>(line: &'a str, before: &str, after: &str) -> Option<&'a str> {
    line.trim().strip_prefix(before)?.strip_suffix(after)
}

/// The lines of a text without those of comments and without what they begin with. A text that goes over lines would be changed.
fn lines<'a>(path: &str, source: &'a str) -> Result<Vec<&'a str>, String> {
    let mut is_comment = false;
    let mut kept = Vec::new();
    for line in source.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if is_comment || line.starts_with("/*") {
            is_comment = !line.ends_with("*/");
            if is_comment && line.contains("*/") {
                return Err(format!("{path}: something follows a comment: {line}"));
            }
        } else if line.matches('`').count() % 2 == 1 {
            return Err(format!("{path}: a text goes over lines: {line}"));
        } else if !line.starts_with("//") {
            kept.push(line);
        }
    }
    Ok(kept)
}
