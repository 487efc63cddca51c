//! The tables: a row for each place, a column for each kind of future.

use std::fmt::Write;

use console::Term;

use crate::matrix::{Awaited, Place, Runtime, Side, Waits, word};
use crate::outcome::Outcome;
use crate::results::Results;
use crate::summary;

/// Which part of the matrix is shown, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub(crate) runtime: Runtime,
    pub(crate) sides: &'a [Side],
    pub(crate) depths: &'a [u16],
    /// How many columns there are; the sides stand beside each other where there is room.
    pub(crate) width: usize,
}

/// All that is printed: a table for each kind of waits and each side, a legend, the totals.
pub(crate) fn render(results: &Results, view: View<'_>) -> String {
    let table = Table {
        results,
        runtime: view.runtime,
        field: view.depths.len().max(FIELD),
    };
    let mut text = String::new();
    for waits in Waits::ALL {
        if table.width(view.sides.len()) <= view.width {
            table.write(&mut text, waits, view.sides);
        } else {
            for side in view.sides {
                table.write(&mut text, waits, &[*side]);
            }
        }
    }
    text + &summary::legend(&view) + &summary::totals(results, &view)
}

/// How wide standard output is; a file counts as narrow.
pub(crate) fn terminal_width() -> usize {
    let size = Term::stdout().size_checked();
    size.map_or(0, |(_, columns)| columns.into())
}

struct Table<'a> {
    results: &'a Results,
    runtime: Runtime,
    /// How wide a field is.
    field: usize,
}

impl Table<'_> {
    /// With so many sides beside each other.
    fn width(&self, sides: usize) -> usize {
        ROW + sides * (GAP.len() + Awaited::ALL.len() * (self.field + 1))
    }

    fn write(&self, text: &mut String, waits: Waits, sides: &[Side]) {
        let half = Awaited::ALL.len() * (self.field + 1);
        let mut line = format!("{:ROW$}", "");
        for side in sides {
            let _ = write!(line, "{GAP}{:half$}", self.title(*side, waits));
        }
        end_line(text, &line);

        line = format!("{:ROW$}", "");
        for _ in sides {
            line.push_str(GAP);
            self.fields(&mut line, Awaited::ALL.each_ref().map(word));
        }
        end_line(text, &line);

        for place in Place::of(self.runtime) {
            line = format!("{:ROW$}", name(place));
            for side in sides {
                line.push_str(GAP);
                let field = |awaited| self.results.field(*side, waits, place, awaited);
                self.fields(&mut line, Awaited::ALL.map(field).map(|field| show(&field)));
            }
            end_line(text, &line);
        }
        text.push('\n');
    }

    fn fields(&self, line: &mut String, fields: impl IntoIterator<Item = String>) {
        for field in fields {
            let _ = write!(line, " {field:width$}", width = self.field);
        }
    }

    fn title(&self, side: Side, waits: Waits) -> String {
        let own = word(&self.runtime);
        let who = match side {
            Side::Amphi => format!(" amphi on {own}"),
            Side::Raw => format!(" {own} alone"),
            Side::InPlace => format!(" {own} in place"),
        };
        match waits {
            Waits::Same => who,
            Waits::Alternating => format!("{who}, in turn with {}", word(&self.runtime.other())),
        }
    }
}

/// The outcomes of a field: one word where all depths agree, a letter each otherwise.
fn show(outcomes: &[Outcome]) -> String {
    match outcomes {
        [first, rest @ ..] if rest.iter().all(|outcome| outcome == first) => first.word().into(),
        _ => outcomes.iter().map(|outcome| outcome.letter()).collect(),
    }
}

fn name(place: Place) -> &'static str {
    match place {
        Place::PlainThread => "plain thread",
        Place::Closure => "offloaded closure",
        Place::Root => "root future",
        Place::Task => "task",
        Place::LocalSet => "LocalSet",
        Place::LocalPool => "futures LocalPool",
        Place::Pollster => "pollster",
        Place::OtherTask => "other runtime's task",
    }
}

fn end_line(text: &mut String, line: &str) {
    text.push_str(line.trim_end());
    text.push('\n');
}

/// How wide the names of the rows are.
const ROW: usize = 20;
/// How wide a field is at least: the longest column's name.
const FIELD: usize = 7;
const GAP: &str = "  ";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::{self, Cell};
    use crate::results::tests::results;

    const BOTH: &[Side] = &[Side::Amphi, Side::Raw];

    fn text(sides: &[Side], width: usize, outcome: impl Fn(&Cell) -> Outcome) -> String {
        let (runtime, depths) = (Runtime::Smol, &[1, 2, 3][..]);
        let cells = matrix::cells(runtime, sides, depths, 1);
        let view = View {
            runtime,
            sides,
            depths,
            width,
        };
        render(&results(cells, outcome), view)
    }

    #[test]
    fn a_word_where_the_depths_agree_and_letters_otherwise() {
        use Outcome::{Abort, Hang, Ok, Panic, Stall, Wrong};

        assert_eq!(show(&[Ok, Ok, Ok]), "ok");
        assert_eq!(show(&[Hang]), "hang");
        assert_eq!(show(&[Ok, Panic, Hang, Stall, Wrong, Abort]), ".PHSWA");
    }

    #[test]
    fn the_sides_are_beside_each_other_where_there_is_room() {
        let lines = |width| {
            let text = text(BOTH, width, |_| Outcome::Ok);
            let sizes = text.lines().map(|line| line.chars().count());
            (text.lines().count(), sizes.max().unwrap())
        };
        let (narrow, wide) = (lines(135), lines(136));
        assert_eq!(narrow.0 - wide.0, 2 * (2 + 7 + 1));
        assert!(narrow.1 <= 100 && wide.1 <= 136, "{narrow:?} {wide:?}");
    }

    #[test]
    fn each_outcome_is_in_its_row_and_column() {
        let odd = |cell: &Cell| {
            let here = (cell.place, cell.awaited, cell.depth);
            if here == (Place::Task, Awaited::Socket, 2) {
                Outcome::Wrong
            } else {
                Outcome::Ok
            }
        };
        let text = text(&[Side::Raw], 0, odd);
        let rows: Vec<_> = text.lines().filter(|line| line.contains(".W.")).collect();
        let row = "task                   ok      ok      ok      .W.     ok      ok      ok";
        assert_eq!(rows, [row, row]);
    }

    #[test]
    fn the_totals_name_what_is_not_ok() {
        let raw_hangs = |cell: &Cell| match (cell.side, cell.depth) {
            (Side::Amphi, _) => Outcome::Ok,
            (_, 1) => Outcome::Hang,
            (_, _) => Outcome::Panic,
        };
        let text = text(BOTH, 0, raw_hangs);
        let totals = "amphi: 294 of 294 ok; smol alone: 0 of 294 ok, 196 panic, 98 hang";
        assert_eq!(text.lines().last(), Some(totals));
    }
}
