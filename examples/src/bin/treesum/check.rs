//! Printing the verdicts on a list of sums.

use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use amphi_examples::treesum::{
    Checked, SumError, SumErrorKind, Treesum, Verdict, write_escaped_path,
};
use futures::StreamExt;

use crate::output::{CHUNK_ITEMS, Output};
use crate::status::Status;

/// Verifies the sums in the file `list`, `-` being standard input.
pub(crate) async fn print(
    treesum: &Treesum,
    list: PathBuf,
    output: &mut Output,
) -> io::Result<Status> {
    let name = display_name(&list);
    let reader = match output.offload(move || open(&list)).await {
        Ok(reader) => reader,
        Err(error) => {
            output.message(&format!("{name}: {error}"));
            return output.flush().await.map(|()| Status::Failed);
        }
    };
    let checks = treesum.check(reader);
    output.show_progress(checks.meter());
    let mut chunks = checks.ready_chunks(CHUNK_ITEMS);
    let mut tally = Tally::default();
    while let Some(chunk) = chunks.next().await {
        for result in chunk {
            tally.print(result, &name, output);
        }
        output.flush().await?;
    }
    tally.print_warnings(&name, output);
    output.flush().await.map(|()| Status::of(tally.failed()))
}

/// What the lines of the list came to.
#[derive(Debug, Default)]
struct Tally {
    good: u64,
    mismatched: u64,
    unreadable: u64,
    malformed: u64,
    broken: bool,
}

impl Tally {
    fn print(&mut self, result: Result<Checked, SumError>, list: &str, output: &mut Output) {
        match result {
            Ok(checked) => self.print_verdict(&checked, output),
            Err(error) if error.kind() == SumErrorKind::Malformed => self.malformed += 1,
            Err(error) => {
                self.broken = true;
                match error.source() {
                    Some(source) => output.message(&format!("{list}: {source}")),
                    None => output.error(&error),
                }
            }
        }
    }

    fn print_verdict(&mut self, checked: &Checked, output: &mut Output) {
        let (count, word) = match checked.verdict() {
            Verdict::Match => (&mut self.good, "OK"),
            Verdict::Mismatch => (&mut self.mismatched, "FAILED"),
            Verdict::Unreadable(error) => {
                output.error(error);
                (&mut self.unreadable, "FAILED open or read")
            }
        };
        *count += 1;
        let line = output.line();
        write_escaped_path(checked.path(), line);
        line.extend_from_slice(format!(": {word}\n").as_bytes());
    }

    fn print_warnings(&self, list: &str, output: &mut Output) {
        if self.broken {
            return;
        }
        if self.formatted() == 0 {
            return output.message(&format!(
                "{list}: no properly formatted checksum lines found"
            ));
        }
        let counts = [
            (self.malformed, MALFORMED),
            (self.unreadable, UNREADABLE),
            (self.mismatched, MISMATCHED),
        ];
        for (number, (one, many, what)) in counts {
            match number {
                0 => {}
                1 => output.message(&format!("WARNING: 1 {one} {what}")),
                _ => output.message(&format!("WARNING: {number} {many} {what}")),
            }
        }
    }

    fn formatted(&self) -> u64 {
        self.good + self.mismatched + self.unreadable
    }

    fn failed(&self) -> bool {
        self.broken || self.formatted() == 0 || self.mismatched + self.unreadable > 0
    }
}

fn open(list: &Path) -> io::Result<Box<dyn BufRead + Send>> {
    Ok(if list == Path::new("-") {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::new(File::open(list)?))
    })
}

fn display_name(list: &Path) -> String {
    if list == Path::new("-") {
        "'standard input'".to_owned()
    } else {
        list.display().to_string()
    }
}

const MALFORMED: (&str, &str, &str) = ("line is", "lines are", "improperly formatted");
const UNREADABLE: (&str, &str, &str) = ("listed file", "listed files", "could not be read");
const MISMATCHED: (&str, &str, &str) = ("computed checksum", "computed checksums", "did NOT match");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_lines_alone_do_not_fail() {
        let tally = Tally {
            good: 1,
            malformed: 3,
            ..Tally::default()
        };
        assert!(!tally.failed());
        assert!(Tally::default().failed(), "no formatted line at all");
        assert!(
            Tally {
                mismatched: 1,
                ..tally
            }
            .failed()
        );
    }
}
