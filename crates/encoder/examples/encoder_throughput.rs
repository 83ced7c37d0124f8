//! Measures the encoder; `bench/encoder.py` runs it beside another on the same pieces.
//!
//! `encoder_throughput MODEL TEXTS [--set vnni|avx2|portable] [--repeat N] [--window N] [--first]` reads one JSON string a line, each a text,
//! cuts its pieces into windows, and prints one JSON object. Seconds are those of the processor, which other programs on the
//! machine disturb least; `--first` encodes one window only, for the time of a cold process. For comparison, `--pieces FILE` writes,
//! for each text, a list of pieces (number, first byte, end) and encodes nothing; `--dump FOLDER` writes `windows.jsonl` (lists of
//! numbers) and `vectors.f32` (all vectors of all windows, little-endian).

use std::io::Write;
use std::path::Path;

use encoder::{InstructionSet, Model, Piece, Scratch};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| {
        arguments.iter().position(|argument| argument == name).and_then(|at| arguments.get(at + 1)).map(String::as_str)
    };
    let [model, texts] = &arguments[..2] else { panic!("usage: encoder_throughput MODEL TEXTS") };
    let start = processor_time();
    let model = Model::from_bytes(&std::fs::read(model).expect("the model can be read")).expect("the model is whole");
    let load = processor_time() - start;
    let text = std::fs::read_to_string(texts).expect("the file of texts can be read");
    let texts: Vec<String> =
        text.lines().map(|line| serde_json::from_str(line).expect("a line is a JSON string")).collect();
    let start = processor_time();
    let pieces: Vec<Vec<Piece>> = texts.iter().map(|text| model.tokenizer().tokenize(text)).collect();
    let tokenize = processor_time() - start;
    if let Some(path) = option("--pieces") {
        write_pieces(Path::new(path), &pieces).expect("the file of pieces can be written");
        return;
    }
    let window: usize = option("--window").map_or(192, |size| size.parse().expect("a window has a number of pieces"));
    let windows = windows(&model, &pieces, window);
    let set = match option("--set") {
        None => InstructionSet::detect(),
        Some(name) => *InstructionSet::available()
            .iter()
            .find(|set| set.to_string().to_lowercase().replace("avx-512 ", "") == name)
            .expect("the processor has the set"),
    };
    let mut scratch = Scratch::on(set);
    let mut best = f64::INFINITY;
    let first_only = arguments.iter().any(|argument| argument == "--first");
    for _ in 0..option("--repeat").map_or(3, |count| count.parse().expect("a number of rounds")) {
        let start = processor_time();
        for ids in windows.iter().take(if first_only { 1 } else { windows.len() }) {
            std::hint::black_box(model.encode_with(ids, &mut scratch));
        }
        best = best.min(processor_time() - start);
    }
    if let Some(folder) = option("--dump") {
        dump(Path::new(folder), &model, &mut scratch, &windows).expect("the folder can be written");
    }
    let words: usize = texts.iter().map(|text| text.split_whitespace().count()).sum();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).map(str::trim);
    let count: usize = windows.iter().map(Vec::len).sum();
    println!(
        "{}",
        serde_json::json!({"set": set.to_string(), "words": words, "pieces": count, "windows": windows.len(), "load": load,
            "tokenize": tokenize, "seconds": best, "words_per_second": words as f64 / best, "peak_memory": peak})
    );
}

/// Seconds that this thread has had of the processor.
fn processor_time() -> f64 {
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").expect("the kernel keeps statistics");
    let nanoseconds = statistics.split(' ').next().and_then(|number| number.parse::<f64>().ok());
    nanoseconds.expect("the first number is the time on the processor") / 1e9
}

/// Pieces in windows, with the special pieces around each.
fn windows(model: &Model, pieces: &[Vec<Piece>], size: usize) -> Vec<Vec<u32>> {
    let (cls, sep) = (model.tokenizer().cls(), model.tokenizer().sep());
    let window = |part: &[Piece]| [&[cls], &part.iter().map(|piece| piece.id).collect::<Vec<_>>()[..], &[sep]].concat();
    pieces.iter().flat_map(|pieces| pieces.chunks(size - 2)).map(window).collect()
}

fn write_pieces(path: &Path, pieces: &[Vec<Piece>]) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    for pieces in pieces {
        let rows: Vec<_> = pieces.iter().map(|piece| (piece.id, piece.span.start, piece.span.end)).collect();
        writeln!(out, "{}", serde_json::to_string(&rows)?)?;
    }
    out.flush()
}

fn dump(folder: &Path, model: &Model, scratch: &mut Scratch, windows: &[Vec<u32>]) -> std::io::Result<()> {
    let file = |name: &str| std::fs::File::create(folder.join(name)).map(std::io::BufWriter::new);
    let mut out = file("windows.jsonl")?;
    for window in windows {
        writeln!(out, "{}", serde_json::to_string(window)?)?;
    }
    out.flush()?;
    let mut out = file("vectors.f32")?;
    for window in windows {
        for value in model.encode_with(window, scratch).as_slice() {
            out.write_all(&value.to_le_bytes())?;
        }
    }
    out.flush()
}
