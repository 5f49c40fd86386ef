//! Where the published schemas, samples and code sets lie beside the repository.

use std::path::{Path, PathBuf};

/// The directory of the published data; none, with a notice, where it is absent. With
/// SUFTAJA_SHARED=required its absence is a failure.
pub fn shared() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/iso20022");
    if root.is_dir() {
        return Some(root);
    }
    let required = std::env::var("SUFTAJA_SHARED").is_ok_and(|value| value == "required");
    assert!(!required, "../shared/iso20022 is required and absent");
    eprintln!("skipped: ../shared/iso20022 is absent");
    None
}
