//! Runs each case in a process of its own. Without arguments of its own this binary is an ordinary
//! test runner; with `AMPHI_CASE` set it is one case.

use std::env;
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};

/// A case's name, the value of `AMPHI_RUNTIME`, and what its process does.
pub(crate) type Case = (&'static str, Option<&'static str>, fn());

/// Cases without a value of `AMPHI_RUNTIME`, each of the name of its function.
macro_rules! cases {
    ($($case:ident,)*) => { &[$((stringify!($case), None, $case),)*] };
}

pub(crate) use cases;

pub(crate) fn run(cases: &[&[Case]]) -> ExitCode {
    let mut cases = cases.iter().copied().flatten();
    if let Ok(name) = env::var("AMPHI_CASE") {
        let case = cases.find(|case| case.0 == name);
        run_bounded(case.expect("a case of these tables").2);
        return ExitCode::SUCCESS;
    }
    let trials = cases.map(|&(name, value, _)| Trial::test(name, move || child(name, value)));
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

/// A hang ends the case's process with its name.
fn run_bounded(case: fn()) {
    let (done, is_done) = mpsc::channel();
    let case = std::thread::spawn(move || {
        case();
        done.send(()).expect("main waits");
    });
    if is_done.recv_timeout(Duration::from_secs(60)) == Err(mpsc::RecvTimeoutError::Timeout) {
        panic!("the case hangs");
    }
    case.join().expect("the case failed");
}

fn child(name: &str, value: Option<&str>) -> Result<(), Failed> {
    let mut command = Command::new(env::current_exe()?);
    command
        .env("AMPHI_CASE", name)
        .env_remove("AMPHI_RUNTIME")
        .stdin(Stdio::null());
    if let Some(value) = value {
        command.env("AMPHI_RUNTIME", value);
    }
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
}
