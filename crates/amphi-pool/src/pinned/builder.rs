//! [`PinnedBuilder`]: the thread of a pinned value.

use std::sync::Arc;
use std::{io, thread};

use super::queue::Queue;
use super::{Handle, Pinned, owner};

/// How the thread of a [`Pinned`] value is made.
///
/// ```
/// use amphi_pool::PinnedBuilder;
/// let named = PinnedBuilder::new().name("database").spawn(|| 7)?;
/// let name = named.with(|_| std::thread::current().name().map(String::from));
/// assert_eq!(name.wait().unwrap().as_deref(), Some("database"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "nothing is started until `spawn`"]
pub struct PinnedBuilder {
    name: Option<String>,
    stack_size: Option<usize>,
}

impl PinnedBuilder {
    /// The defaults: a thread named `amphi-pinned`, with the standard library's stack size.
    pub const fn new() -> Self {
        Self {
            name: None,
            stack_size: None,
        }
    }

    /// Names the thread. Linux shows the first 15 bytes.
    pub fn name(self, name: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
            ..self
        }
    }

    /// Gives the thread a stack of this many bytes.
    pub const fn stack_size(mut self, bytes: usize) -> Self {
        self.stack_size = Some(bytes);
        self
    }

    /// Starts the thread and has it call `make`; see [`Pinned::spawn`].
    ///
    /// # Errors
    /// Where the system refuses the thread; `make` is dropped then. A name with a null byte is
    /// [`InvalidInput`](io::ErrorKind::InvalidInput).
    pub fn spawn<T, F>(self, make: F) -> io::Result<Pinned<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: 'static,
    {
        let name = self.name.unwrap_or_else(|| "amphi-pinned".into());
        if name.contains('\0') {
            let text = "a thread's name must not contain null bytes";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        let mut thread = thread::Builder::new().name(name);
        if let Some(bytes) = self.stack_size {
            thread = thread.stack_size(bytes);
        }
        let queue = Arc::new(Queue::new());
        let owned = queue.clone();
        thread.spawn(move || owner::live(make, &owned))?;
        Ok(Pinned {
            handle: Arc::new(Handle { queue }),
        })
    }
}
