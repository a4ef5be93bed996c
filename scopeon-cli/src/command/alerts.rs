//! `scopeon alerts`.

use std::sync::Arc;

use scopeon_core::alert::{Alert, AlertSeverity};
use scopeon_mcp::{McpOptions, WatchOptions, watch_alerts};

use super::mcp::started;
use crate::args::{AlertsAction, AlertsArgs, AlertsWatchArgs};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::signals::Stop;

/// Tells alerts as they come.
pub(super) fn run(args: &AlertsArgs, context: &Context) -> Result<Outcome, CliError> {
    match &args.action {
        AlertsAction::Watch(args) => watch(args, context),
    }
}

fn watch(args: &AlertsWatchArgs, context: &Context) -> Result<Outcome, CliError> {
    let stop = Stop::on_signals().map_err(|error| CliError::signals(&error))?;
    orphans::end(&stop);
    let least = if args.all { AlertSeverity::Info } else { AlertSeverity::Critical };
    let wanted = WatchOptions { session: Some(args.session.clone()), least };
    let options = McpOptions { started: started(), ..McpOptions::default() };
    let mut written = Ok(());
    let mut tell = |alert: &Alert, text: &str| {
        written = write(alert, text, context);
        written.is_ok()
    };
    let watched = watch_alerts(Arc::clone(&context.app), options, &wanted, stop.token(), &mut tell);
    written?;
    match watched {
        Ok(()) => Ok(Outcome::Fine),
        Err(error) if error.nearest.is_empty() => Err(CliError::usage(error)),
        Err(error) => {
            let hint = format!("did you mean {}?", error.nearest.join(" or "));
            Err(CliError::usage(error).hint(hint))
        }
    }
}

fn write(alert: &Alert, text: &str, context: &Context) -> Result<(), CliError> {
    if context.console.is_json() {
        return context.console.print_json(&serde_json::json!({
            "kind": alert.kind,
            "severity": alert.severity,
            "session": alert.session,
            "text": text,
        }));
    }
    context.console.print(&format!("scopeon: {text}\n"))
}

/// A monitor whose agent is gone has nobody to tell.
#[cfg(unix)]
mod orphans {
    use std::time::Duration;

    use crate::signals::Stop;

    /// How often the process that started this one is looked for.
    const GLANCE: Duration = Duration::from_secs(2);

    pub(super) fn end(stop: &Stop) {
        let (first, token) = (rustix::process::getppid(), stop.token().clone());
        std::thread::spawn(move || {
            while rustix::process::getppid() == first {
                std::thread::sleep(GLANCE);
            }
            token.request();
        });
    }
}

#[cfg(not(unix))]
mod orphans {
    pub(super) const fn end(_stop: &crate::signals::Stop) {}
}
