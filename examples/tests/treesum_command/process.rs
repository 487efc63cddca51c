//! Child processes whose every wait is bounded: past the deadline they are killed, and the test
//! fails by its name.

use std::fmt::Display;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel, sync_channel};
use std::thread;
use std::time::Duration;

const DEADLINE: Duration = Duration::from_secs(60);

/// All that a process left behind.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finished {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

/// `treesum` with these arguments in this directory.
pub(crate) fn treesum<A: AsRef<std::ffi::OsStr>>(directory: &Path, args: &[A]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_treesum"));
    command.current_dir(directory).args(args);
    command
}

/// Runs it to its end.
#[track_caller]
pub(crate) fn run(command: Command) -> Finished {
    Running::start(command).finish()
}

/// Runs it to its end, with `input` as its standard input.
#[track_caller]
pub(crate) fn run_with_input(mut command: Command, input: Vec<u8>) -> Finished {
    command.stdin(Stdio::piped());
    let mut running = Running::start(command);
    let mut stdin = running.child.as_mut().unwrap().stdin.take().unwrap();
    thread::spawn(move || stdin.write_all(&input));
    running.finish()
}

/// A process that has not been waited for; dropping it kills it.
pub(crate) struct Running {
    child: Option<Child>,
    lines: Receiver<Vec<u8>>,
    stderr: Receiver<String>,
}

impl Running {
    pub(crate) fn start(command: Command) -> Self {
        Self::start_split(command, b'\n')
    }

    /// Starts it; what ends with `delimiter` counts as a line.
    pub(crate) fn start_split(mut command: Command, delimiter: u8) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        let stderr = child.stderr.take().unwrap();
        Self {
            lines: read_lines(stdout, delimiter),
            stderr: read_all(stderr),
            child: Some(child),
        }
    }

    /// The next line of its standard output with its delimiter, `None` at the end; little is read
    /// ahead.
    #[track_caller]
    pub(crate) fn line(&mut self) -> Option<Vec<u8>> {
        match self.lines.recv_timeout(DEADLINE) {
            Ok(line) => Some(line),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => self.give_up("no line of output"),
        }
    }

    /// Its process id, as long as it has not been waited for.
    pub(crate) fn id(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    /// Closes the reading end of its standard output.
    pub(crate) fn close_stdout(&mut self) {
        // The thread that reads ends when it has nobody to send a line to.
        self.lines = channel().1;
    }

    /// Waits for its end while nobody reads its standard output.
    #[track_caller]
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let id = self.id();
        let mut child = self.child.take().unwrap();
        let (sender, receiver) = channel();
        let waiter = thread::spawn(move || sender.send(child.wait().unwrap()));
        let Ok(status) = receiver.recv_timeout(DEADLINE) else {
            kill(id);
            self.give_up("no end")
        };
        waiter.join().unwrap().unwrap();
        status
    }

    /// Reads its output to the end and waits for it.
    #[track_caller]
    pub(crate) fn finish(mut self) -> Finished {
        let mut stdout = Vec::new();
        while let Some(line) = self.line() {
            stdout.extend(line);
        }
        let Ok(stderr) = self.stderr.recv_timeout(DEADLINE) else {
            self.give_up("no end of standard error")
        };
        let code = self.wait().code();
        Finished {
            code,
            stdout,
            stderr,
        }
    }

    #[track_caller]
    fn give_up(&mut self, what: impl Display) -> ! {
        self.end();
        let test = thread::current()
            .name()
            .unwrap_or("unnamed test")
            .to_owned();
        panic!("{test}: {what} within {DEADLINE:?}");
    }

    fn end(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Kills a child that another thread waits for.
fn kill(id: u32) {
    let _ = Command::new("kill")
        .args(["-KILL", &id.to_string()])
        .status();
}

fn read_lines(stdout: impl Read + Send + 'static, delimiter: u8) -> Receiver<Vec<u8>> {
    let (sender, receiver) = sync_channel(0);
    let mut reader = BufReader::new(stdout);
    thread::spawn(move || {
        loop {
            let mut line = Vec::new();
            let count = reader.read_until(delimiter, &mut line).unwrap();
            if count == 0 || sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

fn read_all(mut stderr: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        stderr.read_to_end(&mut bytes).unwrap();
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver
}
