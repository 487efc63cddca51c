//! What machine it is, and how busy.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::{Row, cpus};

/// The crates that are measured, amphi's own apart.
const PEERS: &[&str] = &[
    "tokio",
    "smol",
    "async-executor",
    "async-io",
    "blocking",
    "async-std",
    "futures",
    "futures-lite",
    "pollster",
    "rayon",
    "async-channel",
    "flume",
    "kanal",
    "agnostic-lite",
    "async-rs",
    "async_executors",
];

/// When, where and beside how much other work `bench` runs.
pub fn machine(bench: &str) -> Row {
    let file = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let info = file("/proc/cpuinfo");
    let model = info.lines().find(|line| line.starts_with("model name"));
    let model = model.and_then(|line| line.split(": ").nth(1));
    let virtual_machine = info.contains(" hypervisor ");
    let load = file("/proc/loadavg");
    let load: f64 = load
        .split(' ')
        .next()
        .and_then(|load| load.parse().ok())
        .unwrap_or(0.0);
    let value = json!({
        "bench": bench,
        "date": said_by("date", &["+%Y-%m-%d"]),
        "cpu": model.unwrap_or("unknown"),
        "virtual": virtual_machine,
        "cpus": cpus(),
        "kernel": kernel(),
        "rust": said_by("rustc", &["--version"]),
        "load": load,
        "most": load,
        "versions": versions(),
    });
    value.as_object().cloned().unwrap_or_default()
}

/// Its name and the first two numbers of its version.
fn kernel() -> String {
    let text = said_by("uname", &["-sr"]);
    text.split('.').take(2).collect::<Vec<_>>().join(".")
}

/// What `Cargo.lock` has of the peers.
fn versions() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    let lock = fs::read_to_string(path).unwrap_or_default();
    let found = PEERS.iter().filter_map(|name| {
        let head = format!("name = \"{name}\"\nversion = \"");
        // The newest, where others need an older one too.
        let version = lock.split(&head).skip(1).last()?.split('"').next()?;
        Some(format!("{name} {version}"))
    });
    found.collect::<Vec<_>>().join(", ")
}

fn said_by(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.unwrap_or_default()
}
