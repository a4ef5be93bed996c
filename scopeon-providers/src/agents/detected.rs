//! Agents of which only their being here is told: their names and places. Nothing of theirs is opened, and
//! reading takes no time for them.

use std::path::PathBuf;

use scopeon_core::provider::{Coverage, ProviderInfo};

use crate::engine::search_paths::SearchPaths;

/// An agent whose logs hold no usage, or none that is read yet.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Detected {
    /// Who it is: always at [`Coverage::DetectedOnly`], with no capability.
    pub about: ProviderInfo,
    /// Its places below the home directory, on all systems.
    pub places: &'static [&'static str],
}

/// A place where an agent is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DetectedPlace {
    /// Where it is.
    pub path: PathBuf,
    /// Whether something is there.
    pub exists: bool,
}

impl Detected {
    const fn new(id: &'static str, name: &'static str, places: &'static [&'static str]) -> Self {
        Self { about: ProviderInfo::new(id, name, Coverage::DetectedOnly), places }
    }

    /// Names the variables that hold the agent's directory.
    const fn variables(mut self, variables: &'static [&'static str]) -> Self {
        self.about = self.about.variables(variables);
        self
    }

    /// Asks the file system once for each place whether something is there: in the places the user named, or
    /// else in the one a variable names, or else below the home directory.
    #[must_use]
    pub fn detect(&self, places: &SearchPaths) -> Vec<DetectedPlace> {
        let look = |path: PathBuf| DetectedPlace { exists: path.symlink_metadata().is_ok(), path };
        self.candidates(places).into_iter().map(look).collect()
    }

    fn candidates(&self, places: &SearchPaths) -> Vec<PathBuf> {
        if let Some(explicit) = places.explicit.get(self.about.id) {
            return explicit.clone();
        }
        let set = self.about.variables.iter().filter_map(|name| places.variables.get(name));
        let named: Vec<PathBuf> = set.map(PathBuf::from).collect();
        match &places.home {
            _ if !named.is_empty() => named,
            Some(home) => self.places.iter().map(|place| home.join(place)).collect(),
            None => Vec::new(),
        }
    }
}

/// Returns every agent of which only its being here is told, by id.
#[must_use]
pub const fn detected() -> &'static [Detected] {
    DETECTED
}

/// From published notes on these agents' formats; none of their files was looked into.
const DETECTED: &[Detected] = &[
    Detected::new("codewhale", "CodeWhale", &[".codewhale"]).variables(&["CODEWHALE_HOME"]),
    Detected::new("command-code", "Command Code", &[".commandcode"]),
    // Databases of JetBrains' own kind; they hold no counts of tokens.
    Detected::new("copilot-jetbrains", "GitHub Copilot in JetBrains", &[".config/github-copilot"]),
    Detected::new("cortex", "Cortex Code", &[".snowflake/cortex"]),
    Detected::new("costrict", "CoStrict", &[".costrict"]),
    Detected::new("devin", "Devin CLI", &[".local/share/devin"]),
    Detected::new("dsh", "DeepSeek Harness", &[".dsh"]).variables(&["DSH_HOME"]),
    Detected::new("forge", "Forge", &[".forge"]),
    Detected::new("gptme", "gptme", &[".local/share/gptme"]),
    Detected::new("iflow", "iFlow", &[".iflow"]),
    Detected::new("mistral-vibe", "Mistral Vibe", &[".vibe"]).variables(&["VIBE_HOME"]),
    Detected::new("mux", "Mux", &[".mux"]).variables(&["MUX_ROOT"]),
    Detected::new("omnigent", "Omnigent", &[".omnigent"]),
    Detected::new("openclaude", "OpenClaude", &[".openclaude"]).variables(&["OPENCLAUDE_CONFIG_DIR"]),
    Detected::new("posit-assistant", "Posit Assistant", &[".posit/assistant"]),
    Detected::new(
        "positron",
        "Positron",
        &[".config/Positron", "Library/Application Support/Positron", "AppData/Roaming/Positron"],
    ),
    // Of pi's family; how it writes a child's usage into its parent's messages is not known well enough to count it once.
    Detected::new("prime", "Prime Agent", &[".prime/agent"]),
    Detected::new("qclaw", "QClaw", &[".qclaw"]),
    Detected::new("qoder", "Qoder", &[".qoder"]),
    Detected::new("qwenpaw", "QwenPaw", &[".copaw"]),
    Detected::new("reasonix", "Reasonix", &[".reasonix"]),
    Detected::new("shelley", "Shelley", &[".config/shelley"]),
    Detected::new(
        "trae",
        "Trae",
        &[".config/Trae", "Library/Application Support/Trae", "AppData/Roaming/Trae"],
    ),
    Detected::new(
        "warp",
        "Warp",
        &[
            ".local/state/warp-terminal",
            "Library/Group Containers/2BBY89MBSN.dev.warp",
            "AppData/Local/warp/Warp",
        ],
    )
    .variables(&["WARP_DB_PATH"]),
    Detected::new(
        "windsurf",
        "Windsurf",
        &[
            ".codeium/windsurf",
            ".config/Windsurf",
            "Library/Application Support/Windsurf",
            "AppData/Roaming/Windsurf",
        ],
    ),
    Detected::new("zcode", "ZCode", &[".zcode"]),
    Detected::new("zencoder", "Zencoder", &[".zencoder"]),
];
