//! `demarche mcp`: the tool server for an assistant that starts it.

use std::time::Duration;

use anyhow::Result;
use clap::Args;
use jiff::civil::Date;
use url::Url;

use super::Outcome;
use super::store::At;
use crate::feeds::webhooks::Retries;
use crate::http::Settings;
use crate::pipeline::ModelFile;

/// Arguments of `mcp`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example, as assistants are configured:\n  {\"command\": \"demarche\", \"args\": [\"mcp\", \"--register\", \"/path/to/demarche.db\"]}"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: At,
    /// The day that answers are about where none is asked for; today if not given
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

/// Runs `mcp`.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    // There must be a register: a tool server that looks only makes none.
    drop(arguments.at.look()?);
    crate::mcp::stdio(Settings {
        register: arguments.at.register.clone(),
        tokens: false,
        hosts: Vec::new(),
        rate: u32::MAX,
        as_of: arguments.as_of,
        silence: std::time::Duration::from_secs(15),
        readers: 2,
        // Nothing is told from here.
        model: ModelFile::default(),
        retries: Retries { attempts: 1, first: Duration::ZERO },
        base: Url::parse("demarche:///")?,
    })?;
    Ok(Outcome::Complete)
}
