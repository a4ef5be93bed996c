//! `[projects]`: names that stand for directories.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

/// How projects are told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ProjectConfig {
    /// Names, each with the directories that are one project with all that lies in them; `~/` stands for the home
    /// directory.
    #[serde(deserialize_with = "alias")]
    pub alias: BTreeMap<String, Vec<String>>,
}

/// Reads names with one directory or a list of them.
fn alias<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Vec<String>>, D::Error> {
    let names = BTreeMap::<String, Directories>::deserialize(deserializer)?;
    Ok(names.into_iter().map(|(name, directories)| (name, directories.0)).collect())
}

/// Directories that were looked through, so that an error keeps its place.
#[derive(Deserialize)]
#[serde(try_from = "Written")]
struct Directories(Vec<String>);

/// One directory, or several.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a directory or a list of directories")]
enum Written {
    One(String),
    Several(Vec<String>),
}

impl TryFrom<Written> for Directories {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let directories = match written {
            Written::One(directory) => vec![directory],
            Written::Several(directories) => directories,
        };
        if directories.is_empty() || directories.iter().any(String::is_empty) {
            return Err("a name needs at least one directory, and none that is empty");
        }
        Ok(Self(directories))
    }
}
