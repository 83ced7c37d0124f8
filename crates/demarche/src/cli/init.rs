//! `demarche init`: a register, and whose it is.

use std::io::Write;

use anyhow::{Result, bail};
use clap::Args;
use jiff::Timestamp;
use register::Basis;

use super::Outcome;
use super::store::{At, reviewer, today};

/// Arguments of `init`.
#[derive(Debug, Args)]
#[command(
    after_help = "The home is the side that briefs are written from and that is nobody's counterpart. Until it is set it follows from the publishers of what was read.\n\nExamples:\n  demarche init --home KR\n  demarche init --home EU --register union.db"
)]
pub(super) struct Init {
    #[command(flatten)]
    at: At,
    /// The country or bloc whose desk this is: a code as KR or EU, or a name that the register knows
    #[arg(long, value_name = "CODE")]
    home: Option<String>,
    /// Who decides; the user of this session if not given
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
}

/// Runs `init`.
pub(super) fn init(arguments: &Init) -> Result<Outcome> {
    let made = !arguments.at.register.exists();
    let mut register = arguments.at.write()?;
    let mut out = std::io::stdout().lock();
    let path = arguments.at.register.display();
    if made {
        writeln!(out, "made the register {path}")?;
    }
    if let Some(home) = &arguments.home {
        let snapshot = register.snapshot(today(), None)?;
        let code = match views::resolve(snapshot, home) {
            Ok(party) => party.code().map(str::to_owned),
            Err(_) => Some(home.clone()),
        };
        let Some(code) = code else { bail!("{home} is not a country or bloc") };
        register.set_home(&code, &reviewer(arguments.author.as_deref())?, Timestamp::now())?;
    }
    match register.snapshot(today(), None)?.home()? {
        Some(home) => {
            let how = match home.basis {
                Basis::Set => "",
                Basis::Publishers => ", from the publishers of what was read; --home sets it",
                Basis::Speakers => ", from who speaks most in what was read; --home sets it",
            };
            writeln!(out, "home: {}{how}", home.code)?;
        }
        None => writeln!(out, "no home yet: set it with --home CODE, or it follows from what is read")?,
    }
    Ok(Outcome::Complete)
}
