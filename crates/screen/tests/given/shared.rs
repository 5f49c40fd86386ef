//! Where the published lists lie beside the repository.

use std::path::{Path, PathBuf};

/// The directory of the published lists; none, with a notice, where it is absent. With
/// SUFTAJA_SHARED=required its absence is a failure.
pub fn lists() -> Option<PathBuf> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = manifest.ancestors().find_map(|folder| {
        let lists = folder.join("shared/screening/lists");
        lists.is_dir().then_some(lists)
    });
    let required = std::env::var("SUFTAJA_SHARED").is_ok_and(|value| value == "required");
    assert!(found.is_some() || !required, "../shared/screening/lists is required and absent");
    if found.is_none() {
        eprintln!("skipped: ../shared/screening/lists is absent");
    }
    found
}
