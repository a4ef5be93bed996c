//! What calls for attention outside of the frame: the window's title, the taskbar's progress, the bell and notifications of the
//! terminal, each once a crossing.

use scopeon_app::words::{alert_text, cost};
use scopeon_core::alert::{Alert, AlertLog, AlertSeverity};
use scopeon_core::metrics::Share;
use scopeon_core::metrics::context::Advice;
use scopeon_core::report::StatusReport;

use crate::shared::Shared;

/// Which ways are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Switches {
    /// The window's title says where things stand.
    pub title: bool,
    /// The taskbar shows how full the fullest context is (OSC 9;4).
    pub progress: bool,
    /// The bell rings.
    pub bell: bool,
    /// The terminal notifies (OSC 9, 99 and 777).
    pub notify: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self { title: true, progress: true, bell: false, notify: false }
    }
}

/// A call for attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// The window's title.
    Title(String),
    /// The taskbar's progress in per cent, and how bad that is; none for no progress.
    Progress(Option<(u8, AlertSeverity)>),
    /// The bell.
    Bell,
    /// A notification.
    Notify(String),
}

/// What was called for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attention {
    pub(crate) switches: Switches,
    log: AlertLog,
    title: String,
    progress: Option<(u8, AlertSeverity)>,
}

impl Attention {
    /// Begins with switches.
    pub(crate) fn new(switches: Switches) -> Self {
        Self { switches, ..Self::default() }
    }

    /// Returns what is to be called for as things stand: the title and the progress where they changed.
    pub(crate) fn standing(&mut self, status: &StatusReport, shared: &Shared) -> Vec<Call> {
        let mut calls = Vec::new();
        let title = if self.switches.title { title(status, shared) } else { String::new() };
        if title != self.title {
            self.title.clone_from(&title);
            calls.push(Call::Title(title));
        }
        let progress = if self.switches.progress { progress(status) } else { None };
        if progress != self.progress {
            self.progress = progress;
            calls.push(Call::Progress(progress));
        }
        calls
    }

    /// Returns what is to be called for of the alerts that hold now: those that are news, and whether one of them is urgent.
    pub(crate) fn alerted(&mut self, alerts: &[Alert], shared: &Shared) -> (Vec<Call>, bool) {
        let news: Vec<Alert> = self.log.news(alerts, shared.now).into_iter().cloned().collect();
        for alert in &news {
            self.log.tell(alert, shared.now);
        }
        self.log.settle(alerts);
        let mut calls = Vec::new();
        let matters = news.iter().filter(|alert| alert.severity <= AlertSeverity::Warning);
        for alert in matters.clone().filter(|_| self.switches.notify) {
            calls.push(Call::Notify(alert_text(alert, &|project| shared.project(Some(project)))));
        }
        if self.switches.bell && matters.clone().next().is_some() {
            calls.push(Call::Bell);
        }
        (calls, news.iter().any(|alert| alert.severity == AlertSeverity::Critical))
    }
}

fn title(status: &StatusReport, shared: &Shared) -> String {
    let today = cost(&status.today, &shared.money);
    match status.live.as_ref().and_then(|live| Some((live, live.context?, live.window?))) {
        Some((live, used, window)) => {
            let fill = Share::of(used, window).bp() / 100;
            let project = shared.project(live.session.project.as_deref());
            format!("{fill} % {project} · {today} today")
        }
        None => format!("{today} today"),
    }
}

/// The fullest context.
fn progress(status: &StatusReport) -> Option<(u8, AlertSeverity)> {
    let fill = |live: &scopeon_core::report::LiveSession| {
        let share = Share::of(live.context?, live.window?);
        let severity = match live.advice?.advice {
            Advice::CompactNow | Advice::StartFresh => AlertSeverity::Critical,
            Advice::CompactSoon => AlertSeverity::Warning,
            _ => AlertSeverity::Info,
        };
        Some((u8::try_from(share.bp() / 100).unwrap_or(100), severity))
    };
    status.sessions.iter().filter_map(fill).max_by_key(|(percent, _)| *percent)
}
