//! The agents of the demo's home beside Claude Code: what a correct reader calls them, what their logs tell, and who
//! writes them.

use super::account;
use super::agent::{Agent, Kept, States, Tells};
use super::counted::Calls;
#[cfg(feature = "zed")]
use super::database::zed;
use super::database::{antigravity, copilot_vscode, crush, cursor, goose, hermes, llm, opencode};
use super::session::Session;
use super::{chats, documents, journals, rollouts, tasks};

const ALL: States = States { reasoning: true, cache_read: true, cache_write: true };
const UNREASONED: States = States { reasoning: false, ..ALL };
const UNWRITTEN: States = States { cache_write: false, ..ALL };
const PLAIN: States = States { cache_write: false, ..UNREASONED };
const UNCACHED: States = States { cache_read: false, ..PLAIN };

const HAIKU: &str = "claude-haiku-4-5-20251001";
const SONNET: &str = "claude-sonnet-5";
const OPENCODE_TOOLS: &[&str] = &["bash", "read", "edit"];
const KIMI_TOOLS: &[&str] = &["ReadFile", "Shell", "StrReplaceFile"];
const COPILOT_VSCODE: &str = ".config/Code/User/globalStorage/github.copilot-chat/agent-traces.db";
const CODEX_TOOLS: &[&str] = &["exec_command", "update_plan"];
const PI_TOOLS: &[&str] = &["read", "bash", "edit"];

/// An agent's place in the list decides when and how much it was used, so a new one comes last.
pub(super) const AGENTS: &[Agent] = &[
    Agent::new("amp", HAIKU, UNREASONED, Kept::Files(documents::amp))
        .turns()
        .tools(&["Read", "Bash", "edit_file"])
        .outcomes(),
    Agent::new("cline", SONNET, UNREASONED, Kept::Files(tasks::cline)),
    Agent::new("codex", "gpt-5.5", ALL, Kept::Files(rollouts::codex)).turns().tools(CODEX_TOOLS),
    Agent::new("copilot-cli", SONNET, ALL, Kept::Files(rollouts::copilot_cli))
        .turns()
        .tools(&["view", "bash", "edit"])
        .outcomes()
        .calls(account::outputs_and_rest),
    Agent::new("droid", "claude-opus-4-8", ALL, Kept::Files(documents::droid))
        .tools(&["Read", "Execute", "Edit"])
        .calls(account::totals),
    Agent::new("gemini-cli", "gemini-2.5-pro", UNWRITTEN, Kept::Files(chats::gemini_cli))
        .turns()
        .tools(&["read_file", "run_shell_command", "replace"])
        .outcomes(),
    Agent::new(
        "goose",
        SONNET,
        UNREASONED,
        Kept::Database(".local/share/goose/sessions/sessions.db", goose::FORMAT),
    )
    .tools(&["developer__shell", "developer__text_editor"])
    .outcomes(),
    Agent::new("grok", "grok-code-fast-1", PLAIN, Kept::Files(rollouts::grok))
        .turns()
        .calls(account::prompts),
    Agent::new("kimi", "kimi-k3", UNREASONED, Kept::Files(rollouts::kimi)).turns().tools(KIMI_TOOLS),
    Agent::opencode(
        "opencode",
        "claude-opus-5",
        Kept::Database(".local/share/opencode/opencode.db", opencode::FORMAT),
    ),
    Agent::pi("pi", HAIKU, Kept::Files(chats::pi)),
    Agent::new("qwen-code", "qwen3-coder-plus", PLAIN, Kept::Files(chats::qwen_code))
        .turns()
        .tools(&["read_file", "run_shell_command", "edit"])
        .outcomes(),
    Agent::new("aider", "anthropic/claude-sonnet-5", UNCACHED, Kept::Log(journals::aider))
        .turns()
        .calls(account::prompts),
    Agent::new("codebuff", "anthropic/claude-sonnet-5", UNREASONED, Kept::Files(documents::codebuff)).turns(),
    Agent::new("continue", "gpt-5-mini", UNCACHED, Kept::Log(journals::continue_dev)),
    Agent::new("crush", SONNET, UNREASONED, Kept::Places(crush::write))
        .tools(&["view", "bash", "edit"])
        .outcomes()
        .calls(account::tokenless),
    Agent::new(
        "cursor",
        "gpt-5.5",
        UNCACHED,
        Kept::Database(".config/Cursor/User/globalStorage/state.vscdb", cursor::FORMAT),
    )
    .tools(&["read_file_v2", "run_terminal_command_v2", "edit_file_v2"])
    .outcomes()
    .calls(account::last_of_prompts),
    Agent::new("hermes", SONNET, ALL, Kept::Database(".hermes/state.db", hermes::FORMAT))
        .calls(account::totals),
    Agent::opencode(
        "icodemate",
        "glm-5.2",
        Kept::Database(".local/share/icodemate/icodemate.db", opencode::FORMAT),
    ),
    Agent::opencode("kilo-cli", SONNET, Kept::Database(".local/share/kilo/kilo.db", opencode::FORMAT)),
    // The extensions made from Cline do not write down which model it was.
    Agent::new("kilo-code", "unknown", UNREASONED, Kept::Files(tasks::kilo_code)),
    Agent::new(
        "llm",
        "gpt-5-mini",
        UNWRITTEN,
        Kept::Database(".config/io.datasette.llm/logs.db", llm::FORMAT),
    )
    .steps(1)
    .tools(&["llm_time", "search_docs"])
    .turns(),
    Agent::opencode(
        "mimo-code",
        "deepseek-v4-flash",
        Kept::Database(".local/share/mimocode/mimicode.db", opencode::FORMAT),
    ),
    // Its server's log says that it was asked, not what that took.
    Agent::new("ollama", "unknown", PLAIN, Kept::Log(journals::ollama)).calls(account::none),
    Agent::pi("omp", HAIKU, Kept::Files(chats::omp)),
    Agent::pi("openclaw", "claude-opus-4-8", Kept::Files(chats::openclaw)),
    Agent::new("openhands", "anthropic/claude-opus-4-8", ALL, Kept::Files(documents::openhands)),
    Agent::new("roo-code", "unknown", UNREASONED, Kept::Files(tasks::roo_code)),
    #[cfg(feature = "zed")]
    Agent::new(
        "zed",
        "claude-sonnet-4-6",
        UNREASONED,
        Kept::Database(".local/share/zed/threads/threads.db", zed::FORMAT),
    )
    .calls(account::totals),
    Agent::new("copilot-vscode", SONNET, ALL, Kept::Database(COPILOT_VSCODE, copilot_vscode::FORMAT))
        .turns()
        .tools(&["read_file", "run_in_terminal", "apply_patch"])
        .outcomes(),
    Agent::new("zoo-code", "unknown", UNREASONED, Kept::Files(tasks::zoo_code)),
    Agent::new("ibm-bob", "unknown", UNREASONED, Kept::Files(tasks::ibm_bob)),
    Agent::new("every-code", "gpt-5.5", ALL, Kept::Files(rollouts::every_code)).turns().tools(CODEX_TOOLS),
    Agent::new("codebuddy", "glm-5.2", UNWRITTEN, Kept::Files(chats::codebuddy)),
    Agent::new("workbuddy", "glm-5.2", UNWRITTEN, Kept::Files(chats::workbuddy)),
    Agent::new("antigravity", "gemini-2.5-pro", PLAIN, Kept::Databases(conversation, antigravity::FORMAT)),
    Agent::new("traex", "gpt-5.5", ALL, Kept::Files(rollouts::traex)).turns().tools(CODEX_TOOLS),
    Agent::new("kiro", "claude-sonnet-4.5", UNREASONED, Kept::Files(documents::kiro))
        .turns()
        .calls(account::requests),
];

fn conversation(session: &Session) -> String {
    format!(".gemini/antigravity-cli/conversations/{}.db", session.id)
}

impl Agent {
    /// An agent whose logs tell every response, and no more.
    const fn new(id: &'static str, model: &'static str, states: States, kept: Kept) -> Self {
        let tells = Tells { turns: false, outcomes: false };
        Self { id, model, tools: &[], steps: 4, states, tells, calls: account::each, kept }
    }

    /// One of OpenCode's family.
    const fn opencode(id: &'static str, model: &'static str, kept: Kept) -> Self {
        Self::new(id, model, ALL, kept).turns().tools(OPENCODE_TOOLS).outcomes()
    }

    /// One of pi's family.
    const fn pi(id: &'static str, model: &'static str, kept: Kept) -> Self {
        Self::new(id, model, UNREASONED, kept).turns().tools(PI_TOOLS).outcomes()
    }

    const fn tools(mut self, tools: &'static [&'static str]) -> Self {
        self.tools = tools;
        self
    }

    const fn steps(mut self, steps: usize) -> Self {
        self.steps = steps;
        self
    }

    const fn turns(mut self) -> Self {
        self.tells.turns = true;
        self
    }

    const fn outcomes(mut self) -> Self {
        self.tells.outcomes = true;
        self
    }

    const fn calls(mut self, calls: Calls) -> Self {
        self.calls = calls;
        self
    }
}
