//! What is forgotten, in words.

use scopeon_core::report::Forgotten;
use scopeon_core::time::Zone;

use super::money::MoneyStyle;
use super::{count, counted};

/// Says what goes with everything before an instant, and how much of it nothing brings back.
pub(crate) fn forgotten(gone: &Forgotten, zone: Zone) -> String {
    let wall = format!("{} {}", zone.wall(gone.before), zone.name());
    let money = MoneyStyle::of([gone.cost_usd], false).cost(gone.cost_usd, gone.calls, gone.unpriced_calls);
    let mut parts = Vec::new();
    if gone.calls > 0 {
        let (days, sessions) = (counted(gone.days, "day"), counted(gone.sessions, "session"));
        parts.push(format!("{} on {days} in {sessions}, {money}", counted(gone.calls, "call")));
    }
    if gone.readings > 0 {
        parts.push(format!("{} of limits, which no log holds", counted(gone.readings, "reading")));
    }
    let lost = match gone.gone_calls {
        _ if gone.calls == 0 => String::new(),
        0 => "; every one of the calls is still in a log".to_owned(),
        lost if lost == gone.calls => {
            "; no log holds any of the calls any more: they cannot be read again".to_owned()
        }
        lost => format!("; {} of the calls are in no log any more and cannot be read again", count(lost)),
    };
    format!("everything before {wall} goes: {}{lost}", parts.join("; "))
}
