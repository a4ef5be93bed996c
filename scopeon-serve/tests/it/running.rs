//! A server that runs as long as a test does, over sample logs.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

use scopeon_app::{AgentSet, App, CancelToken, Inputs, Reads, Silent};
use scopeon_serve::{Listening, ServeOptions, serve};
use tempfile::TempDir;

use crate::client::Client;

/// A server that ends with its test.
pub(crate) struct Running {
    pub(crate) listening: Listening,
    cancel: CancelToken,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Starts one on any port.
    pub(crate) fn start(app: &Arc<App>, options: ServeOptions) -> Self {
        let options = ServeOptions { port: 0, ..options };
        let (cancel, app) = (CancelToken::new(), Arc::clone(app));
        let (tells, told) = sync_channel(1);
        let stop = cancel.clone();
        let thread = std::thread::spawn(move || {
            let served =
                serve(app, &options, &stop, |listening| tells.send(listening.clone()).expect("a test"));
            served.expect("a server");
        });
        let listening = told.recv_timeout(Duration::from_secs(20)).expect("it listens");
        Self { listening, cancel, thread: Some(thread) }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        *self.listening.addresses.first().expect("an address")
    }

    pub(crate) fn port(&self) -> u16 {
        self.address().port()
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.address())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.cancel.request();
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(std::thread::panicking() || matches!(ended, Some(Ok(()))), "the server broke off");
    }
}

/// Sample logs that are read already, once for all tests.
pub(crate) fn sample() -> &'static Sample {
    static SAMPLE: OnceLock<Sample> = OnceLock::new();
    SAMPLE.get_or_init(Sample::read)
}

/// Sample logs that are read already.
pub(crate) struct Sample {
    /// Held, so that its files stay.
    _demo: App,
    own: TempDir,
    db: PathBuf,
}

impl Sample {
    fn read() -> Self {
        let own = tempfile::tempdir().expect("a directory");
        let inputs = Inputs {
            demo: true,
            own_home: Some(own.path().join("demo")),
            temporary: own.path().to_owned(),
            ..Inputs::default()
        };
        let demo = App::open(&inputs, AgentSet::builtin(), Arc::new(Silent)).expect("sample logs");
        demo.refresh(&CancelToken::new()).expect("they are read");
        demo.finish().expect("they are kept");
        Self { db: demo.db(), _demo: demo, own }
    }

    /// Opens what is kept of them; nothing is read any more.
    pub(crate) fn app(&self) -> Arc<App> {
        let inputs = Inputs {
            own_home: Some(self.own.path().join("served")),
            db: Some(self.db.clone()),
            temporary: self.own.path().to_owned(),
            reads: Reads::Never,
            ..Inputs::default()
        };
        std::fs::create_dir_all(self.own.path().join("served")).expect("a directory");
        Arc::new(App::open(&inputs, AgentSet::builtin(), Arc::new(Silent)).expect("an application"))
    }
}
