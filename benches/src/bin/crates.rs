//! How many crates a clean build compiles for each set of features, and how long it takes, beside the peers.
//!
//! Each set is the one dependency of an empty crate, in a folder of its own. What counts is what `cargo tree` lists as
//! normal and build dependencies. The builds are of the `dev` profile. Where `AMPHI_RECORD` names a folder, `crates.json`
//! there gets the figures.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use std::{env, fs, io};

use amphi_benches::record::{self, rounded};
use serde_json::json;

/// What it is called, and the dependency.
const SETS: &[(&str, &str)] = &[
    (
        "amphi-core",
        "amphi-core = { path = 'ROOT/crates/amphi-core' }",
    ),
    (
        "amphi, no runtime",
        "amphi = { path = 'ROOT/crates/amphi', default-features = false }",
    ),
    (
        "amphi, tokio",
        "amphi = { path = 'ROOT/crates/amphi', default-features = false, features = ['tokio'] }",
    ),
    (
        "amphi, smol",
        "amphi = { path = 'ROOT/crates/amphi', default-features = false, features = ['smol'] }",
    ),
    (
        "amphi, async-std",
        "amphi = { path = 'ROOT/crates/amphi', default-features = false, features = ['async-std'] }",
    ),
    (
        "amphi, smol and `tracing`",
        "amphi = { path = 'ROOT/crates/amphi', default-features = false, features = ['smol', 'tracing'] }",
    ),
    (
        "amphi, smol and `ctrl-c`",
        "amphi = { path = 'ROOT/crates/amphi', default-features = false, features = ['smol', 'ctrl-c'] }",
    ),
    (
        "amphi, smol and `futures-io`",
        "amphi = { path = 'ROOT/crates/amphi', default-features = false, features = ['smol', 'futures-io'] }",
    ),
    (
        "amphi, as it comes: smol and the attributes",
        "amphi = { path = 'ROOT/crates/amphi' }",
    ),
    (
        "amphi, tokio, smol, async-std and the attributes",
        "amphi = { path = 'ROOT/crates/amphi', features = ['tokio', 'async-std'] }",
    ),
    (
        "tokio alone: rt-multi-thread, sync, time",
        "tokio = { version = '1', features = ['rt-multi-thread', 'sync', 'time'] }",
    ),
    ("smol alone", "smol = '2'"),
    ("async-std alone", "async-std = '1'"),
    (
        "agnostic-lite, tokio",
        "agnostic-lite = { version = '0.7', features = ['tokio', 'time'] }",
    ),
    (
        "agnostic-lite, smol",
        "agnostic-lite = { version = '0.7', features = ['smol', 'time'] }",
    ),
    (
        "async-rs, tokio",
        "async-rs = { version = '0.8', default-features = false, features = ['tokio'] }",
    ),
    (
        "async-rs, smol",
        "async-rs = { version = '0.8', default-features = false, features = ['smol'] }",
    ),
    (
        "async_executors, tokio",
        "async_executors = { version = '0.7', features = ['tokio_tp', 'tokio_timer'] }",
    ),
];

fn main() -> io::Result<()> {
    let root = fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))?;
    let folder = env::temp_dir().join(format!("amphi-crates-{}", std::process::id()));
    let mut rows = Vec::new();
    for (what, dependency) in SETS {
        let dependency = dependency.replace("ROOT", &root.display().to_string());
        let (crates, seconds) = build(&folder, &dependency, &root)?;
        println!("{crates:>4} crates {seconds:>6.1} s  {what}");
        let row = json!({"what": what, "crates": crates, "seconds": rounded(seconds)});
        rows.extend(row.as_object().cloned());
    }
    record::add("crates", "crates", rows);
    Ok(())
}

/// Makes the crate, counts and builds it; nothing of the one before is left.
fn build(folder: &Path, dependency: &str, root: &Path) -> io::Result<(usize, f64)> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    let manifest = format!(
        "[package]\nname = \"empty\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{dependency}\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    // The same versions as everywhere here; cargo drops what is not asked for, and adds what is missing.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    cargo(folder, &["fetch", "-q"])?;
    let listed = cargo(
        folder,
        &[
            "tree",
            "--prefix",
            "none",
            "--edges",
            "normal,build",
            "--format",
            "{p}",
        ],
    )?;
    let crates: BTreeSet<String> = listed
        .lines()
        .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
        .filter(|name| !name.starts_with("empty "))
        .collect();
    let start = Instant::now();
    cargo(folder, &["build", "-q"])?;
    let seconds = start.elapsed().as_secs_f64();
    fs::remove_dir_all(folder)?;
    Ok((crates.len(), seconds))
}

fn cargo(folder: &Path, arguments: &[&str]) -> io::Result<String> {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .stderr(Stdio::inherit())
        .output()?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(io::Error::other(format!(
            "cargo {arguments:?}: {}",
            output.status
        )))
    }
}
