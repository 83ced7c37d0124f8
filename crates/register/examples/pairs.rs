//! Prints every entry of the ledger of a small register with every later fact, and what the two have in common, one JSON object a line.
//!
//! `cargo run -p demarche-register --example pairs -- REGISTER` feeds `tools/links/train.py`.

use std::error::Error;
use std::io::Write;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("pairs REGISTER")?;
    let mut register = register::Register::open(Path::new(&path))?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(register::LIKELIHOOD)?)?;
    for pair in register.pairs()? {
        // A number that is missing is null in JSON.
        let line = serde_json::json!({
            "entry": pair.entry, "later": pair.later, "found": pair.found, "numbers": pair.numbers,
        });
        writeln!(out, "{line}")?;
    }
    Ok(())
}
