//! ISO 20022: schema tables, one-pass reader, typed views, rules and template writers.
