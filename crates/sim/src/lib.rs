//! Whole worlds with faults against an independent oracle.
