//! The one binary `suftaja`.
fn main() {}
