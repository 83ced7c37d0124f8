//! `demarche account`: who may sign in with a name and a password.

use std::io::{BufRead, IsTerminal, Write};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use register::Role;

use super::Outcome;
use super::store::{At, ListFormat};
use crate::http::{password, session};

/// Arguments of `account`.
#[derive(Debug, Args)]
#[command(
    after_help = "Roles: a reader looks, follows and keeps private notes; an officer adds documents and works on entries besides; a reviewer decides on facts besides; an admin undoes what others did besides.\n\nExamples:\n  demarche account add Ines --role officer\n  echo \"$PASSWORD\" | demarche account add Ines --role officer --password-stdin"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: At,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make an account, or give one another password and role; a password that is made up is shown once
    Add {
        /// The name, under which everything is recorded
        name: String,
        /// What its holder may do
        #[arg(long, default_value = "officer", value_parser = role)]
        role: Role,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Show all accounts
    List(ListFormat),
    /// Give an account another role
    Role {
        /// Its name
        name: String,
        /// The role
        #[arg(value_parser = role)]
        role: Role,
    },
    /// End an account: its holder is signed out, and what carries the name stays
    End {
        /// Its name
        name: String,
    },
}

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| "one of reader, officer, reviewer, admin".to_owned())
}

/// Runs `account`.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let mut register = arguments.at.write()?;
    let mut out = std::io::stdout().lock();
    match &arguments.action {
        Action::Add { name, role, password_stdin } => {
            let given = if *password_stdin { Some(typed()?) } else { None };
            let password = given.clone().unwrap_or_else(session::name);
            let hash = password::hash(&password).map_err(anyhow::Error::msg)?;
            register.set_account(name, *role, &hash, Timestamp::now())?;
            eprintln!("account {name}, {}", role.as_str());
            if given.is_none() {
                eprintln!("its password is shown this once:");
                writeln!(out, "{password}")?;
            }
        }
        Action::List(format) if format.is_json() => {
            serde_json::to_writer_pretty(&mut out, &register.accounts()?).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
        Action::List(_) => {
            for account in register.accounts()? {
                let state = account.ended.map_or_else(|| "valid".to_owned(), |at| format!("ended {at}"));
                writeln!(out, "{}  {}  made {}  {state}", account.name, account.role.as_str(), account.made)?;
            }
        }
        Action::Role { name, role } => {
            register.set_role(name, *role)?;
            writeln!(out, "{name} is {}", role.as_str())?;
        }
        Action::End { name } => {
            register.end_account(name, Timestamp::now())?;
            writeln!(out, "ended {name}")?;
        }
    }
    Ok(Outcome::Complete)
}

/// The password on the first line of standard input.
fn typed() -> Result<String> {
    if std::io::stdin().is_terminal() {
        eprintln!("type the password, which is shown, and press Enter:");
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("the password cannot be read")?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        bail!("standard input holds no password");
    }
    Ok(password.to_owned())
}
