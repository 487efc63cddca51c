//! Paths as the bytes of a line, and back: on Unix they are the same.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

pub(super) fn encode(path: &Path) -> Vec<u8> {
    path.as_os_str().as_bytes().to_vec()
}

pub(super) fn decode(bytes: &[u8]) -> PathBuf {
    OsStr::from_bytes(bytes).into()
}
