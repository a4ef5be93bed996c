//! `scopeon serve`.

mod agents;
mod browser;
mod files;

use std::sync::Arc;

use core::net::{IpAddr, Ipv4Addr};
use scopeon_serve::{Listening, ServeError, ServeOptions, Tier, TlsFiles};

use agents::Agents;
use browser::Lead;

use super::token::{SecretPlace, refused};
use crate::args::ServeArgs;
use crate::context::Context;
use crate::error::{CliError, Kind, Outcome};
use crate::signals::Stop;

/// Serves until a signal comes.
pub(super) fn run(args: &ServeArgs, context: &Context) -> Result<Outcome, CliError> {
    let mut options = options(args, context)?;
    let stop = Stop::on_signals().map_err(|error| CliError::signals(&error))?;
    files::raise_limit();
    let app = Arc::clone(&context.app);
    if args.mcp {
        options.mcp = Some(Arc::new(Agents::open(&app, args.mcp_names, stop.token())));
    }
    let mut told = Ok(None);
    let served = scopeon_serve::serve(app, &options, stop.token(), |listening| {
        told = tell(args, listening, context);
        if told.is_err() {
            // Nobody is told where it is: there is no use in going on.
            stop.token().request();
        }
    });
    match (served, stop.signal()) {
        (Err(error), None) => Err(explained(error)),
        _ => told.map(|_lead| Outcome::Fine),
    }
}

fn options(args: &ServeArgs, context: &Context) -> Result<ServeOptions, CliError> {
    let bind = if args.lan { Some(IpAddr::V4(Ipv4Addr::UNSPECIFIED)) } else { args.bind };
    let place = SecretPlace::new(args.secret_file.as_deref(), context);
    let mut options = ServeOptions { bind, port: args.port, ..ServeOptions::default() };
    let usual = if options.is_loopback() { Tier::Aggregates } else { Tier::Health };
    options.tier = args.tier.unwrap_or(usual);
    if args.mcp && options.tier < Tier::Sessions {
        let problem = format!("--mcp tells agents of sessions, and tier {} tells of none", options.tier);
        return Err(CliError::usage(problem).hint("add --tier 2, or --tier 3 for single calls, too"));
    }
    options.secret = place.secret().map_err(|error| refused(&error))?;
    options.secret_file = place.secret_file();
    options.tokens = Some(place.tokens());
    options.public.clone_from(&args.public_url);
    options.cors.clone_from(&args.cors_origin);
    options.tls = args
        .tls_cert
        .clone()
        .zip(args.tls_key.clone())
        .map(|(certificate, key)| TlsFiles { certificate, key });
    options.allow_plain_http = args.allow_plain_http;
    options.metrics_compat = args.metrics_compat;
    options.one_time_code = args.open;
    Ok(options)
}

/// Says where it listens; what leads a browser there stays as long as what is returned.
fn tell(args: &ServeArgs, listening: &Listening, context: &Context) -> Result<Option<Lead>, CliError> {
    if context.console.is_json() {
        context.console.print_json(&serde_json::json!({ "url": listening.url }))?;
    } else {
        context.console.print(&format!("{}\n", listening.url))?;
        // By the name that others know it by it cannot be told where it listens.
        let place = listening.addresses.first().filter(|_| args.public_url.is_some());
        let place = place.map_or_else(String::new, |address| format!(" on {address}"));
        context.console.note(format_args!("serving{place}; Ctrl-C ends it"));
    }
    let Some(code) = listening.code.as_deref().filter(|_| args.open) else { return Ok(None) };
    let opened = browser::open(&listening.url, code).inspect_err(|error| {
        context.console.note(format_args!("the browser could not be opened: {error}"));
    });
    Ok(opened.ok())
}

fn explained(error: ServeError) -> CliError {
    match error {
        ServeError::App(error) => error.into(),
        ServeError::Options { problem, hint } => CliError::usage(problem).hint(hint),
        error @ ServeError::Taken { .. } => {
            CliError::new(Kind::Io, &error).hint("--port takes another one, and 0 any that is free")
        }
        ServeError::Secret(error) => refused(&error),
        error => CliError::new(Kind::Io, error),
    }
}
