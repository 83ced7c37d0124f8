use std::collections::BTreeMap;
use language::{lexeme::Lexemes, lemmatizer::Lemmatizer, attributes::*, tokenizer::*};
fn unescape(t: &str) -> String {
    let mut o = String::new(); let mut c = t.chars();
    while let Some(x) = c.next() { if x == '\\' { match c.next() { Some('t') => o.push('\t'), Some('n') => o.push('\n'), Some('r') => o.push('\r'), Some('0') => o.push('\0'), Some(y) => o.push(y), None => {} } } else { o.push(x) } }
    o
}
#[test]
fn parity() {
    let dir = std::env::var("SECTIONS").unwrap();
    let sec = |n: &str| std::fs::read(format!("{dir}/{n}")).unwrap();
    let tok = Tokenizer::read(&sec("tokenizer")).unwrap();
    let lex = Lexemes::read(&sec("lexemes")).unwrap();
    let attr = AttributeRuler::read(&sec("attributes")).unwrap();
    let lem = Lemmatizer::read(&sec("lemmas")).unwrap();
    let file = std::fs::read_to_string(std::env::var("FIX").unwrap_or("tests/fixtures/sentences.txt".into())).unwrap();
    let mut cache = ChunkCache::default(); let mut pieces = vec![];
    let mut bad: BTreeMap<&str, (usize, Vec<String>)> = BTreeMap::new(); let mut total = 0;
    for para in file.split("\n\n").filter(|p| !p.is_empty()) {
        let mut lines = para.split('\n'); let text = unescape(lines.next().unwrap().strip_prefix("T ").unwrap());
        let rows: Vec<Vec<&str>> = lines.map(|l| l.split('\t').collect()).collect();
        pieces.clear(); tok.tokenize(&text, &mut cache, &mut pieces);
        let got: Vec<(usize, bool)> = pieces.iter().map(|p| ((p.end - p.start) as usize, p.space_after)).collect();
        let want: Vec<(usize, bool)> = rows.iter().map(|r| (r[0].parse().unwrap(), r[1] == "1")).collect();
        let mut fail = |k: &'static str, s: String| { let e = bad.entry(k).or_default(); e.0 += 1; if e.1.len() < 12 { e.1.push(s) } };
        if got != want { fail("tokens", format!("{text:?}\n   {:?}", pieces.iter().map(|p| &text[p.start as usize..p.end as usize]).collect::<Vec<_>>())); continue; }
        let form = |i: usize| &text[pieces[i].start as usize..pieces[i].end as usize];
        for (i, r) in rows.iter().enumerate() {
            total += 1;
            let norm = match pieces[i].norm { Some(n) => tok.special_norm(n).to_string(), None => lex.norm(form(i)).into_owned() };
            let wn = if r[2].is_empty() { form(i).to_string() } else { unescape(r[2]) };
            if norm != wn { fail("norm", format!("{:?} {norm:?} {wn:?}", form(i))) }
            let wl = if r[3].is_empty() { wn } else { unescape(r[3]) };
            let a = attr.attributes(i, |j| rows.get(j).map(|r| RuledToken { form: form(j), tag: r[4], dep: r[7] }));
            if a.pos.unwrap_or("") != r[5] { fail("pos", format!("{:?} {:?} {r:?}", form(i), a)) }
            if a.morph.unwrap_or("") != r[6] { fail("morph", format!("{:?} {:?} {r:?}", form(i), a)) }
            let l = a.lemma.map(|l| l.to_string()).unwrap_or_else(|| lem.lemma(&lex, form(i), a.pos.unwrap_or(""), a.morph.unwrap_or("")).into_owned());
            if l != wl { fail("lemma", format!("{:?} {l:?} {wl:?}", form(i))) }
        }
    }
    println!("{total} tokens");
    for (k, (n, v)) in &bad { println!("{k}: {n}"); for s in v { println!("  {s}") } }
}
