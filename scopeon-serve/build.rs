//! Writes down every file of the dashboard that browsers ask for, as it is and packed, so that both are in the binary: its
//! modules and styles joined. Of the description of the routes, which few ask for, only the packed one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use flate2::Compression;
use flate2::write::GzEncoder;

#[path = "build/join.rs"]
mod join;

/// What stands at the root, and what it asks for.
const PAGE: &str = "index.html";
const STYLE: &str = "app.css";
const SCRIPT: &str = "app.js";

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("assets");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut sources = BTreeMap::new();
    collect(&root, "", &mut sources)?;
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let mut table = String::from("&[\n");
    for (path, bytes) in joined(sources).map_err(io::Error::other)? {
        let file = out.join(&path);
        fs::write(&file, &bytes)?;
        let packed = pack(&bytes, &out.join(format!("{path}.gz")))?;
        let [file, packed] = [file, packed].map(|file| file.display().to_string());
        let _ = writeln!(
            table,
            "    ({:?}, include_bytes!({file:?}), include_bytes!({packed:?})),",
            format!("/{path}")
        );
    }
    table.push_str("]\n");
    let description = root.with_file_name("src").join("openapi.json");
    println!("cargo::rerun-if-changed={}", description.display());
    pack(&fs::read(&description)?, &out.join("openapi.json.gz"))?;
    fs::write(out.join("assets.rs"), table)
}

/// The files that browsers ask for, of those that people write.
fn joined(mut sources: BTreeMap<String, Vec<u8>>) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let read = |path: &str| sources.get(path).and_then(|bytes| String::from_utf8(bytes.clone()).ok());
    let page = read(PAGE).ok_or_else(|| format!("{PAGE} is missing"))?;
    let (page, styles, main) = join::page(&page, STYLE, SCRIPT)?;
    let style = join::styles(styles.iter().map(String::as_str), &read)?;
    let script = join::scripts(&main, &read)?;
    sources.retain(|path, _| !path.contains('/'));
    for (path, text) in [(PAGE, page), (STYLE, style), (SCRIPT, script)] {
        sources.insert(path.to_owned(), text.into_bytes());
    }
    Ok(sources)
}

fn pack(bytes: &[u8], packed: &Path) -> io::Result<PathBuf> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    fs::write(packed, encoder.finish()?)?;
    Ok(packed.to_owned())
}

fn collect(directory: &Path, below: &str, files: &mut BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            collect(&path, &format!("{below}{name}/"), files)?;
        } else {
            println!("cargo::rerun-if-changed={}", path.display());
            files.insert(format!("{below}{name}"), fs::read(&path)?);
        }
    }
    Ok(())
}
