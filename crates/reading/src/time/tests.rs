//! Examples and near misses of the grammar, as tables.
