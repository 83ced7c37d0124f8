//! Any JSON as a record that is imported: refused, or a record whose slices hold and whose public form reads back as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use record::{PublicRecord, Record};

fuzz_target!(|bytes: &[u8]| {
    let Ok(public) = serde_json::from_slice::<PublicRecord>(bytes) else { return };
    let Ok(record) = Record::try_from(public) else { return };
    for fact in &record.facts {
        assert!(!fact.evidence().is_empty(), "a fact without evidence came in");
        for slice in fact.evidence() {
            slice.verify(&record.document).expect("a slice is the text it points at");
        }
    }
    assert_eq!(Record::try_from(record.to_public()).expect("the public form can be read back"), record);
});
