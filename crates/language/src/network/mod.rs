//! The arithmetic of the pipeline: hash embeddings, window encoder, linear layers.
//!
//! A token is embedded by the hashing trick: each of its features (norm, prefix, suffix, shape …) is hashed four times
//! into a small table and the four rows are added (Svenstrup, Hansen and Winther 2017, *Hash embeddings for efficient word
//! representations*; Miranda et al. 2022, *Multi hash embeddings in spaCy*). A maxout layer (Goodfellow et al. 2013)
//! with layer normalisation (Ba, Kiros and Hinton 2016) mixes the features, and four residual layers over windows of
//! three tokens let each token see four neighbours to either side.

pub(crate) mod embedding;
pub(crate) mod encoder;
pub(crate) mod kernel;
pub(crate) mod weights;
