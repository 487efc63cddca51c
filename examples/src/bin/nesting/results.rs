//! [`Results`]: what became of the cells, and what was expected.

use std::fmt::Write;
use std::io;
use std::time::Duration;

use indicatif::ProgressBar;

use crate::args::Args;
use crate::child::{self, Ended, Limit};
use crate::matrix::{Awaited, Cell, Place, Side, Waits};
use crate::outcome::Outcome;
use crate::pool;

/// What became of the cells, in their order.
#[derive(Debug)]
pub(crate) struct Results(Vec<(Cell, Ended)>);

impl Results {
    /// Tries every cell, some at a time; standard error shows the progress where it is a terminal.
    pub(crate) fn of(cells: Vec<Cell>, args: &Args) -> io::Result<Self> {
        let progress = ProgressBar::new(cells.len() as u64);
        let ended = pool::map(&cells, args.jobs(), |cell| {
            let mut words = vec!["cell".to_owned()];
            words.extend(cell.words());
            let ended = child::run(&words, cell.threads, limit(cell.side, args));
            progress.inc(1);
            ended
        });
        progress.finish_and_clear();
        let ended: Vec<_> = ended.into_iter().collect::<io::Result<_>>()?;
        Ok(Self(cells.into_iter().zip(ended).collect()))
    }

    /// The outcomes of one field of the table, a depth each.
    pub(crate) fn field(
        &self,
        side: Side,
        waits: Waits,
        place: Place,
        awaited: Awaited,
    ) -> Vec<Outcome> {
        let field = (side, waits, place, awaited);
        let is_here = |cell: &Cell| (cell.side, cell.waits, cell.place, cell.awaited) == field;
        let outcomes = self.0.iter().filter(|(cell, _)| is_here(cell));
        outcomes.map(|(_, ended)| ended.outcome).collect()
    }

    /// How many cells of this side ended so.
    pub(crate) fn count(&self, side: Side, outcome: Outcome) -> usize {
        let counts = |(cell, ended): &&(Cell, Ended)| cell.side == side && ended.outcome == outcome;
        self.0.iter().filter(counts).count()
    }

    /// A line for each cell.
    pub(crate) fn lines(&self) -> String {
        let mut lines = String::new();
        for (cell, ended) in &self.0 {
            let _ = writeln!(lines, "{cell} {}", ended.outcome.word());
        }
        lines
    }

    /// Whether amphi did in every cell what is expected of it.
    pub(crate) fn are_expected(&self) -> bool {
        self.surprises().next().is_none()
    }

    /// Tells of amphi's cells that did not end as expected, with what they said.
    pub(crate) fn complain(&self) {
        for (cell, ended) in self.surprises() {
            let (outcome, expected) = (ended.outcome.word(), cell.expected().word());
            eprintln!("nesting: {cell}: {outcome} instead of {expected}");
            eprint!("{}", ended.stderr);
        }
    }

    fn surprises(&self) -> impl Iterator<Item = &(Cell, Ended)> {
        self.0
            .iter()
            .filter(|(cell, ended)| cell.side == Side::Amphi && ended.outcome != cell.expected())
    }
}

/// amphi's cells end early, so a busy machine must not make hangs of them.
fn limit(side: Side, args: &Args) -> Limit {
    let grace = match side {
        Side::Amphi => Duration::from_secs(30),
        Side::Raw | Side::InPlace => Duration::ZERO,
    };
    Limit {
        time: args.limit + grace,
        after_report: args.limit,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::matrix::{self, Runtime};

    /// Results of `cells` that ended as `outcome` says.
    pub(crate) fn results(cells: Vec<Cell>, outcome: impl Fn(&Cell) -> Outcome) -> Results {
        let end = |cell| {
            let outcome = outcome(&cell);
            let stderr = String::new();
            (cell, Ended { outcome, stderr })
        };
        Results(cells.into_iter().map(end).collect())
    }

    fn cells(runtime: Runtime) -> Vec<Cell> {
        matrix::cells(runtime, &[Side::Amphi, Side::Raw], &[1, 2], 1)
    }

    #[test]
    fn only_amphi_has_to_do_what_is_expected() {
        let raw_panics = |cell: &Cell| match cell.side {
            Side::Amphi => cell.expected(),
            Side::Raw | Side::InPlace => Outcome::Panic,
        };
        for runtime in [Runtime::Tokio, Runtime::TokioCurrentThread] {
            assert!(results(cells(runtime), raw_panics).are_expected());
        }
    }

    #[test]
    fn each_surprise_counts() {
        let cells = cells(Runtime::TokioCurrentThread);
        let amphi = cells.iter().filter(|cell| cell.side == Side::Amphi);
        for odd in amphi {
            for outcome in Outcome::ALL {
                let one_is_odd = |cell: &Cell| {
                    if cell == odd {
                        outcome
                    } else {
                        cell.expected()
                    }
                };
                let results = results(cells.clone(), one_is_odd);
                assert_eq!(results.are_expected(), outcome == odd.expected());
            }
        }
    }

    #[test]
    fn a_line_for_each_cell() {
        let cells = matrix::cells(Runtime::Smol, &[Side::Raw], &[16], 1);
        let lines = results(cells, |_| Outcome::Hang).lines();
        assert_eq!(lines.lines().count(), 2 * 7 * 7);
        assert_eq!(
            lines.lines().next(),
            Some("raw smol same plain-thread ready 16 hang")
        );
    }
}
