//! The script and the style that browsers ask for, and the modules that they are made of.

#[path = "../../build/join.rs"]
mod join;

use std::collections::BTreeSet;
use std::path::Path;

use scopeon_serve::{ServeOptions, Tier};

use crate::running::{Running, sample};

/// What script and style may have together, in bytes, as they are and packed.
const MOST: usize = 200 * 1024;
const MOST_PACKED: usize = 60 * 1024;

fn scripts(files: &[(&str, &str)]) -> Result<String, String> {
    let read = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned());
    join::scripts("main.js", &read)
}

#[test]
fn each_module_is_a_function_that_is_called_once_before_who_imports_it() {
    let files = [
        (
            "main.js",
            "// What it is.\nimport { a, b as c } from './ui/one.js';\nimport * as two from './two.js';\n  go(a, c, two);\n",
        ),
        ("ui/one.js", "/** Told. */\nexport const a = 1;\nexport { d as b } from '../two.js';\n"),
        (
            "two.js",
            "/*\n * More\n * than one line.\n */\nexport async function* d() {}\nexport class E {}\n\nexport * from './three.js';\nexport * as all from './three.js';\n",
        ),
        ("three.js", "export function f(x) {\n  // Why.\n  return x;\n}\n"),
    ];
    assert!(
        scripts(&files).is_err_and(|error| error.contains("d as b")),
        "what is told has the name that it has"
    );
    let files = files.map(|(name, text)| (name, text.replace("d as b", "d").replace("b as c", "d as c")));
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let expected = "\
const $three = (() => {
function f(x) {
return x;
}
return { f };
})();
const $two = (() => {
async function* d() {}
class E {}
return { d, E, ...$three, all: $three };
})();
const $ui_one = (() => {
const a = 1;
return { a, d: $two.d };
})();
const $main = (() => {
const { a, d: c } = $ui_one;
const two = $two;
go(a, c, two);
return {  };
})();
";
    assert_eq!(scripts(&files).expect("a script"), expected);
}

#[test]
fn what_is_not_known_is_refused() {
    for (says, files) in [
        ("three.js is missing", &[("main.js", "import { a } from './three.js';")][..]),
        (
            "imports itself",
            &[("main.js", "import { a } from './a.js';"), ("a.js", "import { b } from './main.js';")],
        ),
        ("not known here", &[("main.js", "import a from './a.js';"), ("a.js", "")]),
        ("not known here", &[("main.js", "import './a.js';"), ("a.js", "")]),
        ("not known here", &[("main.js", "import { a } from 'elsewhere';")]),
        ("not known here", &[("main.js", "import {\na } from './a.js';"), ("a.js", "")]),
        ("not known here", &[("main.js", "export let a = 1;")]),
        ("not known here", &[("main.js", "export default 1;")]),
        ("not known here", &[("main.js", "export const { a } = b;")]),
        ("over lines", &[("main.js", "const text = `one\n  two`;")]),
        ("follows a comment", &[("main.js", "/* one\n two */ const a = 1;")]),
    ] {
        let refused = scripts(files).expect_err(says);
        assert!(refused.contains(says), "{says}: {refused}");
    }
    assert!(join::page("<p>none</p>", "a.css", "a.js").is_err());
}

#[test]
fn every_module_and_style_is_in_what_is_asked_for_and_small() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let read = |path: &str| std::fs::read_to_string(root.join(path)).ok();
    let (page, styles, main) =
        join::page(&read("index.html").expect("a page"), "app.css", "app.js").expect("a page");
    let asked = |path: &str| page.matches(&format!("\"{path}\"")).count();
    assert_eq!((asked("app.css"), asked("app.js"), page.matches(".js").count()), (1, 1, 1));

    let server =
        Running::start(&sample().app(), ServeOptions { tier: Tier::Health, ..ServeOptions::default() });
    let mut client = server.client();
    let (script, style) = (client.get("/app.js").text(), client.get("/app.css").text());
    assert!(script == join::scripts(&main, &read).expect("a script"), "the script is another one");
    for module in files(&root, "js") {
        let name = format!("const ${} = ", module.trim_end_matches(".js").replace('/', "_"));
        assert_eq!(script.matches(&name).count(), 1, "{module}");
    }
    let joined = join::styles(styles.iter().map(String::as_str), &read).expect("a style");
    assert!(style == joined, "the style is another one");
    assert_eq!(styles.into_iter().collect::<BTreeSet<_>>(), files(&root, "css"));

    let packed: usize = ["/app.js", "/app.css"]
        .map(|path| client.ask("GET", path, &[("accept-encoding", "gzip")]).body.len())
        .iter()
        .sum();
    assert!(script.len() + style.len() <= MOST, "{} bytes", script.len() + style.len());
    assert!(packed <= MOST_PACKED, "{packed} bytes packed");
}

/// The files in a folder and those in it, by their paths.
fn files(root: &Path, below: &str) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for entry in std::fs::read_dir(root.join(below)).expect("a directory") {
        let path = format!("{below}/{}", entry.expect("an entry").file_name().to_string_lossy());
        let is_folder = root.join(&path).is_dir();
        paths.extend(if is_folder { files(root, &path) } else { BTreeSet::from([path]) });
    }
    paths
}
