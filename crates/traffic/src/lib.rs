//! Seeded generator of realistic traffic and counterparties that answer.
