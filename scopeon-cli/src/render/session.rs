//! One session in full.

mod calls;
mod facts;
mod parts;

use scopeon_core::provider::Level;
use scopeon_core::report::SessionDetail;
use scopeon_core::time::Zone;

use super::style::{HEADING, paint};

/// How one session is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// The zone of times.
    pub(crate) zone: Zone,
    /// How many characters fit in a line.
    pub(crate) width: usize,
    /// The home directory, shown as `~`.
    pub(crate) home: Option<&'a str>,
    /// How many calls are listed; none for all.
    pub(crate) calls: Option<usize>,
    /// How much of the truth the agent's logs hold; none for an agent that is not known any more.
    pub(crate) level: Option<Level>,
}

/// Draws a session.
pub(crate) fn draw(detail: &SessionDetail, view: View<'_>) -> String {
    let sections = [
        (String::new(), facts::draw(detail, view)),
        (parts::title("Tools", &detail.tools), parts::tools(&detail.tools, view.width)),
        (parts::title("MCP tools", &detail.mcp), parts::tools(&detail.mcp, view.width)),
        (parts::title("Skills", &detail.skills), parts::tools(&detail.skills, view.width)),
        (parts::title("Hooks", &detail.hooks), parts::tools(&detail.hooks, view.width)),
        ("Sub-agents".to_owned(), parts::sub_agents(detail, view)),
        ("Compactions".to_owned(), parts::compactions(detail, view)),
        (calls::title(detail, view), calls::draw(detail, view)),
    ];
    let shown = sections.into_iter().filter(|(_, body)| !body.is_empty()).map(section);
    shown.collect::<Vec<_>>().join("\n")
}

fn section((title, body): (String, String)) -> String {
    if title.is_empty() { body } else { format!("{}\n{body}", paint(HEADING, &title)) }
}
