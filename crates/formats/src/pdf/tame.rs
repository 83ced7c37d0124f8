//! Makes a file harmless before it is taken apart.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use flate2::read::ZlibDecoder;
use pdf_extract::content::Content;
use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream};

use crate::FormatError;

/// Bytes that one stream may unpack to. A page of text has some thousands.
const UNPACKED: u64 = 24 << 20;

/// Bytes of a stream that is packed by a method that cannot be looked into.
const OPAQUE: usize = 128 << 10;

/// Bytes of object streams in a file that is locked, which are unpacked unseen.
const UNSEEN: usize = 1 << 20;

/// Columns in a predictor of a stream.
const COLUMNS: u64 = 1 << 20;

/// Forms that a page may show, forms within forms counted each time.
const SHOWN: u64 = 20_000;

/// Levels of the tree of pages.
const LEVELS: usize = 256;

/// Refuses a file of which even the tables cannot be loaded.
pub(super) fn check(bytes: &[u8]) -> Result<(), FormatError> {
    let refused = Err(FormatError::TooLarge(UNPACKED, 1));
    for name in [&b"/Columns"[..], b"/Colors", b"/BitsPerComponent"] {
        if find(bytes, name).any(|at| number(&bytes[at + name.len()..]).is_some_and(|number| number > COLUMNS)) {
            return refused;
        }
    }
    // The table of references is unpacked before anything can be asked of it.
    for at in find(bytes, b"/XRef") {
        let rest = &bytes[at..];
        if let Some(start) = find(&rest[..rest.len().min(4096)], b"stream").next()
            && unpacks_to_too_much(rest[start + 6..].trim_ascii_start())
        {
            return refused;
        }
    }
    if find(bytes, b"/Encrypt").next().is_some() {
        let unseen: u64 = find(bytes, b"/ObjStm")
            .map(|at| {
                let around = &bytes[at.saturating_sub(300)..bytes.len().min(at + 300)];
                find(around, b"/Length").filter_map(|at| number(&around[at + 7..])).max().unwrap_or(0)
            })
            .sum();
        if unseen > UNSEEN as u64 {
            return refused;
        }
    }
    Ok(())
}

fn find<'b>(bytes: &'b [u8], name: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(slash) = bytes[from..].iter().position(|byte| *byte == name[0]) {
            let at = from + slash;
            from = at + 1;
            if bytes[at..].starts_with(name) {
                return Some(at);
            }
        }
        None
    })
}

fn number(bytes: &[u8]) -> Option<u64> {
    let bytes = bytes[..bytes.len().min(40)].trim_ascii_start();
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&bytes[..digits]).ok()?.parse().ok()
}

/// Takes an object while the file is being loaded; nothing for one that is a trap.
pub(super) fn filter(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if let Object::Stream(stream) = object {
        tame(stream);
    }
    Some((id, object.clone()))
}

/// Empties the streams that hold no text, or too much of it.
pub(super) fn streams(document: &mut Document) {
    for object in document.objects.values_mut() {
        if let Object::Stream(stream) = object {
            tame(stream);
        }
    }
}

fn tame(stream: &mut Stream) {
    let is =
        |name: &[u8], value: &[u8]| stream.dict.get(name).and_then(Object::as_name).is_ok_and(|found| found == value);
    // A picture would be taken for the words that draw a page.
    let picture = is(b"Subtype", b"Image");
    if picture || too_much(stream) {
        stream.dict.remove(b"Filter");
        stream.dict.remove(b"DecodeParms");
        stream.set_content(Vec::new());
    }
}

fn too_much(stream: &Stream) -> bool {
    let Ok(filters) = stream.filters() else { return false };
    let mut content = None;
    for filter in &filters {
        let bytes: &[u8] = content.as_deref().unwrap_or(&stream.content);
        match *filter {
            b"FlateDecode" if filters.len() == 1 => return unpacks_to_too_much(bytes),
            b"FlateDecode" => match unpacked(bytes) {
                Some(inner) => content = Some(inner),
                None => return true,
            },
            b"ASCII85Decode" => {
                let mut dict = Dictionary::new();
                dict.set("Filter", Object::Name(b"ASCII85Decode".to_vec()));
                content = Some(Stream::new(dict, bytes.to_vec()).decompressed_content().unwrap_or_default());
            }
            _ => return bytes.len() > OPAQUE,
        }
    }
    false
}

fn unpacks_to_too_much(bytes: &[u8]) -> bool {
    let packed = ZlibDecoder::new(bytes);
    let length = std::io::copy(&mut packed.take(UNPACKED + 1), &mut std::io::sink());
    // What breaks off is no more than what came before, but that is not known: the short way to a bomb is one that is broken.
    match length {
        Ok(length) => length > UNPACKED,
        Err(_) => bytes.len() > OPAQUE && (bytes.len() as u64) < UNPACKED && partial(bytes) > UNPACKED,
    }
}

/// Bytes that come out before the stream breaks off.
fn partial(bytes: &[u8]) -> u64 {
    let (mut packed, mut buffer, mut length) = (ZlibDecoder::new(bytes).take(UNPACKED + 1), vec![0; 1 << 16], 0);
    while let Ok(read @ 1..) = packed.read(&mut buffer) {
        length += read as u64;
    }
    length
}

fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut inner = Vec::new();
    let _ = ZlibDecoder::new(bytes).take(UNPACKED + 1).read_to_end(&mut inner);
    (inner.len() as u64 <= UNPACKED).then_some(inner)
}

/// Whether the parents of a page lead to a root.
pub(super) fn has_root(document: &Document, page: ObjectId) -> bool {
    let mut at = page;
    for _ in 0..LEVELS {
        let parent = document.get_dictionary(at).and_then(|node| node.get(b"Parent")).and_then(Object::as_reference);
        match parent {
            Ok(parent) => at = parent,
            Err(_) => return true,
        }
    }
    false
}

/// Empties forms that show themselves, or so many others that no page would.
pub(super) fn forms(document: &mut Document) {
    let shows: HashMap<ObjectId, Vec<ObjectId>> = document
        .objects
        .iter()
        .filter_map(|(id, object)| Some((*id, shown(document, object.as_stream().ok()?))))
        .filter(|(_, shown)| !shown.is_empty())
        .collect();
    let mut costs = HashMap::new();
    let mut cut: Vec<ObjectId> = Vec::new();
    for id in shows.keys() {
        if cost(*id, &shows, &mut costs, &mut HashSet::new()) > SHOWN {
            cut.push(*id);
        }
    }
    for id in cut {
        if let Ok(Object::Stream(stream)) = document.get_object_mut(id) {
            stream.dict.remove(b"Filter");
            stream.set_content(Vec::new());
        }
    }
}

/// The forms that the content of a stream shows, each as often as it does: by its own resources, or by any of that name, for a
/// form without resources has those of what shows it.
fn shown(document: &Document, stream: &Stream) -> Vec<ObjectId> {
    let kind = stream.dict.get(b"Subtype").and_then(Object::as_name);
    if !kind.is_ok_and(|kind| kind == b"Form") {
        return Vec::new();
    }
    let content = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
    if find(&content, b"Do").next().is_none() {
        return Vec::new();
    }
    let Ok(content) = Content::decode(&content) else { return Vec::new() };
    let own = stream.dict.get(b"Resources").ok();
    let everywhere: Vec<&Dictionary> = match own {
        Some(own) => document.dereference(own).ok().and_then(|(_, own)| own.as_dict().ok()).into_iter().collect(),
        None => document.objects.values().filter_map(|object| object.as_dict().ok()).collect(),
    };
    let forms: Vec<&Dictionary> = everywhere
        .into_iter()
        .flat_map(|resources| {
            [Some(resources), resources.get(b"Resources").ok().and_then(|own| resolve(document, own))]
        })
        .flatten()
        .filter_map(|resources| resolve(document, resources.get(b"XObject").ok()?))
        .collect();
    let mut shown = Vec::new();
    for operation in content.operations.iter().filter(|operation| operation.operator == "Do") {
        let Some(name) = operation.operands.first().and_then(|operand| operand.as_name().ok()) else { continue };
        shown.extend(forms.iter().filter_map(|forms| forms.get(name).and_then(Object::as_reference).ok()));
    }
    shown
}

fn resolve<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Dictionary> {
    document.dereference(object).ok().and_then(|(_, object)| object.as_dict().ok())
}

/// How many forms are shown when one is.
fn cost(
    id: ObjectId,
    shows: &HashMap<ObjectId, Vec<ObjectId>>,
    costs: &mut HashMap<ObjectId, u64>,
    open: &mut HashSet<ObjectId>,
) -> u64 {
    if let Some(known) = costs.get(&id) {
        return *known;
    }
    // One that is open shows itself; more levels than this are no page of people.
    if open.len() > 50 || !open.insert(id) {
        return u64::MAX;
    }
    let inner = shows
        .get(&id)
        .map_or(0, |shown| shown.iter().fold(0u64, |sum, shown| sum.saturating_add(cost(*shown, shows, costs, open))));
    open.remove(&id);
    let total = inner.saturating_add(1);
    costs.insert(id, total);
    total
}
