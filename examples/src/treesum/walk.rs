//! [`Walk`]: the files below some paths, in bytewise order of their paths, read as it goes.
//!
//! One heap holds what is known and not yet passed on. Everything below a directory sorts after
//! the directory's own path with its slash; so when the least element is a file, no file that is
//! yet to be found can come before it, whichever of the paths it is below.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, DirEntry};
use std::io;
use std::path::PathBuf;

use super::SumError;

/// Yields files as `find -type f` prints them; it blocks, so call it from offloaded closures.
#[derive(Debug)]
pub(super) struct Walk {
    known: BinaryHeap<Reverse<Node>>,
}

impl Walk {
    pub(super) fn new(roots: impl Iterator<Item = PathBuf>) -> Self {
        let known = roots.map(|root| Reverse(Node::new(root.into_os_string(), Kind::Root)));
        Self {
            known: known.collect(),
        }
    }

    fn push(&mut self, path: OsString, kind: Kind) {
        self.known.push(Reverse(Node::new(path, kind)));
    }

    fn visit_root(&mut self, root: OsString) {
        match fs::metadata(&root) {
            Ok(metadata) if metadata.is_dir() => self.push(with_slash(root), Kind::Directory),
            Ok(_) => self.push(root, Kind::File),
            Err(error) => self.push(root, Kind::Unreadable(error)),
        }
    }

    fn visit_directory(&mut self, directory: OsString) {
        let entries = match fs::read_dir(&directory) {
            Ok(entries) => entries,
            Err(error) => return self.push(directory, Kind::Unreadable(error)),
        };
        for entry in entries {
            if amphi::is_cancelled() {
                return self.known.clear();
            }
            match entry {
                Ok(entry) => self.visit_entry(&directory, &entry),
                Err(error) => return self.push(directory, Kind::Unreadable(error)),
            }
        }
    }

    fn visit_entry(&mut self, directory: &OsStr, entry: &DirEntry) {
        let name = entry.file_name();
        let mut path = OsString::with_capacity(directory.len() + name.len() + 1);
        path.push(directory);
        path.push(name);
        match entry.file_type() {
            Ok(kind) if kind.is_file() => self.push(path, Kind::File),
            Ok(kind) if kind.is_dir() => self.push(with_slash(path), Kind::Directory),
            Ok(_) => {}
            Err(error) => self.push(path, Kind::Unreadable(error)),
        }
    }
}

impl Iterator for Walk {
    type Item = Result<PathBuf, SumError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Reverse(Node { path, kind }) = self.known.pop()?;
            match kind {
                Kind::Root => self.visit_root(path),
                Kind::Directory => self.visit_directory(path),
                Kind::File => return Some(Ok(path.into())),
                Kind::Unreadable(error) => {
                    return Some(Err(SumError::unreadable(path.into(), error)));
                }
            }
        }
    }
}

/// Something found; ordered by its path alone, which for a directory ends with a slash.
#[derive(Debug)]
struct Node {
    path: OsString,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Root,
    Directory,
    File,
    Unreadable(io::Error),
}

impl Node {
    fn new(path: OsString, kind: Kind) -> Self {
        Self { path, kind }
    }

    fn key(&self) -> &[u8] {
        self.path.as_encoded_bytes()
    }
}

impl Ord for Node {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(other.key())
    }
}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Node {}

fn with_slash(mut path: OsString) -> OsString {
    if !path.as_encoded_bytes().ends_with(b"/") {
        path.push("/");
    }
    path
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let tree = tempfile::tempdir().unwrap();
        for file in files {
            let path = tree.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        tree
    }

    fn walk(tree: &Path, roots: &[&str]) -> Vec<String> {
        let roots = roots
            .iter()
            .map(|root| format!("{}/{root}", tree.display()).into());
        let prefix = format!("{}/", tree.display());
        Walk::new(roots)
            .map(|path| {
                path.unwrap()
                    .to_str()
                    .unwrap()
                    .strip_prefix(&prefix)
                    .unwrap()
                    .to_owned()
            })
            .collect()
    }

    #[test]
    fn a_file_that_extends_a_directorys_name_sorts_by_bytes() {
        let tree = tree(&["a/x", "a.txt", "a0", "a/b/c", "a/b.d", "A"]);
        assert_eq!(
            walk(tree.path(), &[""]),
            ["A", "a.txt", "a/b.d", "a/b/c", "a/x", "a0"]
        );
    }

    #[test]
    fn several_paths_are_merged_and_overlaps_stay_double() {
        let tree = tree(&["a/x", "b/y", "a/z"]);
        assert_eq!(
            walk(tree.path(), &["b", "a/z", "a"]),
            ["a/x", "a/z", "a/z", "b/y"]
        );
    }

    #[test]
    fn a_directory_is_shown_as_it_was_given() {
        let tree = tree(&["a/x"]);
        assert_eq!(walk(tree.path(), &["a/"]), ["a/x"]);
        assert_eq!(walk(tree.path(), &["a//"]), ["a//x"]);
        assert_eq!(walk(tree.path(), &["./a/."]), ["./a/./x"]);
    }

    #[test]
    fn what_is_missing_is_an_error_in_its_place() {
        let tree = tree(&["a", "c"]);
        let roots = ["c", "b", "a"].map(|name| tree.path().join(name));
        let found: Vec<_> = Walk::new(roots.into_iter()).collect();
        assert!(found[0].is_ok() && found[2].is_ok());
        let error = found[1].as_ref().unwrap_err();
        assert_eq!(error.path(), Some(tree.path().join("b").as_path()));
    }

    #[test]
    fn nothing_below_an_empty_directory() {
        let tree = tree(&[]);
        fs::create_dir(tree.path().join("empty")).unwrap();
        assert_eq!(walk(tree.path(), &[""]), [""; 0]);
    }
}
