//! Any bytes to the reader of each format: the first byte chooses which.
#![no_main]

use formats::{Budget, Format};
use libfuzzer_sys::fuzz_target;

const FORMATS: [Format; 11] = [
    Format::Pdf,
    Format::Docx,
    Format::Odt,
    Format::Xlsx,
    Format::Hwpx,
    Format::Compound,
    Format::Rtf,
    Format::Mail,
    Format::Mailbox,
    Format::Zip,
    Format::Gzip,
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let _ = formats::sniff(rest);
    let _ = formats::read(FORMATS[usize::from(*first) % FORMATS.len()], rest, &mut Budget::default());
});
