//! The guide `docs/add-a-backend.md` shows the example's code and output as they are.

use std::fs;

use amphi_conformance::{CLAUSES, Need};

#[test]
fn the_code_is_the_examples() {
    let guide = read("../docs/add-a-backend.md");
    let files = ["block_on", "runtime", "spawn", "stop", "task", "timer"];
    let sources = files.map(|file| read(&format!("src/thread_per_task/{file}.rs")));
    let code = sources.join("") + &read("tests/thread_per_task.rs");
    let snippets: Vec<_> = guide.split("```rust\n").skip(1).collect();
    assert!(!snippets.is_empty());
    for snippet in snippets {
        let (snippet, _) = snippet.split_once("```").expect("a snippet ends");
        assert!(
            code.contains(snippet),
            "not in the example any more:\n{snippet}"
        );
    }
}

#[test]
fn the_output_is_the_suites() {
    let all = CLAUSES.len();
    let lacks = [
        Need::BlockingLimit,
        Need::LateValue,
        Need::Socket,
        Need::OneThread,
    ];
    let skipped = CLAUSES
        .iter()
        .filter(|clause| clause.needs.iter().any(|need| lacks.contains(need)));
    let skipped = skipped.count();
    let run = all - skipped;
    let guide = read("../docs/add-a-backend.md");
    let summary = format!("{all} clauses, {run} run, {skipped} skipped;");
    assert!(guide.contains(&summary), "the summary is now: {summary}");
    let result = format!("ok. {} passed; 0 failed", all + 1);
    assert!(guide.contains(&result), "the result is now: {result}");
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
