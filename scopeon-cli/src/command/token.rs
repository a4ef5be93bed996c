//! `scopeon token`, and where the secret is that tokens are made of.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use scopeon_core::time::Zone;
use scopeon_serve::token::{TokenRow, TokenSpec, TokenStore};
use scopeon_serve::{Secret, SecretError, Tier};

use crate::args::{TokenAction, TokenArgs};
use crate::context::Context;
use crate::error::{CliError, Kind, Outcome};
use crate::render::clean;

/// The variable that may hold the secret.
const VARIABLE: &str = "SCOPEON_SECRET";

/// Makes, lists and revokes tokens.
pub(super) fn run(args: &TokenArgs, context: &Context) -> Result<Outcome, CliError> {
    let place = SecretPlace::new(args.secret_file.as_deref(), context);
    let store = TokenStore::new(place.tokens());
    let done = match &args.action {
        TokenAction::Mint { name, tier, ttl } => {
            let spec = TokenSpec { name: name.clone(), tier: *tier, seconds: *ttl };
            return mint(&spec, &place, &store, context);
        }
        TokenAction::List => return list(&store, context),
        TokenAction::Revoke { name } => {
            store.revoke(name, context.app.now()).map(|row| format!("{} holds no more\n", clean(&row.name)))
        }
        TokenAction::Rotate => rotate(&place, &store, context),
    };
    context.console.print(&done.map_err(|error| refused(&error))?)?;
    Ok(Outcome::Fine)
}

fn mint(
    spec: &TokenSpec,
    place: &SecretPlace,
    store: &TokenStore,
    context: &Context,
) -> Result<Outcome, CliError> {
    if spec.tier == Tier::Health {
        return Err(CliError::usage("what tier 0 tells needs no token"));
    }
    if spec.name.trim().is_empty() {
        return Err(CliError::usage("--name says nothing"));
    }
    let secret = place.secret_or_new().map_err(|error| refused(&error))?;
    let minted = store.mint(spec, &secret, context.app.now()).map_err(|error| refused(&error))?;
    if context.console.is_json() {
        context.console.print_json(&serde_json::json!({ "token": minted.token, "row": minted.row }))?;
    } else {
        context.console.print(&format!("{}\n", minted.token))?;
        let ends = context.zone().wall(minted.row.expires_at);
        context.console.note(format_args!("it is shown this once, and holds until {ends}"));
    }
    Ok(Outcome::Fine)
}

fn list(store: &TokenStore, context: &Context) -> Result<Outcome, CliError> {
    let rows = store.list().map_err(|error| refused(&error))?;
    if context.console.is_json() {
        context.console.print_json(&serde_json::json!({ "rows": rows }))?;
        return Ok(Outcome::Fine);
    }
    if rows.is_empty() {
        context.console.print("There are no tokens; scopeon token mint makes one.\n")?;
    }
    let mut text = String::new();
    for row in &rows {
        let state = state(row, context);
        let _ = writeln!(text, "{}  tier {}  {state}  {}", row.id, row.tier, clean(&row.name));
    }
    context.console.print(&text)?;
    Ok(Outcome::Fine)
}

fn state(row: &TokenRow, context: &Context) -> String {
    let zone: Zone = context.zone();
    match row.revoked_at {
        Some(at) => format!("revoked {}", zone.wall(at)),
        None if row.holds(context.app.now()) => format!("until {}", zone.wall(row.expires_at)),
        None => format!("ended {}", zone.wall(row.expires_at)),
    }
}

fn rotate(place: &SecretPlace, store: &TokenStore, context: &Context) -> Result<String, SecretError> {
    let secret = Secret::random()?;
    secret.write(&place.file)?;
    let held = store.revoke_all(context.app.now())?;
    let note = if place.variable.is_some() {
        "; SCOPEON_SECRET still holds another one, which counts: start scopeon serve without it"
    } else {
        ""
    };
    Ok(format!("there is a new secret, and {held} tokens hold no more{note}\n"))
}

/// Where the secret is.
pub(super) struct SecretPlace {
    file: PathBuf,
    /// Whether the user named the file, so that it must be there.
    is_named: bool,
    variable: Option<String>,
    tokens: PathBuf,
}

impl SecretPlace {
    /// Finds out where it is; nothing is read.
    pub(super) fn new(named: Option<&Path>, context: &Context) -> Self {
        let beside = |name: &str| context.app.db().with_file_name(name);
        // What is set and no secret is a mistake; without one everybody on the machine could ask.
        let variable = std::env::var_os(VARIABLE).filter(|_| named.is_none());
        let variable = variable.map(|value| value.into_string().unwrap_or_default());
        Self {
            file: named.map_or_else(|| beside("scopeon.secret"), Path::to_owned),
            is_named: named.is_some(),
            variable,
            tokens: beside("scopeon.tokens"),
        }
    }

    /// Returns the file that the secret is read from, unless it comes from somewhere else.
    pub(super) fn secret_file(&self) -> Option<PathBuf> {
        self.variable.is_none().then(|| self.file.clone())
    }

    /// Returns where tokens are written down.
    pub(super) fn tokens(&self) -> PathBuf {
        self.tokens.clone()
    }

    /// Returns the secret, if there is one.
    pub(super) fn secret(&self) -> Result<Option<Secret>, SecretError> {
        if let Some(text) = &self.variable {
            return Secret::new(text).map(Some);
        }
        if !self.is_named && !self.file.exists() {
            return Ok(None);
        }
        Secret::read(&self.file).map(Some)
    }

    fn secret_or_new(&self) -> Result<Secret, SecretError> {
        if let Some(secret) = self.secret_if_there()? {
            return Ok(secret);
        }
        Secret::random()?.write_first(&self.file)
    }

    fn secret_if_there(&self) -> Result<Option<Secret>, SecretError> {
        if self.variable.is_none() && !self.file.exists() { Ok(None) } else { self.secret() }
    }
}

/// Words a failure.
pub(super) fn refused(error: &SecretError) -> CliError {
    let kind = match error {
        SecretError::Weak | SecretError::Open { .. } | SecretError::Name(_) => Kind::Usage,
        _ => Kind::Io,
    };
    CliError::new(kind, error)
}
