//! Transition-based analysis: a state, a few moves, and a small network that scores them.
//!
//! Both components read a text from left to right with a stack and a buffer. At every step a few tokens of the state are
//! looked up (the next words, the top of the stack, their nearest children, or the ends of the open entity); the product
//! of each token's vector with each place it can take was computed beforehand (Kiperwasser and Goldberg 2016; spaCy's
//! *precomputable affine*), so that a step adds a few rows, takes the maximum of two pieces, and scores all moves with one
//! small matrix. The best move that is allowed in the state is taken: greedy search, no beam.

pub(crate) mod entities;
pub(crate) mod network;
pub(crate) mod parser;
