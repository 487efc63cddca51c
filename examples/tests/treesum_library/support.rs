//! What the tests share.

use std::fs;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use amphi::Handle;
use amphi_examples::thread_per_task::Owner;
use amphi_examples::treesum::{Entry, SumError, Treesum};
use tempfile::TempDir;

const DEADLINE: Duration = Duration::from_secs(60);

/// Runs a test's body; past the deadline the test fails by its name.
#[track_caller]
pub(crate) fn within_deadline<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
    let test = thread::current()
        .name()
        .unwrap_or("unnamed test")
        .to_owned();
    let (sender, receiver) = channel();
    let body = thread::spawn(move || {
        let _ended = sender;
        body()
    });
    // The body sends nothing; its end, a panic included, drops the sender.
    let waited = receiver.recv_timeout(DEADLINE) as Result<(), _>;
    assert_eq!(waited, Err(RecvTimeoutError::Disconnected), "{test} hangs");
    body.join()
        .unwrap_or_else(|payload| std::panic::resume_unwind(payload))
}

/// Every runtime, a stranger's among them.
pub(crate) fn handles() -> [Handle; 4] {
    static STRANGER: OnceLock<Owner> = OnceLock::new();
    let stranger = STRANGER.get_or_init(Owner::start).runtime();
    [
        Handle::smol(),
        Handle::async_std(),
        Handle::tokio_default(),
        Handle::custom(stranger),
    ]
}

pub(crate) fn tree() -> TempDir {
    let tree = tempfile::tempdir().unwrap();
    for directory in ["a", "b", "b/c"] {
        fs::create_dir(tree.path().join(directory)).unwrap();
        for index in 0..30 {
            let path = tree.path().join(directory).join(format!("{index:02}"));
            fs::write(path, directory.repeat(index * 100)).unwrap();
        }
    }
    tree
}

pub(crate) fn lines(entries: impl IntoIterator<Item = Result<Entry, SumError>>) -> Vec<u8> {
    let mut lines = Vec::new();
    for entry in entries {
        entry.unwrap().write_line(&mut lines);
    }
    lines
}

pub(crate) fn blocking_sums(handle: Handle, tree: &Path) -> Vec<u8> {
    lines(Treesum::new(handle).sums_blocking([tree]))
}

/// The same on a plain thread.
pub(crate) fn expected(tree: &Path) -> Vec<u8> {
    let lines = blocking_sums(Handle::smol(), tree);
    assert_eq!(lines.iter().filter(|&&byte| byte == b'\n').count(), 90);
    lines
}

/// A list that tells when it is first read, when it has been read to its end, and when it is
/// dropped.
pub(crate) fn traced_list(text: String) -> (impl BufRead + Send, Receiver<&'static str>) {
    let (events, receiver) = channel();
    let traced = Traced {
        reader: Cursor::new(text),
        events,
    };
    (BufReader::new(traced), receiver)
}

struct Traced {
    reader: Cursor<String>,
    events: Sender<&'static str>,
}

impl Read for Traced {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let first = self.reader.position() == 0;
        let count = self.reader.read(buffer)?;
        if count == 0 {
            self.events.send("end").unwrap();
        } else if first {
            self.events.send("read").unwrap();
        }
        Ok(count)
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        // A test that failed has gone.
        let _ = self.events.send("dropped");
    }
}
