//! [`test`](fn@test): one test on one runtime, for a limited time.

use std::any::Any;
use std::env;
use std::future::Future;
use std::panic::resume_unwind;
use std::process::{ExitCode, Termination};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::root::{Root, left};
use super::spec::Spec;
use super::watched::{Stage, Watched};

/// A test: where it runs, and for how long at most.
#[derive(Clone, Copy, Debug)]
pub struct Test {
    /// Its module's path, with the crate's name, and its own name.
    pub name: &'static str,
    /// The runtime.
    pub spec: Spec,
    /// The time for the whole, the end of the runtime included.
    pub timeout: Duration,
    /// Whether its body is to panic: a failure that is not the body's must not look like that.
    pub should_panic: bool,
}

impl Test {
    /// As long as the environment wants it.
    fn with_patience(self) -> Self {
        Self {
            timeout: self.timeout.saturating_mul(patience()),
            ..self
        }
    }

    /// What the test harness calls it: without the crate's name.
    fn name(&self) -> &'static str {
        self.name
            .split_once("::")
            .map_or(self.name, |(_, name)| name)
    }
}

/// How many times as long as usual a test may take: `AMPHI_PATIENCE`. What is no number is as good as
/// nothing.
fn patience() -> u32 {
    let said = env::var("AMPHI_PATIENCE").ok();
    said.and_then(|said| said.parse().ok()).unwrap_or(1).max(1)
}

/// How a test ended where it did not hang.
enum Ended {
    /// By the body's value.
    Value(ExitCode),
    Panic(Box<dyn Any + Send>),
    /// By no fault of the body's.
    Failed(String),
}

/// Runs the test's body on a thread and a runtime of its own, and gives what it gave.
///
/// # Panics
/// Where the body panics, with its payload. Where it hangs or there is no runtime, at the caller's
/// location; a test that is to panic fails by not doing so, and prints why.
#[track_caller]
pub fn test<F>(test: Test, body: impl FnOnce() -> F + Send + 'static) -> ExitCode
where
    F: Future<Output: Termination>,
{
    let (stage, test) = (Stage::default(), test.with_patience());
    let failed = match bounded(&test, body, &stage) {
        Some(Ended::Value(code)) => return code,
        Some(Ended::Panic(payload)) => resume_unwind(payload),
        Some(Ended::Failed(text)) => format!("{} fails: {text}", test.name()),
        None => format!(
            "{} hangs: it has not ended within {:?}; {}",
            test.name(),
            test.timeout,
            stage.text()
        ),
    };
    assert!(test.should_panic, "{failed}");
    eprintln!("{failed}");
    ExitCode::FAILURE
}

/// How it ends within its time.
fn bounded<F>(
    test: &Test,
    body: impl FnOnce() -> F + Send + 'static,
    stage: &Stage,
) -> Option<Ended>
where
    F: Future<Output: Termination>,
{
    let (ended, has_ended) = mpsc::channel();
    let (spec, timeout, here) = (test.spec, test.timeout, stage.clone());
    let run = move || {
        // Nobody is told after the time is over.
        let _ = ended.send(run(&spec, timeout, &here, body));
    };
    let thread = thread::Builder::new().name(test.name().into()).spawn(run);
    if let Err(error) = thread {
        return Some(Ended::Failed(format!(
            "the system refuses a thread: {error}"
        )));
    }
    match has_ended.recv_timeout(timeout) {
        Ok(ended) => Some(ended),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => {
            Some(Ended::Failed("its thread has gone".to_owned()))
        }
    }
}

fn run<F>(spec: &Spec, timeout: Duration, stage: &Stage, body: impl FnOnce() -> F) -> Ended
where
    F: Future<Output: Termination>,
{
    let start = Instant::now();
    let root = match Root::start(spec) {
        Ok(root) => root,
        Err(error) => return Ended::Failed(error.to_string()),
    };
    // What the body gives need not be `Send`: it is reported here. So is an error's text.
    let ended = root.run(Watched::new(async { body().await.report() }, stage.clone()));
    stage.ends();
    // A body that failed says more than what it left behind.
    let left_to_it = match ended {
        Ok(_) => timeout.saturating_sub(start.elapsed()),
        Err(_) => Duration::ZERO,
    };
    let report = root.end(left_to_it);
    match ended {
        Ok(_) if !report.is_clean() => Ended::Failed(format!(
            "its body has ended, but {} of its runtime did not within {timeout:?}",
            left(report)
        )),
        Ok(code) => Ended::Value(code),
        Err(payload) => Ended::Panic(payload),
    }
}
