//! Guides cannot go stale: the files they name exist.

use std::path::Path;

#[test]
fn every_path_named_in_the_guides_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for guide in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "DESIGN.md"] {
        let text = std::fs::read_to_string(root.join(guide)).expect("a guide");
        let mut named = 0;
        for word in text.split(|character: char| character.is_whitespace() || "`()|,;".contains(character)) {
            let word = word.trim_end_matches(['.', ':']);
            let is_path = ["crates/", "tools/", "bench/", ".ci/"].iter().any(|folder| word.starts_with(folder))
                || word.ends_with(".md") && !word.contains("://");
            if is_path {
                named += 1;
                assert!(root.join(word).exists(), "{guide} names {word}, which does not exist");
            }
        }
        assert!(named > 0, "{guide} names no file");
    }
}
