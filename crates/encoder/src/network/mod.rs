//! The arithmetic of the encoder: integer products, attention, and floating point in a fixed order.
//!
//! A layer projects every vector to queries, keys and values, lets each piece look at all others by the likeness of its query
//! to their keys (Vaswani et al. 2017, *Attention is all you need*), and passes the result through two layers with a Gaussian
//! error linear unit between them (Hendrycks and Gimpel 2016), each step added to its input and normalised.
//!
//! All products are sums of integers, and exact. [`instruction_set::Kernel`] is what differs between instruction sets; all
//! floating point is written once, without fused multiply-add and with sixteen partial sums that are joined in one order, and
//! compiled for each set.

mod attention;
pub(crate) mod encoder;
pub(crate) mod instruction_set;
mod kernel;
mod linear;
mod norm;
pub(crate) mod numeric;
