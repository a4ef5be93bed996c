//! How the terminal dashboard looks, which keys it takes and how it calls for attention. Which themes, colours and actions
//! there are is the dashboard's own matter: it says what it does not know.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

/// How the terminal dashboard looks, which keys it takes and how it calls for attention.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Tui {
    /// The theme by its name; none for the one that fits the terminal's background.
    pub theme: Option<String>,
    /// Whether only signs of ASCII are drawn.
    pub ascii: bool,
    /// Whether the mouse is taken.
    pub mouse: bool,
    /// Whether the window's title says where things stand.
    pub title: bool,
    /// Whether the taskbar shows how full the fullest context is.
    pub progress: bool,
    /// Whether the bell rings at alerts.
    pub bell: bool,
    /// Whether the terminal notifies of alerts.
    pub notify: bool,
    /// Colours of one's own, by what they are for.
    pub colors: BTreeMap<String, String>,
    /// Keys by action; what is not among them has its usual keys.
    #[serde(deserialize_with = "keys")]
    pub keys: BTreeMap<String, Vec<String>>,
}

impl Default for Tui {
    fn default() -> Self {
        Self {
            theme: None,
            ascii: false,
            mouse: true,
            title: true,
            progress: true,
            bell: false,
            notify: false,
            colors: BTreeMap::new(),
            keys: BTreeMap::new(),
        }
    }
}

/// One key, or a list of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

fn keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Vec<String>>, D::Error> {
    let stated = BTreeMap::<String, OneOrMany>::deserialize(deserializer)?;
    let listed = |keys| match keys {
        OneOrMany::One(key) => vec![key],
        OneOrMany::Many(keys) => keys,
    };
    Ok(stated.into_iter().map(|(name, keys)| (name, listed(keys))).collect())
}
