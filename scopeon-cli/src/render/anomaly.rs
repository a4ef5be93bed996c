//! Days of unusual cost, as a table.

use scopeon_core::metrics::anomaly::Anomaly;

use super::money::MoneyStyle;
use super::table::{Align, RowKind, Table};

/// Draws what each day cost and what is usual; nothing where there is none.
pub(super) fn days(anomalies: &[Anomaly]) -> String {
    if anomalies.is_empty() {
        return String::new();
    }
    let style = MoneyStyle::of(anomalies.iter().flat_map(|day| [day.cost_usd, day.usual_usd]), false);
    let mut table = Table::default();
    table.column("Day", Align::Left).column("Cost", Align::Right).column("Usual", Align::Right);
    for day in anomalies {
        let cells = vec![day.key.clone(), style.amount(day.cost_usd), style.amount(day.usual_usd)];
        table.row(RowKind::Plain, cells);
    }
    table.draw()
}
