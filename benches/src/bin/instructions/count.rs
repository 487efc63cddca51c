//! Counting with callgrind.
//!
//! What runs in the C library is left out: the work of its allocator depends on how the heap has
//! come to look, by far more than what is to be told apart here. The calls of that allocator are counted,
//! on every thread.

use std::process::Command;
use std::{env, fs, io, thread};

use crate::operation::Operation;
use crate::profile;

/// The fewer and the more repetitions of the two runs.
const TIMES: [u64; 2] = [1000, 3000];

/// What one operation takes.
#[derive(Clone, Copy, Default)]
pub(crate) struct Count {
    pub(crate) instructions: u64,
    pub(crate) allocations: f64,
}

/// What one operation takes: the median of so many counts.
pub(crate) fn count(operation: &Operation) -> io::Result<Count> {
    let counts = (0..operation.rounds).map(|_| counted(operation.name));
    let mut counts = counts.collect::<io::Result<Vec<Count>>>()?;
    counts.sort_unstable_by_key(|count| count.instructions);
    Ok(counts[counts.len() / 2])
}

/// What one operation takes, by the difference of two runs.
fn counted(operation: &str) -> io::Result<Count> {
    let [few, many] = TIMES;
    let run = |times| move || collected(operation, times);
    let (less, more) = thread::scope(|scope| {
        let less = scope.spawn(run(few));
        let more = run(many)();
        (less.join().expect("it returns"), more)
    });
    let ((less, more), between) = ((less?, more?), many - few);
    let instructions = more.0.saturating_sub(less.0) / between;
    let allocations = more.1.saturating_sub(less.1) as f64 / between as f64;
    Ok(Count {
        instructions,
        allocations,
    })
}

/// Instructions and allocations of a whole run. The pools have one thread, so that counts repeat.
fn collected(operation: &str, times: u64) -> io::Result<(u64, u64)> {
    let name = format!("amphi-instructions.{}.{times}", std::process::id());
    let file = env::temp_dir().join(name);
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(env::current_exe()?)
        .args([operation, &times.to_string()])
        .env("BLOCKING_MAX_THREADS", "1")
        .env("ASYNC_STD_THREAD_COUNT", "1")
        .output()?;
    let profile = fs::read_to_string(&file);
    // Where it was never written there is none to remove.
    let _ = fs::remove_file(&file);
    if output.status.success() {
        Ok(profile::outside_of_libc(&profile?))
    } else {
        let text = String::from_utf8_lossy(&output.stderr);
        Err(io::Error::other(format!("{}:\n{text}", output.status)))
    }
}
