//! [`Shape`]: how many threads a runtime of one's own has.

/// How many threads run the tasks of a runtime that is started for one future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One; on tokio it is the one that waits for the future.
    OneThread,
    /// One that is no other runtime's, as the one that waits is.
    OneThreadApart,
    /// So many, or as many as the backend has by default.
    Threads(Option<usize>),
}
