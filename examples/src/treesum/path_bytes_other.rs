//! Paths as the bytes of a line, and back: UTF-8, lossy where a path is not Unicode.

use std::path::{Path, PathBuf};

pub(super) fn encode(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}

pub(super) fn decode(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}
