//! `demarche serve`, `token`: the record in a browser, and who may ask.

use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use register::Scope;
use url::Url;

use super::Outcome;
use super::store::{At, ListFormat};
use crate::feeds::webhooks::Retries;
use crate::http::{self, Settings, session};
use crate::pipeline::ModelFile;

/// Arguments of `serve`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  demarche serve\n  demarche account add Ines --role officer && demarche serve --listen 0.0.0.0:8080"
)]
pub(super) struct Serve {
    #[command(flatten)]
    at: At,
    /// Where to listen; other addresses than this machine's own only with accounts or tokens
    #[arg(long, default_value = "127.0.0.1:8472", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// Ask everybody to sign in or show a token, on this machine's own address, too
    #[arg(long)]
    tokens: bool,
    /// Another name under which browsers may ask without a token
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// The address under which others reach the server, for links in feeds; where it listens if not given
    #[arg(long, value_name = "URL", value_parser = base)]
    base_url: Option<Url>,
    /// How often an event is sent to a webhook before it is given up
    #[arg(long, default_value_t = 12, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=30))]
    webhook_attempts: u32,
    /// Seconds before an event is sent again; each further pause is twice as long
    #[arg(long, default_value_t = 5.0, value_name = "SECONDS", value_parser = seconds)]
    webhook_pause: f64,
    /// Requests a second that one address may make
    #[arg(long, default_value_t = 5_000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rate: u32,
    #[command(flatten)]
    model: ModelFile,
    /// The day that answers are about where none is asked for; today if not given
    #[arg(long, value_name = "DATE", value_parser = crate::clock::last_day)]
    as_of: Option<Date>,
    /// Seconds that a client may be silent in the middle of something
    #[arg(long, default_value_t = 15, hide = true, value_parser = clap::value_parser!(u64).range(1..))]
    silence: u64,
    /// How to log on standard error; RUST_LOG says how much
    #[arg(long, value_enum, default_value_t = Log::Text)]
    log: Log,
}

/// The address of a server as others reach it.
pub(super) fn base(text: &str) -> Result<Url, String> {
    let mut url: Url = text.parse().map_err(|error| format!("{text:?} is no address: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") || url.query().is_some() || url.fragment().is_some() {
        return Err(format!("{text:?} is none: write https://demarche.example/"));
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// Seconds of a pause.
fn seconds(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|seconds| (0.0..=3600.0).contains(seconds)).ok_or_else(|| "seconds, 0 to 3600".to_owned())
}

/// Forms of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Log {
    /// Lines to read
    Text,
    /// One JSON object a line
    Json,
}

/// Runs `serve`.
pub(super) fn serve(arguments: &Serve) -> Result<Outcome> {
    let local = arguments.listen.ip().is_loopback();
    let tokens = arguments.tokens || !local;
    if tokens {
        let register = arguments.at.write()?;
        let token = register.tokens()?.iter().any(|token| token.revoked.is_none());
        if !token && !register.accounts()?.iter().any(|account| account.ended.is_none()) {
            bail!(
                "{} lets nobody in without an account or a token, and there is none: make one with \
                 `demarche account add NAME` or `demarche token make NAME`",
                arguments.listen
            );
        }
    }
    log(arguments.log);
    let settings = Settings {
        register: arguments.at.register.clone(),
        tokens,
        hosts: arguments.host.clone(),
        rate: arguments.rate,
        model: arguments.model.clone(),
        as_of: arguments.as_of,
        retries: Retries {
            attempts: arguments.webhook_attempts,
            first: Duration::from_secs_f64(arguments.webhook_pause),
        },
        base: match &arguments.base_url {
            Some(base) => base.clone(),
            None => Url::parse(&format!("http://{}/", arguments.listen))?,
        },
        silence: std::time::Duration::from_secs(arguments.silence),
        readers: std::thread::available_parallelism().map_or(4, |cores| cores.get() * 2),
    };
    http::serve(settings, arguments.listen)?;
    Ok(Outcome::Complete)
}

/// Starts logging on standard error.
fn log(form: Log) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match form {
        Log::Text => builder.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).init(),
        Log::Json => builder.json().init(),
    }
}

/// Arguments of `token`.
#[derive(Debug, Args)]
pub(super) struct Token {
    #[command(flatten)]
    at: At,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a token; it is shown once, the register keeps its hash alone
    Make {
        /// Whose it is, or what for
        name: String,
        /// What it allows: read, write (documents), review (decide on facts)
        #[arg(long, value_delimiter = ',', default_value = "read", value_parser = scope)]
        scope: Vec<Scope>,
    },
    /// Show all tokens, without their secrets
    List(ListFormat),
    /// End a token
    Revoke {
        /// Its id
        id: String,
    },
}

fn scope(word: &str) -> Result<Scope, String> {
    Scope::parse(word).ok_or_else(|| "one of read, write, review".to_owned())
}

/// Runs `token`.
pub(super) fn token(arguments: &Token) -> Result<Outcome> {
    let mut register = arguments.at.write()?;
    let mut out = std::io::stdout().lock();
    match &arguments.action {
        Action::Make { name, scope } => {
            let secret = format!("demarche_{}", session::random());
            let id = session::name();
            register.add_token(&id, name, scope, &secret, Timestamp::now())?;
            eprintln!("token {id} for {name}; it is shown this once:");
            writeln!(out, "{secret}")?;
        }
        Action::List(format) if format.is_json() => {
            serde_json::to_writer_pretty(&mut out, &register.tokens()?).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
        Action::List(_) => {
            for token in register.tokens()? {
                let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.as_str()).collect();
                let state = token.revoked.map_or_else(|| "valid".to_owned(), |at| format!("revoked {at}"));
                writeln!(out, "{}  {}  {}  made {}  {state}", token.id, token.name, scopes.join(","), token.made)?;
            }
        }
        Action::Revoke { id } => {
            register.revoke_token(id, Timestamp::now())?;
            writeln!(out, "revoked {id}")?;
        }
    }
    Ok(Outcome::Complete)
}
