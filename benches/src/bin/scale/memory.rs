//! The memory of this process, as Linux tells it; zero elsewhere.

use std::fs;

/// Bytes in memory.
pub(crate) fn now() -> u64 {
    status("VmRSS:")
}

/// The most that there were.
pub(crate) fn peak() -> u64 {
    status("VmHWM:")
}

fn status(name: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    1024 * kilobytes
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}
