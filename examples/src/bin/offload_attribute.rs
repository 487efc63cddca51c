//! Blocking functions that are async for their callers: the attribute `#[asyncify]`.
//!
//! It runs on the runtime that `AMPHI_RUNTIME` names.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use amphi::{Handle, asyncify};

/// Callers await it, and need not know that it blocks.
#[asyncify]
fn line_count(path: String) -> io::Result<usize> {
    Ok(std::fs::read_to_string(path)?.lines().count())
}

/// A synchronous library: cheap to clone, as clients are.
#[derive(Clone)]
struct Settings {
    values: Arc<BTreeMap<String, String>>,
}

/// Each method keeps its name, and gets an async twin.
#[asyncify(twin = "{}_async", self_by = "clone")]
impl Settings {
    pub(crate) fn read(path: String) -> io::Result<Self> {
        let text = std::fs::read_to_string(path)?;
        let pairs = text.lines().filter_map(|line| line.split_once(" = "));
        let values = pairs
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        Ok(Self {
            values: Arc::new(values),
        })
    }

    pub(crate) fn get(&self, key: String) -> Option<String> {
        self.values.get(&key).cloned()
    }
}

#[amphi::main]
async fn main() -> io::Result<()> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    println!("runtime: {}", Handle::current().backend());
    println!("has lines: {}", line_count(path.to_owned()).await? > 0);

    let settings = Settings::read_async(path.to_owned()).await?;
    let awaited = settings.get_async("publish".to_owned()).await;
    let direct = settings.get("publish".to_owned());
    println!(
        "publish: {awaited:?}, the same both ways: {}",
        awaited == direct
    );
    Ok(())
}
