//! The terminal dashboard lives here; reading logs and counting do not. Nothing is built yet.
