//! S9: how many crates a build of amphi compiles, without the attributes.
//!
//! What counts is what cargo would compile for this machine: normal and build dependencies, the crate that is
//! asked for included. `cargo metadata` resolves the whole workspace at once, with the features of all its
//! members together, so `cargo tree` is asked, which resolves for one crate.

use std::collections::BTreeSet;
use std::process::Command;

/// The crates that are compiled for `package` with these features and no others.
fn tree(package: &str, features: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--prefix", "none", "--format", "{p}"])
        .args(["--edges", "normal,build", "--package", package])
        .args(["--no-default-features", "--features", features])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("names are text");
    let words = text.lines().map(|line| line.split(' ').take(2));
    words
        .map(|words| words.collect::<Vec<_>>().join(" "))
        .collect()
}

fn at_most(most: usize, package: &str, features: &str) {
    let crates = tree(package, features);
    assert!(crates.iter().any(|name| name.starts_with(package)));
    assert!(
        crates.len() <= most,
        "{} crates, {most} allowed, for {package} with \"{features}\": {crates:#?}",
        crates.len()
    );
}

#[test]
fn s9_core_depends_on_two_crates_at_most() {
    // Itself and two.
    at_most(3, "amphi-core", "");
}

#[test]
fn s9_the_facade_on_tokio_is_eight_crates_at_most() {
    at_most(8, "amphi", "tokio");
}

#[test]
fn s9_the_facade_on_smol_is_thirty_crates_at_most() {
    at_most(30, "amphi", "smol");
}
