//! [`threads_started`]: a count of the threads that a process has started.

use std::thread;

/// How many threads of the standard library this process has started so far, this call's own one
/// included: two calls with nothing between them differ by one.
///
/// Their ids are numbers in the order of their starts, which only `Debug` shows. So threads that
/// have ended again are counted too, unlike in the list of those that exist.
///
/// # Panics
/// Where the system refuses a thread, or ids no longer are numbers.
pub fn threads_started() -> u64 {
    let probe = thread::spawn(|| ());
    let id = format!("{:?}", probe.thread().id());
    probe.join().expect("it does nothing");
    let digits = id.trim_matches(|c: char| !c.is_ascii_digit());
    digits.parse().expect("an id is a number")
}
