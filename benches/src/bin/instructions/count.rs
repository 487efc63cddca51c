//! Counting with callgrind.
//!
//! What runs in the C library is left out: the work of its allocator depends on how the heap has
//! come to look, by far more than what is to be told apart here. Allocations have tests of their own.

use std::process::Command;
use std::{env, fs, io};

/// The fewer and the more repetitions of the two runs.
const TIMES: [u64; 2] = [1000, 3000];

/// Instructions of one operation, by the difference of two runs.
pub(crate) fn instructions(operation: &str) -> io::Result<u64> {
    let [few, many] = TIMES;
    let difference = collected(operation, many)?.saturating_sub(collected(operation, few)?);
    Ok(difference / (many - few))
}

/// What callgrind counts in a whole run.
fn collected(operation: &str, times: u64) -> io::Result<u64> {
    let file = env::temp_dir().join(format!("amphi-instructions.{}", std::process::id()));
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(env::current_exe()?)
        .args([operation, &times.to_string()])
        .output()?;
    let profile = fs::read_to_string(&file);
    // Where it was never written there is none to remove.
    let _ = fs::remove_file(&file);
    if output.status.success() {
        Ok(outside_of_libc(&profile?))
    } else {
        let text = String::from_utf8_lossy(&output.stderr);
        Err(io::Error::other(format!("{}:\n{text}", output.status)))
    }
}

/// Sums the costs of all functions that are not in the C library or the loader.
///
/// The format is described in the manual of valgrind ("Callgrind Format Specification"): `ob=`
/// names the object of the functions below it, the line after `calls=` is the callee's.
fn outside_of_libc(profile: &str) -> u64 {
    let mut names: Vec<(&str, bool)> = Vec::new();
    let (mut counts, mut callee, mut sum) = (true, false, 0);
    for line in profile.lines() {
        if let Some(object) = line.strip_prefix("ob=") {
            counts = is_counted(object, &mut names);
        } else if let Some(object) = line.strip_prefix("cob=") {
            // It may be the first to name an object.
            is_counted(object, &mut names);
        } else if line.starts_with("calls=") {
            callee = true;
        } else if line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first)) {
            let cost = line.rsplit(' ').next().and_then(|cost| cost.parse().ok());
            if counts && !callee {
                sum += cost.unwrap_or(0);
            }
            callee = false;
        }
    }
    sum
}

/// Whether an object counts; later lines only have the number that stands before its name.
fn is_counted<'a>(object: &'a str, names: &mut Vec<(&'a str, bool)>) -> bool {
    let (number, name) = object.split_once(' ').unwrap_or((object, ""));
    if name.is_empty() {
        let known = names.iter().find(|(known, _)| *known == number);
        return known.is_none_or(|(_, counts)| *counts);
    }
    let counts = !name.contains("/libc.so") && !name.contains("/ld-");
    names.push((number, counts));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_and_calls_are_left_out() {
        let profile = "events: Ir\n\nob=(1) /bin/program\nfl=(1) a.rs\nfn=(1) main\n10 5\n+1 2\n\
                       cob=(2) /lib/libc.so.6\ncfn=(2) malloc\ncalls=1 0\n+1 100\n* 1\n\n\
                       ob=(2)\nfn=(2)\n0 100\n\nob=(1)\nfn=(1)\n12 3\n";
        assert_eq!(outside_of_libc(profile), 5 + 2 + 1 + 3);
    }
}
