//! The encoder against vectors computed elsewhere, and against itself with other instructions.

use encoder::{Head, InstructionSet, Model, ModelError, Scratch};

static TINY: &[u8] = include_bytes!("fixtures/tiny.encoder");

fn tiny() -> Model {
    Model::from_bytes(TINY).expect("the fixture is whole")
}

/// What `tools/reader/pack.py --self-test` computed in single precision.
fn cases() -> Vec<(Vec<u32>, serde_json::Value)> {
    let lines = include_str!("fixtures/tiny.jsonl").lines();
    let case = |line| {
        let case: serde_json::Value = serde_json::from_str(line).expect("a line is a case");
        let ids = case["ids"].as_array().expect("ids").iter().map(|id| id.as_u64().expect("a number") as u32).collect();
        (ids, case)
    };
    lines.map(case).collect()
}

fn numbers(value: &serde_json::Value) -> Vec<f32> {
    value.as_array().expect("an array").iter().map(|number| number.as_f64().expect("a number") as f32).collect()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

/// Numbers between -1 and 1 that look random.
fn noise(count: usize, seed: u64) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

#[test]
fn vectors_are_those_of_single_precision_up_to_rounding() {
    let model = tiny();
    for (ids, expected) in cases() {
        let vectors = model.encode(&ids);
        assert_eq!((vectors.len(), vectors.width()), (ids.len(), 64));
        for (row, name) in [(0, "first"), (ids.len() - 1, "last")] {
            let likeness = cosine(vectors.row(row), &numbers(&expected[name]));
            assert!(likeness > 0.998, "{name} of {} pieces: {likeness}", ids.len());
        }
        let last = ids.len() - 1;
        let ends = [vectors.row(0), vectors.row(last)].concat();
        for (name, input) in [("kind", vectors.row(last)), ("pair", &ends)] {
            let scores = model.head(name).expect("the model has the head").apply(input);
            let exact = numbers(&expected[if name == "kind" { "kind_of_last" } else { "pair_of_ends" }]);
            for (score, exact) in scores.iter().zip(&exact) {
                assert!((score - exact).abs() < 0.3, "{name} of {} pieces: {scores:?} {exact:?}", ids.len());
            }
        }
    }
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    let model = tiny();
    for (ids, _) in cases() {
        let mut all = InstructionSet::available().into_iter().map(|set| {
            let vectors = model.encode_with(&ids, &mut Scratch::on(set));
            vectors.as_slice().iter().map(|value| value.to_bits()).collect::<Vec<_>>()
        });
        let first = all.next().expect("there is a set");
        for other in all {
            assert_eq!(first, other, "{} pieces", ids.len());
        }
    }
}

#[test]
fn a_used_workspace_changes_nothing() {
    let model = tiny();
    let mut scratch = Scratch::new();
    let mut sequences: Vec<_> = cases().into_iter().map(|(ids, _)| ids).collect();
    sequences.extend(sequences.clone().into_iter().rev());
    sequences.push(Vec::new());
    for ids in sequences {
        assert_eq!(model.encode_with(&ids, &mut scratch), model.encode(&ids));
    }
}

#[test]
fn a_model_is_shared_by_threads() {
    let model = tiny();
    let (ids, _) = cases().pop().expect("there are cases");
    let expected = model.encode(&ids);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(model.encode(&ids), expected));
        }
    });
}

#[test]
fn heads_take_rows_of_any_number_and_width() {
    for (inputs, outputs, rows) in [(1, 1, 1), (7, 16, 4), (33, 17, 5), (96, 50, 11), (5, 3, 0)] {
        let (weights, bias, input) = (noise(inputs * outputs, 1), noise(outputs, 2), noise(inputs * rows, 3));
        let head = Head::new(&weights, &bias, inputs);
        let scores = head.apply(&input);
        assert_eq!(scores.len(), rows * outputs);
        for (row, scores) in input.chunks_exact(inputs).zip(scores.chunks_exact(outputs)) {
            for (output, score) in scores.iter().enumerate() {
                let weights = &weights[output * inputs..][..inputs];
                let exact = row.iter().zip(weights).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
                assert!((f64::from(*score) - exact - f64::from(bias[output])).abs() < 1e-5);
            }
            assert_eq!(head.apply(row), scores, "rows do not depend on their neighbours");
        }
    }
}

#[test]
fn what_the_file_says_of_itself() {
    let model = tiny();
    assert_eq!(model.id().len(), 64);
    assert!(model.metadata().starts_with('{'));
    assert_eq!(
        model.heads().map(|(name, head)| (name, head.inputs(), head.outputs())).collect::<Vec<_>>(),
        [("kind", 64, 5), ("pair", 128, 19)]
    );
    assert!(model.head("other").is_none());
    assert_eq!((model.width(), model.max_pieces()), (64, 48));
}

#[test]
fn damaged_files_are_refused() {
    let error = |bytes: &[u8]| Model::from_bytes(bytes).expect_err("the file is not whole");
    assert_eq!(error(b"PK\x03\x04 something else"), ModelError::NotAModel);
    assert_eq!(error(b""), ModelError::Truncated(0));
    for length in (1..TINY.len()).step_by(97) {
        assert_eq!(error(&TINY[..length]), ModelError::Truncated(length));
    }
    let mut bytes = TINY.to_vec();
    bytes.push(0);
    assert_eq!(error(&bytes), ModelError::Damaged);
    for at in (0..TINY.len()).step_by(61) {
        let mut bytes = TINY.to_vec();
        bytes[at] ^= 1 << (at % 8);
        error(&bytes);
    }
    let mut newer = TINY.to_vec();
    newer[8] = 9;
    assert_eq!(error(&newer), ModelError::Format { found: 9 });
}

/// The fixture with bytes of a section replaced and the hash made right again.
fn forged(section: &str, at: usize, bytes: &[u8]) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let mut file = TINY.to_vec();
    let name = [&(section.len() as u16).to_le_bytes(), section.as_bytes()].concat();
    let found = file.windows(name.len()).position(|window| window == name).expect("the section is there");
    let start = found + name.len() + 8 + at;
    file[start..start + bytes.len()].copy_from_slice(bytes);
    let hash = Sha256::digest(&file[44..]);
    file[12..44].copy_from_slice(&hash);
    file
}

#[test]
fn files_with_a_right_hash_and_wrong_content_are_refused() {
    let error = |section: &str, at, bytes: &[u8]| {
        Model::from_bytes(&forged(section, at, bytes)).expect_err("the content is wrong").to_string()
    };
    assert!(Model::from_bytes(&forged("metadata", 0, b"{")).is_ok());
    assert!(error("metadata", 0, b"\xff").contains("metadata"));
    for (field, number) in
        [(0, 65u32), (1, 0), (1, 65), (1, u32::MAX), (2, 0), (2, 3), (2, 64), (3, 33), (4, 0), (4, 513)]
    {
        assert!(error("shape", field * 4, &number.to_le_bytes()).contains("shape"), "field {field} = {number}");
    }
    // Sizes that the kernels compute, and that do not fit the sections.
    for (field, number) in [(0, 3u32), (1, 128), (3, 64), (4, 49)] {
        assert!(error("shape", field * 4, &number.to_le_bytes()).contains("section"), "field {field} = {number}");
    }
    assert!(error("shape", 20, &0f32.to_le_bytes()).contains("epsilon"));
    assert!(error("vocabulary", 0, &u32::MAX.to_le_bytes()).contains("vocabulary"));
    assert!(error("embeddings", 0, &f32::NAN.to_le_bytes()).contains("embeddings"));
    assert!(error("layer.1", 64 * 4, &32u32.to_le_bytes()).contains("layer.1"));
    // -128 among the weights: they begin after a balance, two sizes, scales and biases, each of 64 numbers.
    assert!(error("layer.0", 8 + 3 * 64 * 4, &[0x80]).contains("layer.0"));
    assert!(error("head.kind", 4, &0u32.to_le_bytes()).contains("head.kind"));
    assert!(error("head.kind", 0, &u32::MAX.to_le_bytes()).contains("head.kind"));
}
