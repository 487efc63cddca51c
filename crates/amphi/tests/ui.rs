//! Misuse does not compile, and the message says what to do (B8). The messages of ours are the same
//! on every compiler; the compiler's own are compared on the one that they were written with.
#![cfg(all(
    feature = "macros",
    feature = "smol",
    feature = "tokio",
    feature = "async-std"
))]

use std::env;
use std::process::Command;

use trybuild::TestCases;

/// Whose words `tests/ui/compiler` has. A newer compiler's: `TRYBUILD=overwrite cargo test -p amphi
/// --all-features --test ui`, and read the difference.
const WRITTEN_WITH: &str = "rustc 1.95.";

#[test]
fn b08_what_the_attributes_refuse() {
    TestCases::new().compile_fail("tests/ui/ours/*.rs");
}

#[test]
fn b08_what_the_compiler_refuses() {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    if !version.starts_with(WRITTEN_WITH) {
        println!("SKIPPED: the messages are those of {WRITTEN_WITH}x, and this is {version}");
        return;
    }
    TestCases::new().compile_fail("tests/ui/compiler/*.rs");
}
