//! Trees of files in temporary directories.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The sum of a file that is empty.
pub(crate) const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// The sum of a file that reads `abc`.
pub(crate) const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/// A directory that goes with the test.
pub(crate) struct Tree(TempDir);

impl Tree {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Files that each read `abc`.
    pub(crate) fn of(files: &[&str]) -> Self {
        files
            .iter()
            .fold(Self::new(), |tree, file| tree.with(file, b"abc"))
    }

    /// Adds a file, and the directories it is in.
    pub(crate) fn with(self, file: impl AsRef<Path>, content: &[u8]) -> Self {
        let path = self.0.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// What `treesum` prints for files that read `abc`.
pub(crate) fn abc_lines(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("{ABC}  {name}\n"))
        .collect()
}

/// Files of all sizes around the edges of blocks and buffers, in directories to some depth.
pub(crate) fn mixed() -> Tree {
    let sizes = [
        0, 1, 55, 56, 63, 64, 65, 4095, 65_535, 65_536, 65_537, 200_000,
    ];
    let tree = sizes
        .iter()
        .enumerate()
        .fold(Tree::new(), |tree, (index, &size)| {
            let content: Vec<u8> = (0..size).map(|byte| (byte * 31 + index) as u8).collect();
            tree.with(format!("d{}/f {size}", index % 3), &content)
        });
    let deep = ["deep"; 100].join("/");
    tree.with(format!("{deep}/bottom"), b"abc")
        .with("d0.txt", b"")
        .with("d0/d0/x", b"x")
}
