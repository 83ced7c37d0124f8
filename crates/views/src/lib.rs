//! Answers computed from a snapshot of the register.
