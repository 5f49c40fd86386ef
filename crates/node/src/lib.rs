//! The running service: intake, sequencer, outbox, access, health.
