//! SHA-256 sums of whole trees of files: the public interface, with an async and a blocking face.
//!
//! Walking, reading and hashing are blocking work. It is offloaded to the runtime whose
//! [`Handle`] the [`Treesum`] captured, at most [`jobs`](Treesum::with_jobs) pieces at a time, and
//! the results come back in order while the work goes on. Nothing here names a runtime.
//!
//! | module | its job |
//! |---|---|
//! | `walk` | lists the files below some paths, sorted |
//! | `digest` | hashes one file |
//! | `line` | writes and reads the lines of `sha256sum` |
//! | `check` | verifies a list of such lines |
//! | `feed` | hands work to the offloaded closures and puts their results in order |
//! | `ordered` | the stream over a feed: starts the closures, passes the results on |
//! | `iter` | any such stream as an iterator |
//!
//! # Examples
//! ```
//! use amphi::Handle;
//! use amphi_examples::treesum::Treesum;
//! use futures::StreamExt;
//!
//! let treesum = Treesum::new(Handle::smol());
//!
//! // The blocking face works anywhere, also inside a task of a running runtime.
//! let sums: Vec<_> = treesum.sums_blocking(["src"]).collect::<Result<_, _>>().unwrap();
//!
//! // The async face works on any executor.
//! let same = Handle::async_std().block_on(treesum.sums(["src"]).count());
//! assert_eq!(sums.len(), same);
//! ```

mod check;
mod digest;
mod error;
mod feed;
mod iter;
mod line;
mod meter;
mod ordered;
#[cfg_attr(unix, path = "path_bytes_unix.rs")]
#[cfg_attr(not(unix), path = "path_bytes_other.rs")]
mod path_bytes;
mod reorder;
mod walk;

pub use check::{Checked, Checks, Verdict};
pub use digest::Digest;
pub use error::{SumError, SumErrorKind};
pub use iter::BlockingIter;
pub use line::{Entry, write_escaped_path};
pub use meter::Meter;

use std::io::BufRead;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread;

use amphi::Handle;
use futures::{Stream, StreamExt};

use self::check::List;
use self::ordered::Ordered;
use self::walk::Walk;

/// Computes and verifies SHA-256 sums on the runtime that it captured when it was built.
#[derive(Clone, Debug)]
pub struct Treesum {
    handle: Handle,
    jobs: NonZeroUsize,
}

impl Treesum {
    /// Offloads to the runtime of `handle`, with one job for each CPU.
    ///
    /// A tokio runtime needs its timer (`enable_time`).
    pub fn new(handle: Handle) -> Self {
        let jobs = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self { handle, jobs }
    }

    /// Allows `jobs` pieces of blocking work at a time; the memory for waiting results is bounded
    /// in proportion.
    #[must_use]
    pub fn with_jobs(self, jobs: NonZeroUsize) -> Self {
        Self { jobs, ..self }
    }

    /// The sums of every file below `paths`, sorted bytewise by path.
    ///
    /// A path that is no directory is hashed itself, whatever it is. Symbolic links are followed
    /// where they were given, not below. What cannot be read is an error in its place; the rest
    /// goes on. Dropping the stream cancels what is still queued, and stops the files that are
    /// being hashed.
    pub fn sums<P: Into<PathBuf>>(&self, paths: impl IntoIterator<Item = P>) -> Sums {
        let walk = Walk::new(paths.into_iter().map(Into::into));
        Sums(Ordered::new(
            self.handle.clone(),
            self.jobs,
            walk,
            digest::hash_entry,
        ))
    }

    /// The blocking face of [`sums`](Self::sums).
    pub fn sums_blocking<P: Into<PathBuf>>(
        &self,
        paths: impl IntoIterator<Item = P>,
    ) -> BlockingIter<Sums> {
        BlockingIter::new(self.handle.clone(), self.sums(paths))
    }

    /// The verdict on each line of `list`, which is in the format of `sha256sum`, in its order.
    ///
    /// The list is read as blocking work too. Lines of other formats are errors in their place.
    pub fn check(&self, list: impl BufRead + Send + 'static) -> Checks {
        let list = List::new(Box::new(list));
        Checks(Ordered::new(
            self.handle.clone(),
            self.jobs,
            list,
            check::verify,
        ))
    }

    /// The blocking face of [`check`](Self::check).
    pub fn check_blocking(&self, list: impl BufRead + Send + 'static) -> BlockingIter<Checks> {
        BlockingIter::new(self.handle.clone(), self.check(list))
    }
}

/// The stream of [`Treesum::sums`].
#[derive(Debug)]
#[must_use = "streams do nothing unless polled"]
pub struct Sums(Ordered<Walk, Entry>);

impl Sums {
    /// Counts files and bytes while they are hashed.
    pub fn meter(&self) -> Arc<Meter> {
        self.0.meter()
    }
}

impl Stream for Sums {
    type Item = Result<Entry, SumError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(cx)
    }
}
