//! Writes `docs/performance.md` and its plots from what is recorded; the folder of the repository is where
//! it is started.

use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for file in amphi_benches::page::written(&root)? {
        let path = root.join(&file.path);
        fs::create_dir_all(path.parent().unwrap_or(&root))?;
        fs::write(&path, file.content)?;
        println!("{}", file.path.display());
    }
    Ok(())
}
