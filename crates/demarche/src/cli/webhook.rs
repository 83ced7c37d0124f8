//! `demarche webhook`: which programs are told of changes, and what could not be told.

use std::io::Write;
use std::net::IpAddr;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use url::{Host, Url};

use super::Outcome;
use super::store::{At, ListFormat, today};
use crate::feeds::webhooks::{Sender, filter, secret, test};
use crate::filter::ScopeFilter;
use crate::http::session;

/// How many dead letters are shown.
const SHOWN: usize = 200;

/// Arguments of `webhook`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  demarche webhook add https://desk.example/hook --with EU --kind statement,stage\n  demarche webhook test ID\n  demarche webhook dead; demarche webhook retry all"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: At,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Notify a program of changes from now on, while `demarche serve` runs; the secret that signs them is shown once
    Add {
        /// Where events are sent
        url: Url,
        /// Send without encryption to another machine
        #[arg(long)]
        allow_http: bool,
        #[command(flatten)]
        filter: Box<ScopeFilter>,
    },
    /// Show all webhooks, and how much waits
    List(ListFormat),
    /// Remove a webhook, with all that waits for it
    Remove {
        /// Its id
        id: String,
    },
    /// Send an empty event now, and say what was answered
    Test {
        /// Its id
        id: String,
    },
    /// Show what could not be delivered
    Dead(ListFormat),
    /// Send again what could not be delivered
    Retry {
        /// Number of a dead letter, or `all`
        #[arg(value_parser = letter)]
        letter: Letter,
    },
    /// Drop what could not be delivered
    Drop {
        /// Number of a dead letter, or `all`
        #[arg(value_parser = letter)]
        letter: Letter,
    },
}

/// Which dead letters are meant.
#[derive(Debug, Clone, Copy)]
struct Letter(Option<i64>);

fn letter(text: &str) -> Result<Letter, String> {
    match text {
        "all" => Ok(Letter(None)),
        number => number.parse().map(|number| Letter(Some(number))).map_err(|_| "a number, or `all`".to_owned()),
    }
}

/// Runs `webhook`.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let mut register = arguments.at.write()?;
    let mut out = std::io::stdout().lock();
    match &arguments.action {
        Action::Add { url, allow_http, filter } => {
            check(url, *allow_http)?;
            // Who is meant must be known now: a slip would be told of never.
            filter.scope(register.snapshot(today(), None)?, None)?;
            let (id, secret) = (session::name(), secret());
            register.add_webhook(&id, url.as_str(), &secret, &serde_json::to_string(filter)?, Timestamp::now())?;
            eprintln!("webhook {id}; its secret is shown this once:");
            writeln!(out, "{secret}")?;
        }
        Action::List(format) if format.is_json() => {
            serde_json::to_writer_pretty(&mut out, &register.webhooks()?).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
        Action::List(_) => {
            for webhook in register.webhooks()? {
                let state = match &webhook.ended {
                    Some(at) => format!("ended {at}: {}", webhook.why),
                    None => format!("notified up to operation {}", webhook.told),
                };
                writeln!(out, "{}  {}  {}  made {}  {state}", webhook.id, webhook.url, webhook.filter, webhook.made)?;
            }
            let queue = register.queue()?;
            writeln!(out, "{} waiting, {} dead", queue.waiting, queue.dead)?;
        }
        Action::Remove { id } => {
            register.remove_webhook(id)?;
            writeln!(out, "removed {id}")?;
        }
        Action::Test { id } => {
            let webhook = register.webhook(id)?;
            filter(&webhook).map_err(|failure| anyhow::anyhow!("{}", failure.detail()))?;
            let base = Url::parse("urn:demarche:test")?;
            let (event, body) = test(&base, &Timestamp::now().to_string(), &session::random())
                .map_err(|failure| anyhow::anyhow!("{}", failure.detail()))?;
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .context("cannot start the threads")?;
            let sent = runtime.block_on(async { anyhow::Ok(Sender::new()?.send(&webhook, &event, &body).await) })?;
            writeln!(out, "{sent}")?;
            if !sent.is_taken() {
                return Ok(Outcome::Partial);
            }
        }
        Action::Dead(format) if format.is_json() => {
            let mut letters = Vec::new();
            for letter in register.dead_letters(SHOWN)? {
                let mut value = serde_json::to_value(&letter)?;
                value["body"] = serde_json::from_str(&letter.body)?;
                letters.push(value);
            }
            serde_json::to_writer_pretty(&mut out, &letters).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
        Action::Dead(_) => {
            for letter in register.dead_letters(SHOWN)? {
                writeln!(
                    out,
                    "{}  webhook {}  event {}  made {}  {} attempts: {}",
                    letter.row, letter.webhook, letter.event, letter.made, letter.attempts, letter.error
                )?;
            }
        }
        Action::Retry { letter } => {
            writeln!(out, "{} to be sent again", register.retry_letters(letter.0, Timestamp::now())?)?;
        }
        Action::Drop { letter } => writeln!(out, "{} dropped", register.drop_letters(letter.0)?)?,
    }
    Ok(Outcome::Complete)
}

/// Events hold words that nobody else should read on their way, unless they stay on this machine or the caller allows it.
fn check(url: &Url, allow_http: bool) -> Result<()> {
    let local = match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => bail!("{url} names no machine: write https://desk.example/hook"),
    };
    match url.scheme() {
        "https" => Ok(()),
        "http" if local || allow_http => Ok(()),
        "http" => bail!("{url} is not encrypted: use https, or say --allow-http"),
        _ => bail!("{url} is no address of the web: write https://desk.example/hook"),
    }
}
