//! Amounts, currencies, identifiers, instants and error codes: the words every crate shares.
