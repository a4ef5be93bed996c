//! The columns of the list of sessions.

use ratatui::layout::Rect;
use scopeon_app::words::{compact, cost, short_id, whole_percent};
use scopeon_core::metrics::cache::hit_rate;
use scopeon_core::report::SessionRow;

use crate::canvas::Canvas;
use crate::hit::Hit;
use crate::screen::sessions::Columns;
use crate::shared::Shared;
use crate::text::{Keep, columns as width_of, fit};
use crate::theme::Role;

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    Last,
    Agent,
    Project,
    Branch,
    Model,
    Version,
    Id,
    Turns,
    Calls,
    Tokens,
    Input,
    Cached,
    Output,
    Rate,
    Cost,
}

/// A column: what it shows, how wide it is, and the place of the order that its head stands for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    cell: Cell,
    width: u16,
}

impl Cell {
    const fn title(self) -> &'static str {
        match self {
            Self::Last => "Last",
            Self::Agent => "Agent",
            Self::Project => "Project",
            Self::Branch => "Branch",
            Self::Model => "Model",
            Self::Version => "Version",
            Self::Id => "Session",
            Self::Turns => "Turns",
            Self::Calls => "Calls",
            Self::Tokens => "Tokens",
            Self::Input => "In",
            Self::Cached => "Cached",
            Self::Output => "Out",
            Self::Rate => "Cache",
            Self::Cost => "Cost",
        }
    }

    const fn is_number(self) -> bool {
        !matches!(
            self,
            Self::Last | Self::Agent | Self::Project | Self::Branch | Self::Model | Self::Version | Self::Id
        )
    }

    /// The least width; names take what is left.
    const fn least(self) -> u16 {
        match self {
            Self::Last => 11,
            Self::Agent | Self::Id => 13,
            Self::Project => 12,
            Self::Branch => 14,
            Self::Model => 16,
            Self::Version => 9,
            Self::Turns | Self::Calls | Self::Rate => 6,
            Self::Tokens | Self::Input | Self::Cached | Self::Output => 7,
            Self::Cost => 10,
        }
    }

    const fn grows(self) -> bool {
        matches!(self, Self::Project | Self::Branch | Self::Model)
    }

    /// The order that a click on its head stands for, by its place.
    const fn order(self) -> Option<usize> {
        match self {
            Self::Last => Some(0),
            Self::Cost => Some(1),
            Self::Tokens => Some(2),
            Self::Calls => Some(3),
            _ => None,
        }
    }
}

/// Chooses columns that fit into a width: the last ones of a list are left out first.
pub(super) fn columns(chosen: Columns, width: u16) -> Vec<Column> {
    // In the order of how much they matter.
    let wanted: &[Cell] = match chosen {
        Columns::Usual => &[
            Cell::Last,
            Cell::Project,
            Cell::Cost,
            Cell::Agent,
            Cell::Calls,
            Cell::Tokens,
            Cell::Branch,
            Cell::Turns,
        ],
        Columns::Tokens => &[
            Cell::Last,
            Cell::Project,
            Cell::Cost,
            Cell::Tokens,
            Cell::Rate,
            Cell::Input,
            Cell::Cached,
            Cell::Output,
        ],
        Columns::Names => {
            &[Cell::Last, Cell::Project, Cell::Cost, Cell::Model, Cell::Id, Cell::Branch, Cell::Version]
        }
    };
    let mut taken = 0;
    let mut kept: Vec<Cell> = Vec::new();
    for cell in wanted {
        if taken + cell.least() <= width {
            taken += cell.least() + 2;
            kept.push(*cell);
        }
    }
    kept.sort_by_key(|cell| *cell as u8);
    let spare = width.saturating_sub(taken.saturating_sub(2));
    let growing = u16::try_from(kept.iter().filter(|cell| cell.grows()).count()).unwrap_or(1).max(1);
    let column = |cell: Cell| {
        let more = if cell.grows() { (spare / growing).min(24) } else { 0 };
        Column { cell, width: cell.least() + more }
    };
    kept.into_iter().map(column).collect()
}

/// Draws the heads.
pub(super) fn heads(columns: &[Column], canvas: &mut Canvas<'_>, area: Rect) {
    each(columns, area, |column, place| {
        write(*column, column.cell.title(), canvas, (place, 0), Role::Muted);
        if let Some(order) = column.cell.order() {
            canvas.hit(Rect { height: 1, ..place }, Hit::Column(order));
        }
    });
}

/// Draws a session on a row.
pub(super) fn row(
    columns: &[Column],
    session: &SessionRow,
    shared: &Shared,
    canvas: &mut Canvas<'_>,
    (area, row): (Rect, u16),
) {
    each(columns, area, |column, place| {
        let text = text(*column, session, shared);
        let role = match column.cell {
            Cell::Cost | Cell::Project => Role::Text,
            _ => Role::Muted,
        };
        write(*column, &text, canvas, (place, row), role);
    });
}

fn each(columns: &[Column], area: Rect, mut draw: impl FnMut(&Column, Rect)) {
    let mut x = area.x;
    for column in columns {
        draw(column, Rect { x, width: column.width.min(area.right().saturating_sub(x)), ..area });
        x = x.saturating_add(column.width + 2);
    }
}

fn write(column: Column, text: &str, canvas: &mut Canvas<'_>, (place, row): (Rect, u16), role: Role) {
    let left = if column.cell.is_number() {
        column.width.saturating_sub(u16::try_from(width_of(text)).unwrap_or(u16::MAX))
    } else {
        0
    };
    let place = Rect { x: place.x + left, width: place.width.saturating_sub(left), ..place };
    canvas.text(place, row, text, role);
}

fn text(column: Column, session: &SessionRow, shared: &Shared) -> String {
    let (figures, usage) = (&session.figures, &session.figures.usage);
    let width = usize::from(column.width);
    let name = |name: Option<&str>, keep| fit(name.unwrap_or_default(), width, keep);
    match column.cell {
        Cell::Last => session.last_at.map(|at| shared.time(at)).unwrap_or_default(),
        Cell::Agent => fit(&session.provider, width, Keep::Start),
        Cell::Project => fit(&shared.project(session.project.as_deref()), width, Keep::Start),
        Cell::Branch => name(session.branch.as_deref(), Keep::Both),
        Cell::Model => name(session.models.first().map(String::as_str), Keep::Start),
        Cell::Version => name(session.version.as_deref(), Keep::Start),
        Cell::Id => fit(&short_id(&session.id), width, Keep::Start),
        Cell::Turns => some(figures.turns),
        Cell::Calls => some(figures.calls),
        Cell::Tokens => some(usage.total()),
        Cell::Input => some(usage.input),
        Cell::Cached => some(usage.cache_read),
        Cell::Output => some(usage.output),
        Cell::Rate if usage.prompt() > 0 => whole_percent(u64::from(hit_rate(usage).bp())),
        Cell::Rate => scopeon_app::words::UNKNOWN.to_owned(),
        Cell::Cost => cost(figures, &shared.money),
    }
}

fn some(number: u64) -> String {
    if number == 0 { scopeon_app::words::UNKNOWN.to_owned() } else { compact(number) }
}
