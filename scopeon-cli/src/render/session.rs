//! One session in full.

mod calls;
mod dear;
mod facts;
mod parts;
mod view;

use scopeon_core::report::SessionDetail;

pub(crate) use view::{Listed, View};

use super::split;
use super::style::{HEADING, paint};

/// Draws a session.
pub(crate) fn draw(detail: &SessionDetail, view: View<'_>) -> String {
    let sections = [
        (String::new(), facts::draw(detail, view)),
        (
            "Where the money went".to_owned(),
            split::draw(&detail.session.figures, &detail.by_model, view.width),
        ),
        ("Most expensive turns".to_owned(), dear::turns(detail, view)),
        (dear::recached_title(detail), dear::recached(detail, view)),
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
