//! [`Output`]: whole lines to standard output and standard error, written by offloaded closures.
//!
//! A full pipe blocks its writer for as long as the reader likes; offloaded, it cannot keep Ctrl-C
//! waiting.

use std::error::Error;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::Arc;
use std::time::Duration;

use amphi::{Handle, JoinHandle};
use amphi_examples::treesum::Meter;

use crate::progress::Progress;
use crate::status::Status;

/// Collects lines, and writes them when it is flushed.
#[derive(Debug)]
pub(crate) struct Output {
    handle: Handle,
    progress: Progress,
    lines: Lines,
    writing: Option<JoinHandle<io::Result<()>>>,
}

#[derive(Debug, Default)]
struct Lines {
    out: Vec<u8>,
    err: Vec<u8>,
}

impl Output {
    pub(crate) fn new(handle: Handle) -> Self {
        Self {
            handle,
            progress: Progress::hidden(),
            lines: Lines::default(),
            writing: None,
        }
    }

    /// Shows how the work goes on, where there is a terminal.
    pub(crate) fn show_progress(&mut self, meter: Arc<Meter>) {
        self.progress = Progress::of(meter);
    }

    /// Where to append one line for standard output.
    pub(crate) fn line(&mut self) -> &mut Vec<u8> {
        &mut self.lines.out
    }

    /// A line on standard error.
    pub(crate) fn message(&mut self, text: &str) {
        self.lines
            .err
            .extend_from_slice(format!("treesum: {text}\n").as_bytes());
    }

    /// An error and its causes as a line on standard error.
    pub(crate) fn error(&mut self, error: &dyn Error) {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text.push_str(&format!(": {error}"));
            cause = error.source();
        }
        self.message(&text);
    }

    /// Writes what has been collected.
    pub(crate) async fn flush(&mut self) -> io::Result<()> {
        let lines = std::mem::take(&mut self.lines);
        let progress = self.progress.clone();
        let writing = self.handle.spawn_blocking(move || lines.write(&progress));
        let result = self.writing.insert(writing).await;
        self.writing = None;
        result.unwrap_or_else(|error| Err(io::Error::other(error)))
    }

    /// Runs other blocking work of the command.
    pub(crate) async fn offload<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let result = self.handle.spawn_blocking(work).await;
        result.unwrap_or_else(|error| Err(io::Error::other(error)))
    }

    /// Leaves the terminal in order, and tells what went wrong with the output itself.
    pub(crate) async fn close(mut self, result: io::Result<Status>) -> Status {
        if !self.settle().await {
            return Status::Interrupted;
        }
        self.progress.clear();
        match result {
            Ok(status) => status,
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Status::ClosedPipe,
            Err(error) => {
                self.lines = Lines::default();
                self.message(&format!("write error: {error}"));
                // Standard output is what failed; where standard error fails too, nobody listens.
                let _ = self.flush().await;
                Status::Failed
            }
        }
    }

    /// Gives an unfinished write a moment; `false` where it is stuck.
    ///
    /// Leaving while a write to a file goes on could cut its last line.
    async fn settle(&mut self) -> bool {
        match self.writing.take() {
            Some(writing) => self.handle.timeout(GRACE, writing).await.is_ok(),
            None => true,
        }
    }
}

impl Lines {
    fn write(&self, progress: &Progress) -> io::Result<()> {
        if !self.err.is_empty() {
            // Where standard error is closed nobody wants to know.
            let _ = progress.suspend(|| io::stderr().write_all(&self.err));
        }
        if self.out.is_empty() {
            return Ok(());
        }
        let stdout = io::stdout().lock();
        // While the line is off the terminal nothing else can draw, so a stuck pipe must not be
        // written to then.
        if stdout.is_terminal() {
            progress.suspend(|| write_lines(stdout, &self.out))
        } else {
            write_lines(stdout, &self.out)
        }
    }
}

/// Writes lines in pieces that a pipe takes as a whole or not at all, so that no line is cut
/// where the process ends while its reader keeps it waiting.
fn write_lines(mut writer: impl Write, mut lines: &[u8]) -> io::Result<()> {
    while !lines.is_empty() {
        let (piece, rest) = lines.split_at(piece_len(lines));
        writer.write_all(piece)?;
        lines = rest;
    }
    writer.flush()
}

/// The length of as many lines as fit into [`PIECE_LEN`], at least one.
fn piece_len(lines: &[u8]) -> usize {
    if lines.len() <= PIECE_LEN {
        return lines.len();
    }
    let newline = |&byte: &u8| byte == b'\n';
    let fitting = lines[..PIECE_LEN].iter().rposition(newline);
    fitting
        .or_else(|| lines.iter().position(newline))
        .map_or(lines.len(), |index| index + 1)
}

/// Results that become one write; more would only delay the first.
pub(crate) const CHUNK_ITEMS: usize = 1024;

/// Linux's `PIPE_BUF`.
const PIECE_LEN: usize = 4096;

const GRACE: Duration = Duration::from_millis(200);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_whole_lines_that_fit() {
        struct Pieces(Vec<Vec<u8>>);
        impl Write for Pieces {
            fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
                self.0.push(piece.to_vec());
                Ok(piece.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let long = [b"y".repeat(2 * PIECE_LEN), b"\n".to_vec()].concat();
        let lines = [b"x\n".repeat(PIECE_LEN), long.clone(), b"z\n".to_vec()].concat();
        let mut pieces = Pieces(Vec::new());
        write_lines(&mut pieces, &lines).unwrap();
        assert_eq!(pieces.0.concat(), lines);
        assert!(pieces.0.iter().all(|piece| piece.ends_with(b"\n")));
        assert!(
            pieces
                .0
                .iter()
                .all(|piece| piece.len() <= PIECE_LEN || *piece == long)
        );
    }

    #[test]
    fn an_error_is_one_line_with_its_causes() {
        let mut output = Output::new(Handle::smol());
        let cause = io::Error::new(ErrorKind::NotFound, "no such thing");
        output.error(&io::Error::other(cause));
        assert_eq!(output.lines.err, b"treesum: no such thing\n");
    }
}
