//! How cost grows with work: time and memory of one item, from few to very many.
//!
//! Each point is a process of its own, so that peaks do not mix: `scale CASE CONTENDER N` is such a one and
//! prints nanoseconds and bytes of one item. Alone it starts them all, and where `AMPHI_RECORD` names a
//! folder, `scale.json` there gets the figures.

mod cases;
mod clock;
mod firing;
mod memory;
mod nests;
mod queues;
mod tasks;
mod timers;

use std::io;
use std::panic::catch_unwind;
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use amphi_benches::record::{self, cpus, rounded};
use cases::{CASES, Case};
use serde_json::json;

/// So long may one point take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a point prints in place of figures where waits were refused.
const REFUSED: &str = "refused";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [] => all(),
        [case, contender, n] => match (find(case, contender), n.parse()) {
            (Some(run), Ok(n)) => {
                point(run, n);
                ExitCode::SUCCESS
            }
            _ => ExitCode::from(2),
        },
        _ => ExitCode::from(2),
    }
}

fn find(case: &str, contender: &str) -> Option<fn(usize)> {
    let case = CASES.iter().find(|it| it.name == case)?;
    let mut contenders = case.contenders.iter();
    contenders
        .find(|(name, _)| *name == contender)
        .map(|(_, run)| *run)
}

/// One point, in this process.
fn point(run: fn(usize), n: usize) {
    let before = memory::now();
    let start = Instant::now();
    if let Err(payload) = catch_unwind(|| run(n)) {
        match payload.downcast::<String>() {
            Ok(text) if text.contains("too many threads of the runtime wait") => {
                return println!("{REFUSED}");
            }
            _ => panic!("not a refusal"),
        }
    }
    let time = clock::start(start).elapsed().as_nanos() as f64;
    let bytes = memory::peak().saturating_sub(before) as f64;
    println!("{} {}", time / n as f64, bytes / n as f64);
}

fn all() -> ExitCode {
    let mut rows = Vec::new();
    for Case {
        name,
        numbers,
        contenders,
    } in CASES
    {
        println!("{name}");
        for (contender, _) in *contenders {
            for n in *numbers {
                let mut row = json!({"case": name, "contender": contender, "n": n, "cpus": cpus()});
                match elsewhere(name, contender, *n) {
                    Ok(Ok((ns, bytes))) => {
                        println!("  {contender:<28} {n:>8} {ns:>12.1} ns {bytes:>10.1} B");
                        row["ns"] = rounded(ns).into();
                        row["bytes"] = rounded(bytes).into();
                    }
                    Ok(Err(why)) => {
                        println!("  {contender:<28} {n:>8} {why}");
                        row["why"] = why.into();
                    }
                    Err(error) => {
                        eprintln!("scale: {error}");
                        return ExitCode::FAILURE;
                    }
                }
                rows.extend(row.as_object().cloned());
            }
        }
    }
    record::add("scale", "scale", rows);
    ExitCode::SUCCESS
}

/// One point in a process of its own; where it gives none, why.
fn elsewhere(
    case: &str,
    contender: &str,
    n: usize,
) -> io::Result<Result<(f64, f64), &'static str>> {
    let mut child = Command::new(std::env::current_exe()?)
        .args([case, contender, &n.to_string()])
        // As the counting of closures has it: one thread runs what is queued.
        .env("BLOCKING_MAX_THREADS", "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    if !ends(&mut child)? {
        child.kill()?;
        child.wait()?;
        return Ok(Err("no end"));
    }
    let output = child.wait_with_output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    if text.trim() == REFUSED {
        return Ok(Err(REFUSED));
    }
    let mut figures = text.split_whitespace().map(str::parse);
    Ok(match (figures.next(), figures.next()) {
        (Some(Ok(ns)), Some(Ok(bytes))) => Ok((ns, bytes)),
        _ => Err("fails"),
    })
}

fn ends(child: &mut Child) -> io::Result<bool> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if child.try_wait()?.is_some() {
            return Ok(true);
        }
        sleep(Duration::from_millis(2));
    }
    Ok(false)
}
