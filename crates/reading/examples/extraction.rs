//! What reading costs beside the analysis, and how both grow.
//!
//! `cargo run --release -p demarche-reading --example extraction` measures; with `generate N` it prints N announcements as
//! JSON Lines, made by recombining the sentences of the project's own corpus, for runs of the whole program.

use std::time::{Duration, Instant};

use language::Analyzer;
use record::{Document, DocumentId};

const CORPUS: &str = include_str!("../../../corpus/announcements.jsonl");

/// A small generator of numbers, so that every run measures the same texts (SplitMix64, Steele et al. 2014).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((value ^ (value >> 31)) % limit as u64) as usize
    }
}

/// Announcements recombined from the paragraphs of the corpus.
fn generate(count: usize) -> impl Iterator<Item = Document> {
    let corpus: Vec<Document> =
        CORPUS.lines().map(|line| serde_json::from_str(line).expect("the corpus holds documents")).collect();
    let paragraphs: Vec<String> =
        corpus.iter().flat_map(|document| document.body.split("\n\n")).map(str::to_owned).collect();
    let mut numbers = Numbers(20_251_211);
    (0..count).map(move |index| {
        let base = &corpus[numbers.below(corpus.len())];
        let body: Vec<&str> = (0..9).map(|_| paragraphs[numbers.below(paragraphs.len())].as_str()).collect();
        // Each has a title of its own, and they spread over ten years, as announcements do.
        let earlier = jiff::Span::new().days(numbers.below(3650) as i64);
        Document {
            id: DocumentId(format!("made-{index:06}")),
            title: format!("{} ({index})", base.title),
            published: base.published.and_then(|day| day.checked_sub(earlier).ok()),
            body: body.join("\n\n"),
            ..base.clone()
        }
    })
}

/// The largest resident memory of this process so far, in MiB; nothing where the system does not tell.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, count] = arguments.as_slice()
        && command == "generate"
    {
        for document in generate(count.parse().expect("a number")) {
            println!("{}", serde_json::to_string(&document).expect("a document is JSON"));
        }
        return;
    }
    let analyzer = Analyzer::embedded().expect("the embedded model is whole");
    println!("documents  analysis ms  reading ms  reading/analysis  ms/document  facts  peak MiB");
    for count in [250, 500, 1000, 2000] {
        let (mut analysis, mut reading, mut facts) = (Duration::ZERO, Duration::ZERO, 0);
        for document in generate(count) {
            let start = Instant::now();
            let (title, body) = (analyzer.analyze(&document.title), analyzer.analyze(&document.body));
            analysis += start.elapsed();
            let start = Instant::now();
            facts += reading::read_analysed(document, title, body).record.facts.len();
            reading += start.elapsed();
        }
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        println!(
            "{count:9}  {:11.0}  {:10.0}  {:16.3}  {:11.2}  {facts:5}  {:8}",
            milliseconds(analysis),
            milliseconds(reading),
            reading.as_secs_f64() / analysis.as_secs_f64(),
            milliseconds(analysis + reading) / count as f64,
            peak().unwrap_or(0),
        );
    }
}
