//! Reads what callgrind writes.
//!
//! The format is described in the manual of valgrind ("Callgrind Format Specification"): `ob=`
//! and `fn=` name the object and the function of the costs below them, `cob=` and `cfn=` those of the
//! callee, the line after `calls=` is the callee's cost. A name stands once, after its number.

use std::collections::HashMap;

/// Functions of the C library that allocate.
const ALLOCATORS: [&str; 5] = [
    "malloc",
    "calloc",
    "realloc",
    "aligned_alloc",
    "posix_memalign",
];

/// The costs of all functions that are not in the C library or the loader, and how often they call its
/// allocator.
pub(crate) fn outside_of_libc(profile: &str) -> (u64, u64) {
    let (mut objects, mut functions) = (Names::default(), Names::default());
    let (mut counts, mut cost_of_callee, mut to_allocator) = (true, false, false);
    let (mut instructions, mut allocations) = (0, 0);
    for line in profile.lines() {
        if let Some(object) = line.strip_prefix("ob=") {
            counts = is_counted(objects.read(object));
        } else if let Some(object) = line.strip_prefix("cob=") {
            objects.read(object);
        } else if let Some(function) = line.strip_prefix("fn=") {
            functions.read(function);
        } else if let Some(function) = line.strip_prefix("cfn=") {
            let name = functions.read(function);
            to_allocator = ALLOCATORS.contains(&name);
        } else if let Some(calls) = line.strip_prefix("calls=") {
            cost_of_callee = true;
            if counts && to_allocator {
                allocations += first_number(calls);
            }
        } else if line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first)) {
            if counts && !cost_of_callee {
                instructions += line.rsplit(' ').next().map_or(0, first_number);
            }
            cost_of_callee = false;
        }
    }
    (instructions, allocations)
}

fn is_counted(object: &str) -> bool {
    !object.contains("/libc.so") && !object.contains("/ld-")
}

fn first_number(text: &str) -> u64 {
    let digits = text.split(' ').next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}

/// Names by their numbers.
#[derive(Default)]
struct Names<'a>(HashMap<&'a str, &'a str>);

impl<'a> Names<'a> {
    /// The name in `(number) name`, or the one that came with the number before.
    fn read(&mut self, text: &'a str) -> &'a str {
        match text.split_once(' ') {
            Some((number, name)) => {
                self.0.insert(number, name);
                name
            }
            None => self.0.get(text).copied().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_and_calls_are_left_out_and_allocations_counted() {
        let profile = "events: Ir\n\nob=(1) /bin/program\nfl=(1) a.rs\nfn=(1) main\n10 5\n+1 2\n\
                       cob=(2) /lib/libc.so.6\ncfn=(2) malloc\ncalls=4 0\n+1 100\n* 1\n\n\
                       ob=(2)\nfn=(2)\n0 100\ncfn=(3) calloc\ncalls=9 0\n+1 100\n\n\
                       ob=(1)\nfn=(1)\n12 3\ncob=(2)\ncfn=(2)\ncalls=2 0\n* 7\n";
        assert_eq!(outside_of_libc(profile), (5 + 2 + 1 + 3, 6));
    }
}
