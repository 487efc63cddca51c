//! What is printed where standard output is no terminal.

use std::fs::OpenOptions;

use crate::command::{nesting, run};

const AMPHI_ON_SMOL: &str = "                       amphi on smol
                       ready   cpu     timer   socket  outside inside  channel
plain thread           ok      ok      ok      ok      ok      ok      ok
offloaded closure      ok      ok      ok      ok      ok      ok      ok
root future            ok      ok      ok      ok      ok      ok      ok
task                   ok      ok      ok      ok      ok      ok      ok
futures LocalPool      ok      ok      ok      ok      ok      ok      ok
pollster               ok      ok      ok      ok      ok      ok      ok
other runtime's task   ok      ok      ok      ok      ok      ok      ok

";

#[test]
fn the_table_the_legend_and_the_totals() {
    let finished = run(nesting(&[
        "--runtime",
        "smol",
        "--depth",
        "2,3",
        "--no-raw",
    ]));
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""));
    let in_turn = AMPHI_ON_SMOL.replace("on smol", "on smol, in turn with tokio");
    let rest = finished
        .stdout
        .strip_prefix(&(AMPHI_ON_SMOL.to_owned() + &in_turn));
    let legend: Vec<_> = rest.unwrap_or(&finished.stdout).lines().collect();
    assert_eq!(
        legend.first(),
        Some(&"Waits inside waits: 2, 3. A word where all depths agree, else a letter for each:")
    );
    assert_eq!(legend.last(), Some(&"amphi: 196 of 196 ok"));
}

#[test]
fn output_that_cannot_be_written_is_told() {
    let Ok(full) = OpenOptions::new().write(true).open("/dev/full") else {
        eprintln!("SKIPPED: there is no /dev/full");
        return;
    };
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", r#""$0" --depth 1 --no-raw > /dev/full"#]);
    shell.arg(env!("CARGO_BIN_EXE_nesting"));
    drop(full);
    let finished = run(shell);
    assert_eq!(finished.code, Some(1));
    assert!(
        finished.stderr.starts_with("nesting: "),
        "{}",
        finished.stderr
    );
}
