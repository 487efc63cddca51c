//! What stands below the tables: the legend and the totals.

use crate::matrix::{Side, word};
use crate::outcome::Outcome;
use crate::results::Results;
use crate::table::View;

/// What the words and letters mean.
pub(crate) fn legend(view: &View<'_>) -> String {
    let depths: Vec<_> = view.depths.iter().map(u16::to_string).collect();
    let letters = Outcome::ALL.map(|outcome| format!("{} {}", outcome.letter(), outcome.word()));
    let mut legend = format!(
        "Waits inside waits: {}. A word where all depths agree, else a letter for each:\n\
         {}. A stall is a hang that amphi reported.\n\
         outside: join of a task that was spawned before the wait; inside: of one spawned inside it;\n\
         channel: its sender is a task that was spawned before the wait.\n\
         In turn: the outermost wait is {}'s, the next one {}'s, and so on.\n",
        depths.join(", "),
        letters.join(", "),
        word(&view.runtime.other()),
        word(&view.runtime),
    );
    if view.sides.contains(&Side::InPlace) {
        legend.push_str("In place: inside tokio's block_in_place.\n");
    }
    legend
}

/// How many cells ended how, on each side.
pub(crate) fn totals(results: &Results, view: &View<'_>) -> String {
    let total = |side: &Side| {
        let who = match side {
            Side::Amphi => "amphi".to_owned(),
            Side::Raw => format!("{} alone", word(&view.runtime)),
            Side::InPlace => format!("{} in place", word(&view.runtime)),
        };
        let count = |outcome| results.count(*side, outcome);
        let all: usize = Outcome::ALL.into_iter().map(count).sum();
        let mut total = format!("{who}: {} of {all} ok", count(Outcome::Ok));
        for outcome in Outcome::ALL.into_iter().skip(1) {
            match count(outcome) {
                0 => {}
                some => total.push_str(&format!(", {some} {}", outcome.word())),
            }
        }
        total
    };
    let totals: Vec<_> = view.sides.iter().map(total).collect();
    totals.join("; ") + "\n"
}
