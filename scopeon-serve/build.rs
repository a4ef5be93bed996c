//! Writes down every file of the dashboard, as it is and packed, so that both are in the binary; of the description of the
//! routes, which few ask for, only the packed one.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use flate2::Compression;
use flate2::write::GzEncoder;

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("assets");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let mut table = String::from("&[\n");
    for (place, file) in files.iter().enumerate() {
        println!("cargo::rerun-if-changed={}", file.display());
        let below = file.strip_prefix(&root).unwrap_or(file);
        let path = below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        let _ = writeln!(
            table,
            "    ({:?}, include_bytes!({:?}), include_bytes!({:?})),",
            format!("/{path}"),
            file.display().to_string(),
            pack(file, &out.join(format!("{place}.gz")))?.display().to_string()
        );
    }
    table.push_str("]\n");
    let description = root.with_file_name("src").join("openapi.json");
    println!("cargo::rerun-if-changed={}", description.display());
    pack(&description, &out.join("openapi.json.gz"))?;
    fs::write(out.join("assets.rs"), table)
}

fn pack(file: &Path, packed: &Path) -> io::Result<PathBuf> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&fs::read(file)?)?;
    fs::write(packed, encoder.finish()?)?;
    Ok(packed.to_owned())
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
