//! Any bytes as a model file: an error, never a panic.
#![no_main]

use language::{Analyzer, Model};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(model) = Model::from_bytes(bytes.to_vec()) {
        let _ = Analyzer::new(&model);
    }
});
