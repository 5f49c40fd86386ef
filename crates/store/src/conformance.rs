//! The suite that every home passes.
