//! One blocking call in async code: `asyncify(f)(args).await`.
//!
//! It runs on the runtime that `AMPHI_RUNTIME` names.

use std::io;
use std::thread;

use amphi::{Handle, asyncify};

const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");

/// Blocks its thread while it reads: nothing for a task to do itself.
fn package_name(manifest: &'static str) -> io::Result<String> {
    let text = std::fs::read_to_string(manifest)?;
    let name = text.lines().find_map(|line| line.strip_prefix("name = "));
    Ok(name.unwrap_or("nameless").trim_matches('"').to_owned())
}

fn main() {
    amphi::block_on(async {
        println!("runtime: {}", Handle::current().backend());

        // Called like the function itself, and awaited. The task's thread is free meanwhile.
        match asyncify(package_name)(MANIFEST).await {
            Ok(name) => println!("package: {name}"),
            Err(error) => println!("package: {error}"),
        }

        // A closure that captures; errors come back as they are.
        let suffix = String::from(".missing");
        let missing = asyncify(move |path: &'static str| std::fs::read(format!("{path}{suffix}")));
        println!("missing: {:?}", missing(MANIFEST).await.unwrap_err().kind());

        let here = thread::current().id();
        let there = asyncify(|| thread::current().id())().await;
        println!("on another thread: {}", here != there);
    });
}
