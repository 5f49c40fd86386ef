//! The journal: blocks, hash chain, sealed evidence, recovery.
