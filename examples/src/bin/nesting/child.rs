//! One process of this very program: started, watched within a limit, killed past it.

use std::io::{self, BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use std::{env, process, thread};

use crate::args::VARIABLE;
use crate::outcome::Outcome;

/// How long a child may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) time: Duration,
    /// How much longer it may take once amphi has reported its wait.
    pub(crate) after_report: Duration,
}

/// How a child ended, and what it said on standard error.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) outcome: Outcome,
    pub(crate) stderr: String,
}

/// Runs this program with these arguments and sees how it ends.
pub(crate) fn run(args: &[String], threads: u16, limit: Limit) -> io::Result<Ended> {
    let mut command = Command::new(env::current_exe()?);
    command
        .args(args)
        .env_remove(VARIABLE)
        .env("ASYNC_STD_THREAD_COUNT", threads.to_string())
        // Panics are expected, and their backtraces take long.
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    Running::start(&mut command)?.end(limit)
}

/// Ends this process when its parent has gone; the child's part of [`run`].
///
/// The parent holds the other end of standard input, and writes nothing. So no process is left
/// behind in a hang, whatever happens to the parent.
pub(crate) fn end_with_parent() {
    thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        process::exit(1);
    });
}

/// A child that has not been waited for; dropping it kills it.
struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    fn start(command: &mut Command) -> io::Result<Self> {
        let mut child = command.spawn()?;
        let stderr = child.stderr.take().expect("it is a pipe");
        let lines = read(stderr);
        Ok(Self { child, lines })
    }

    /// Follows what it says until it ends or the limit passes. Its standard error closes with it.
    fn end(mut self, limit: Limit) -> io::Result<Ended> {
        let mut deadline = Instant::now() + limit.time;
        let mut stderr = String::new();
        let mut reported = false;
        let ended = loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => {
                    if !reported && is_report(&line) {
                        reported = true;
                        deadline = deadline.min(Instant::now() + limit.after_report);
                    }
                    stderr.push_str(&line);
                }
                Err(RecvTimeoutError::Disconnected) => break true,
                Err(RecvTimeoutError::Timeout) => break false,
            }
        };
        let outcome = match (ended, reported) {
            (true, _) => Outcome::of(self.child.wait()?),
            (false, true) => Outcome::Stall,
            (false, false) => Outcome::Hang,
        };
        Ok(Ended { outcome, stderr })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // No more than an error for one that has ended and was waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether amphi reports a wait with this line.
fn is_report(line: &str) -> bool {
    line.starts_with("amphi: thread ") && line.contains(" waits at ")
}

fn read(stderr: ChildStderr) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(stderr);
        loop {
            let mut line = Vec::new();
            match reader.read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) => {
                    let line = String::from_utf8_lossy(&line).into_owned();
                    if sender.send(line).is_err() {
                        return;
                    }
                }
            }
        }
    });
    receiver
}
