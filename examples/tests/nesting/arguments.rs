//! The command line: what it refuses, and which runtime it takes.

use crate::command::{nesting, run};

#[track_caller]
fn refuses(args: &[&str], what: &str) {
    let finished = run(nesting(args));
    assert_eq!(
        (finished.code, finished.stdout.as_str()),
        (Some(2), ""),
        "{args:?}"
    );
    assert!(
        finished.stderr.contains(what),
        "{args:?}: {}",
        finished.stderr
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    refuses(&["--runtime", "glommio"], "'glommio'");
    refuses(&["--depth", "0"], "'0'");
    refuses(&["--depth", "1,two"], "'two'");
    refuses(&["--limit", "2"], "such as 2s or 500ms");
    refuses(&["--jobs", "0"], "'0'");
    refuses(&["--threads", "0"], "'0'");
    refuses(&["anything"], "'anything'");
}

#[test]
fn the_children_refuse_nonsense_too() {
    let cell = ["cell", "amphi", "tokio", "same", "task", "timer", "1", "1"];
    for odd in 1..cell.len() {
        let mut words = cell;
        words[odd] = "nonsense";
        refuses(&words, "'nonsense'");
        refuses(&cell[..odd], "required arguments were not provided");
    }
    refuses(&["faulty", "nonsense"], "'nonsense'");
}

#[test]
fn the_children_are_not_for_users() {
    let help = run(nesting(&["--help"])).stdout;
    assert!(help.contains("self-test"), "{help}");
    let mut names = help
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    assert!(
        names.all(|name| name != "cell" && name != "faulty"),
        "{help}"
    );
}

#[test]
fn the_environment_chooses_where_the_arguments_do_not() {
    let first_line = |variable: Option<&str>, args: &[&str]| {
        let mut command = nesting(&[&["--depth", "1", "--no-raw", "--cells"], args].concat());
        if let Some(value) = variable {
            command.env("AMPHI_RUNTIME", value);
        }
        let finished = run(command);
        assert_eq!(finished.code, Some(0), "{}", finished.stderr);
        finished.stdout.lines().next().unwrap().to_owned()
    };
    let smol = "amphi smol same plain-thread ready 1 ok";
    let tokio = "amphi tokio same plain-thread ready 1 ok";
    assert_eq!(first_line(None, &[]), tokio);
    assert_eq!(first_line(Some(""), &[]), tokio);
    assert_eq!(first_line(Some("smol"), &[]), smol);
    assert_eq!(first_line(Some("async-std"), &["--runtime", "smol"]), smol);
}

#[test]
fn an_unknown_runtime_in_the_environment_is_told() {
    let mut command = nesting(&[]);
    command.env("AMPHI_RUNTIME", "glommio");
    let finished = run(command);
    assert_eq!((finished.code, finished.stdout.as_str()), (Some(2), ""));
    let text = "AMPHI_RUNTIME names no runtime: 'glommio'";
    assert!(finished.stderr.contains(text), "{}", finished.stderr);
}
