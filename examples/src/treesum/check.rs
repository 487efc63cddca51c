//! Verifying a list of sums: [`List`] reads its lines, [`verify`] compares one of them.

use std::fmt;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::{Stream, StreamExt};

use super::digest::FileHasher;
use super::ordered::Ordered;
use super::{Entry, Meter, SumError};

/// What became of one line of a list.
#[derive(Debug)]
pub struct Checked {
    path: PathBuf,
    verdict: Verdict,
}

/// Whether a file has the sum that the list says.
#[derive(Debug)]
pub enum Verdict {
    /// It has.
    Match,
    /// It has another sum.
    Mismatch,
    /// It could not be read.
    Unreadable(SumError),
}

impl Checked {
    /// The file of the line.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the file has the sum of the line.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }
}

/// The stream of [`Treesum::check`](super::Treesum::check).
#[derive(Debug)]
#[must_use = "streams do nothing unless polled"]
pub struct Checks(pub(super) Ordered<List, Checked>);

impl Checks {
    /// Counts files and bytes while they are hashed.
    pub fn meter(&self) -> Arc<Meter> {
        self.0.meter()
    }
}

impl Stream for Checks {
    type Item = Result<Checked, SumError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(cx)
    }
}

/// The entries of a list; comments and empty lines are passed over.
pub(super) struct List {
    reader: Box<dyn BufRead + Send>,
    line: Vec<u8>,
    number: u64,
    failed: bool,
}

impl List {
    pub(super) fn new(reader: Box<dyn BufRead + Send>) -> Self {
        Self {
            reader,
            line: Vec::new(),
            number: 0,
            failed: false,
        }
    }

    fn read_line(&mut self) -> io::Result<bool> {
        self.line.clear();
        self.number += 1;
        let count = self.reader.read_until(b'\n', &mut self.line)?;
        if self.line.ends_with(b"\n") {
            self.line.pop();
        }
        Ok(count > 0)
    }
}

impl Iterator for List {
    type Item = Result<Entry, SumError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.failed {
            match self.read_line() {
                Ok(true) if matches!(self.line.as_slice(), [] | b"\r" | [b'#', ..]) => {}
                Ok(true) => {
                    let entry = Entry::parse_line(&self.line);
                    return Some(entry.ok_or_else(|| SumError::malformed(self.number)));
                }
                Ok(false) => return None,
                Err(error) => {
                    self.failed = true;
                    return Some(Err(SumError::list_unreadable(error)));
                }
            }
        }
        None
    }
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

/// The piece of work of [`Treesum::check`](super::Treesum::check).
pub(super) fn verify(
    entry: Result<Entry, SumError>,
    hasher: &mut FileHasher,
) -> Result<Checked, SumError> {
    let entry = entry?;
    let path = entry.path().to_owned();
    let verdict = match hasher.hash_file(&path) {
        Ok(digest) if digest == entry.digest() => Verdict::Match,
        Ok(_) => Verdict::Mismatch,
        Err(error) => Verdict::Unreadable(SumError::unreadable(path.clone(), error)),
    };
    Ok(Checked { path, verdict })
}

#[cfg(test)]
mod tests {
    use super::super::SumErrorKind;
    use super::*;

    const HEX: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn passes_over_comments_and_empty_lines() {
        let text = format!("# made by hand\n\n\r\n{HEX}  a\nbad\n{HEX} *b");
        let items: Vec<_> = List::new(Box::new(io::Cursor::new(text))).collect();
        assert_eq!(items.len(), 3);
        assert_eq!(items[0].as_ref().unwrap().path(), Path::new("a"));
        assert_eq!(
            items[1].as_ref().unwrap_err().to_string(),
            "line 5 is improperly formatted"
        );
        assert_eq!(
            items[2].as_ref().unwrap().path(),
            Path::new("b"),
            "no newline at the end"
        );
    }

    #[test]
    fn an_unreadable_list_ends_with_its_error() {
        struct Broken;
        impl io::Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("broken"))
            }
        }
        let mut list = List::new(Box::new(io::BufReader::new(Broken)));
        let error = list.next().unwrap().unwrap_err();
        assert_eq!(error.kind(), SumErrorKind::ListUnreadable);
        assert!(list.next().is_none());
    }
}
