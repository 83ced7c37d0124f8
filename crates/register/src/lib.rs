//! The store: operations in, snapshots out.
