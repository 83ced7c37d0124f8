//! Documents of the Hangul word processor: HWPX, which is XML, and the compound files of version 5.

pub(crate) mod hwp;
pub(crate) mod hwpx;
