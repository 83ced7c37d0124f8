//! Bytes to documents, and documents to facts.
