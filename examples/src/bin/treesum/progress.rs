//! [`Progress`]: a progress line on standard error, only where that is a terminal.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use amphi_examples::treesum::Meter;
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressState, ProgressStyle};

/// Redraws itself from a meter; hidden where standard error is no terminal.
#[derive(Clone, Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn hidden() -> Self {
        Self(ProgressBar::hidden())
    }

    /// Starts to show `meter`; the number of files is not known before the end.
    pub(crate) fn of(meter: Arc<Meter>) -> Self {
        let bar = ProgressBar::new_spinner();
        if bar.is_hidden() {
            return Self(bar);
        }
        let text = move |state: &ProgressState, line: &mut dyn fmt::Write| {
            // There is nobody to tell that a progress line cannot be drawn.
            let _ = write!(line, "{}", summary(&meter, state.elapsed()));
        };
        let style = ProgressStyle::with_template(TEMPLATE).expect("the template is constant");
        bar.set_style(style.with_key("summary", text));
        bar.enable_steady_tick(REDRAW);
        Self(bar)
    }

    /// Runs `print` while the line is taken off the terminal.
    pub(crate) fn suspend<R>(&self, print: impl FnOnce() -> R) -> R {
        self.0.suspend(print)
    }

    /// Takes the line off the terminal for good.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

fn summary(meter: &Meter, elapsed: Duration) -> String {
    let bytes = meter.bytes();
    let rate = bytes as f64 / elapsed.as_secs_f64().max(f64::MIN_POSITIVE);
    format!(
        "files: {}, {} ({}/s)",
        HumanCount(meter.files()),
        HumanBytes(bytes),
        HumanBytes(rate as u64)
    )
}

const TEMPLATE: &str = "{spinner} [{elapsed_precise}] {summary}";
const REDRAW: Duration = Duration::from_millis(100);
