//! Putting it together: listening, answering until told to stop, and stopping without breaking off.

mod router;

use std::sync::Arc;
use std::time::{Duration, Instant};

use core::net::SocketAddr;
use scopeon_app::{App, CancelToken};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::accept;
use crate::auth::Auth;
use crate::connection::Door;
use crate::error::ServeError;
use crate::feeds::Feeds;
use crate::guard::Guard;
use crate::index_page::IndexPage;
use crate::kept::Kept;
use crate::listen;
use crate::live::Live;
use crate::options::ServeOptions;
use crate::random;
use crate::risen::Risen;
use crate::room::Room;
use crate::state::Server;
use crate::strangers::Strangers;
use crate::tls;
use crate::token::Signer;

/// As many threads look things up.
const LOOKERS: usize = 8;
/// So often it is looked for a request to stop.
const GLANCE: Duration = Duration::from_millis(50);
/// So often refusals are written into the log.
const MINUTE: Duration = Duration::from_mins(1);
/// So often it is looked whether the secret is another one.
const SECOND: Duration = Duration::from_secs(1);
/// How long connections may take to end.
const GRACE: Duration = Duration::from_millis(300);

/// Where a server listens.
#[derive(Clone, Debug)]
pub struct Listening {
    /// The addresses.
    pub addresses: Vec<SocketAddr>,
    /// The address of the dashboard.
    pub url: String,
    /// What a page trades for a token, once, where one was asked for.
    pub code: Option<String>,
}

/// Answers until it is told to stop. `ready` is told where it listens.
///
/// # Errors
///
/// When the options are not safe, it cannot listen there, or the system lacks what it takes.
pub fn serve(
    app: Arc<App>,
    options: &ServeOptions,
    cancel: &CancelToken,
    ready: impl FnOnce(&Listening),
) -> Result<(), ServeError> {
    options.check()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(LOOKERS)
        .thread_name("serve")
        .build()
        .map_err(ServeError::Runtime)?;
    let listeners = runtime.block_on(listen::listen(options.bind, options.port))?;
    // Logs are read only once it is certain that there is a server.
    let live = Live::start(&app, cancel);
    let served = run(&runtime, listeners, (app, Arc::clone(&live)), options, cancel, ready);
    cancel.request();
    runtime.shutdown_timeout(GRACE);
    live.join();
    served
}

fn run(
    runtime: &Runtime,
    listeners: Vec<TcpListener>,
    (app, live): (Arc<App>, Arc<Live>),
    options: &ServeOptions,
    cancel: &CancelToken,
    ready: impl FnOnce(&Listening),
) -> Result<(), ServeError> {
    let addresses =
        listeners.iter().map(|listener| listen::address(Some(listener))).collect::<Result<Vec<_>, _>>()?;
    let port = listen::address(listeners.first())?.port();
    let tls = options.tls.as_ref().map(tls::acceptor).transpose()?;
    let (stops, stop) = watch::channel(false);
    let server = Arc::new(server((app, live), options, port, stop.clone())?);
    let code = if options.one_time_code { Some(server.auth.code()?) } else { None };
    let door = Door { router: router::router(&server), tls };
    let room = Arc::new(Room::of(options.most_connections));
    for listener in listeners {
        runtime.spawn(accept::run(listener, door.clone(), Arc::clone(&room), stop.clone()));
    }
    runtime.spawn(Arc::clone(&server.feeds).run(stop.clone()));
    ready(&Listening { addresses, url: url(options, port), code });
    runtime.block_on(until(cancel, &server));
    stops.send_replace(true);
    runtime.block_on(async { tokio::time::sleep(GLANCE).await });
    Ok(())
}

fn server(
    (app, live): (Arc<App>, Arc<Live>),
    options: &ServeOptions,
    port: u16,
    stop: watch::Receiver<bool>,
) -> Result<Server, ServeError> {
    let cursors = Signer::new(&random::bytes::<32>()?);
    let cursors =
        cursors.ok_or_else(|| ServeError::Runtime(std::io::Error::other("a key cannot be used")))?;
    let auth = Auth::new(options)?;
    Ok(Server {
        page: IndexPage::new(auth.most(), auth.is_needed()),
        feeds: Feeds::new(&app, &live),
        app,
        live,
        guard: Guard::new(port, options.tls.is_some(), options.public.clone(), options.cors.clone()),
        auth,
        strangers: Strangers::default(),
        cursors,
        kept: Kept::default(),
        risen: Risen::default(),
        mcp: options.mcp.clone(),
        metrics_compat: options.metrics_compat,
        started: Instant::now(),
        stop,
    })
}

fn url(options: &ServeOptions, port: u16) -> String {
    if let Some(public) = &options.public {
        return format!("{public}/");
    }
    let scheme = if options.tls.is_some() { "https" } else { "http" };
    let host = match options.bind {
        Some(address) if !address.is_unspecified() => SocketAddr::new(address, port),
        _ => SocketAddr::from(([127, 0, 0, 1], port)),
    };
    format!("{scheme}://{host}/")
}

/// Waits for the request to stop; meanwhile it looks after the secret and writes refusals into the log.
async fn until(cancel: &CancelToken, server: &Server) {
    let (mut told, mut looked) = (Instant::now(), Instant::now());
    while !cancel.is_requested() {
        tokio::time::sleep(GLANCE).await;
        if looked.elapsed() >= SECOND {
            server.auth.refresh();
            looked = Instant::now();
        }
        if told.elapsed() >= MINUTE {
            server.auth.log_refusals();
            server.strangers.log();
            told = Instant::now();
        }
    }
    server.auth.log_refusals();
}
