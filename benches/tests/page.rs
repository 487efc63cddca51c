//! The page that is committed is the one that the program writes from the figures that are committed.

use std::fs;
use std::path::Path;

#[test]
fn the_page_is_what_the_recorded_figures_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = amphi_benches::page::written(&root).unwrap();
    assert!(files.len() > 1, "a page and plots");
    for file in files {
        let found = fs::read_to_string(root.join(&file.path)).unwrap_or_default();
        let path = file.path.display();
        assert!(
            found == file.content,
            "{path} differs: `cargo run -p amphi-benches --bin page`"
        );
    }
}
