//! Cline, Roo Code, Kilo Code, Zoo Code and IBM Bob: the tasks of the editor's extensions, and Cline's own sessions. What was
//! said lies in the same documents and is passed over.

#![cfg(feature = "cline")]

mod discover;
mod history;
mod session;
mod task;
mod workplace;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::kit::id_factory::IdFactory;
use crate::kit::paths::names;
use crate::kit::record_reader;
use crate::kit::user_data::EDITORS;

/// Reads one extension of the family.
///
/// A task's document is rewritten whenever something is added: a request is told by its task and its time.
#[derive(Clone, Debug)]
pub struct Cline {
    about: ProviderInfo,
    /// The extension's directory in the editor's storage.
    extension: &'static str,
    /// The editors that it runs in.
    editors: &'static [&'static str],
    /// Whether the agent has sessions of its own beside the editor's tasks.
    has_sessions: bool,
}

const CAPABILITIES: &[(FactKind, Fidelity)] = &[
    (FactKind::Input, Fidelity::Exact),
    (FactKind::Output, Fidelity::Exact),
    (FactKind::CacheRead, Fidelity::Exact),
    (FactKind::CacheWrite, Fidelity::Exact),
    (FactKind::ReportedCost, Fidelity::Exact),
    (FactKind::Context, Fidelity::Exact),
    (FactKind::ApiErrors, Fidelity::Exact),
];

const UNTRACED: &str = "What a request that was cut or killed took is stated in part or not at all. The tokens of a \
    condensed context's summary are in no document.";

impl Cline {
    /// Cline.
    pub const CLINE: Self = Self {
        about: ProviderInfo::new("cline", "Cline", Coverage::PerCall)
            .revision(5)
            .variables(&[
                "CLINE_SESSION_DATA_DIR",
                "CLINE_DATA_DIR",
                "CLINE_DIR",
                "APPDATA",
                "XDG_CONFIG_HOME",
            ])
            .capabilities(CAPABILITIES)
            .untraced(UNTRACED),
        extension: "saoudrizwan.claude-dev",
        editors: EDITORS,
        has_sessions: true,
    };
    /// Kilo Code.
    pub const KILO_CODE: Self = Self {
        about: ProviderInfo::new("kilo-code", "Kilo Code", Coverage::PerCall)
            .revision(4)
            .variables(&["APPDATA", "XDG_CONFIG_HOME"])
            .capabilities(CAPABILITIES)
            .untraced(UNTRACED),
        extension: "kilocode.kilo-code",
        editors: EDITORS,
        has_sessions: false,
    };
    /// Roo Code.
    pub const ROO_CODE: Self = Self {
        about: ProviderInfo::new("roo-code", "Roo Code", Coverage::PerCall)
            .revision(4)
            .variables(&["APPDATA", "XDG_CONFIG_HOME"])
            .capabilities(CAPABILITIES)
            .untraced(UNTRACED),
        extension: "rooveterinaryinc.roo-cline",
        editors: EDITORS,
        has_sessions: false,
    };
    /// Zoo Code, which goes on from Roo Code.
    pub const ZOO_CODE: Self = Self {
        about: ProviderInfo::new("zoo-code", "Zoo Code", Coverage::PerCall)
            .revision(2)
            .variables(&["APPDATA", "XDG_CONFIG_HOME"])
            .capabilities(CAPABILITIES)
            .untraced(UNTRACED),
        extension: "zoocodeorganization.zoo-code",
        editors: EDITORS,
        has_sessions: false,
    };
    /// IBM Bob: an editor of its own, with an extension of this family in it.
    pub const IBM_BOB: Self = Self {
        about: ProviderInfo::new("ibm-bob", "IBM Bob", Coverage::PerCall)
            .revision(2)
            .variables(&["APPDATA", "XDG_CONFIG_HOME"])
            .capabilities(CAPABILITIES)
            .untraced(UNTRACED),
        extension: "ibm.bob-code",
        editors: &["IBM Bob", "Bob-IDE"],
        has_sessions: false,
    };
}

impl Provider for Cline {
    fn info(&self) -> &ProviderInfo {
        &self.about
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        let place = discover::ExtensionStorage { extension: self.extension, editors: self.editors };
        discover::sources(place, self.has_sessions, roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Document(source, document) = input else { return Ok(()) };
        let keys = IdFactory::new(self.about.id);
        let bytes = record_reader::document(document)?;
        match names(&source.path).as_slice() {
            [.., task, "ui_messages.json"] => {
                let task = task::Task::new(keys, task, source.registered.project.clone());
                record_reader::whole(&mut { task }, &bytes, carry, out)
            }
            [.., "history_item.json" | "taskHistory.json"] => {
                record_reader::whole(&mut history::History::new(keys), &bytes, carry, out)
            }
            _ => {
                let project = source.registered.project.clone();
                record_reader::whole(&mut session::Session::new(keys, project), &bytes, carry, out)
            }
        }
    }
}
