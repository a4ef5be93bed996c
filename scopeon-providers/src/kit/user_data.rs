//! Where programs keep a user's data on each system. No environment is read here.

use std::path::PathBuf;

use scopeon_core::provider::SearchRoots;

/// The directory that `XDG_DATA_HOME` names, or its default. Some agents use it on every system.
pub fn home(roots: &SearchRoots<'_>) -> Option<PathBuf> {
    roots
        .variable("XDG_DATA_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| Some(roots.home?.join(".local/share")))
}

/// The directory of programs' settings: `XDG_CONFIG_HOME` or its default.
pub fn config(roots: &SearchRoots<'_>) -> Option<PathBuf> {
    roots
        .variable("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| Some(roots.home?.join(".config")))
}

/// macOS's directory of programs' data.
#[must_use]
pub fn application_support(roots: &SearchRoots<'_>) -> Option<PathBuf> {
    Some(roots.home?.join("Library/Application Support"))
}

/// Windows' directory of data that follow the user.
pub fn roaming(roots: &SearchRoots<'_>) -> Option<PathBuf> {
    roots.variable("APPDATA").map(PathBuf::from).or_else(|| Some(roots.home?.join("AppData/Roaming")))
}

/// Windows' directory of data that stay on the machine.
pub fn local(roots: &SearchRoots<'_>) -> Option<PathBuf> {
    roots.variable("LOCALAPPDATA").map(PathBuf::from).or_else(|| Some(roots.home?.join("AppData/Local")))
}

/// The editors of VS Code's family.
pub const EDITORS: &[&str] = &["Code", "Code - Insiders", "VSCodium", "Cursor", "Windsurf", "Trae"];

/// The directories in which those editors keep a user's data, on every system and on a machine they work on
/// from afar.
pub fn editors(roots: &SearchRoots<'_>) -> impl Iterator<Item = PathBuf> {
    editors_named(EDITORS, roots)
}

/// The same of editors with these names.
pub fn editors_named(names: &'static [&str], roots: &SearchRoots<'_>) -> impl Iterator<Item = PathBuf> {
    let settings = [config(roots), application_support(roots), roaming(roots)];
    let own = settings
        .into_iter()
        .flatten()
        .flat_map(|settings| names.iter().map(move |editor| settings.join(editor).join("User")));
    let is_code = names.contains(&"Code");
    own.chain(roots.home.filter(|_| is_code).map(|home| home.join(".vscode-server/data/User")))
}
