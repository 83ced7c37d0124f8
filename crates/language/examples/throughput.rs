//! Measures the analyser; `bench/compare.py` runs it beside spaCy on the same text.
//!
//! `throughput FILE [--threads N] [--repeat N]` reads one JSON string a line, each a document, and prints one JSON object.
//! `throughput FILE --first` analyses the first document only and prints nothing: for the time of a cold process.

use std::time::Instant;

use language::Analyzer;
use rayon::prelude::*;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| {
        arguments
            .iter()
            .position(|argument| argument == name)
            .and_then(|at| arguments.get(at + 1))
            .and_then(|value| value.parse().ok())
    };
    let path = arguments.first().expect("usage: throughput FILE [--threads N] [--repeat N] [--first]");
    let text = std::fs::read_to_string(path).expect("the file of documents can be read");
    let documents: Vec<String> =
        text.lines().map(|line| serde_json::from_str(line).expect("a line is a JSON string")).collect();
    let analyzer = Analyzer::embedded().expect("the embedded model is whole");
    if arguments.iter().any(|argument| argument == "--first") {
        std::process::exit(i32::from(analyzer.analyze_plain(&documents[0]).is_empty()));
    }
    let threads = option("--threads").unwrap_or(1);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
    let mut best = f64::INFINITY;
    let mut tokens = 0;
    for _ in 0..option("--repeat").unwrap_or(3) {
        let start = Instant::now();
        tokens = pool.install(|| documents.par_iter().map(|document| analyzer.analyze_plain(document).len()).sum());
        best = best.min(start.elapsed().as_secs_f64());
    }
    let words: usize = documents.iter().map(|document| document.split_whitespace().count()).sum();
    let memory = std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| {
            status.lines().find_map(|line| line.strip_prefix("VmHWM:").map(str::trim).map(str::to_owned))
        })
        .unwrap_or_default();
    println!(
        "{}",
        serde_json::json!({"tokens": tokens, "words": words, "seconds": best, "words_per_second": words as f64 / best, "peak_memory": memory})
    );
}
