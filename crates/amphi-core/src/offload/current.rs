//! What the closure that runs on this thread can ask about itself.

use std::cell::RefCell;
use std::mem;
use std::sync::Arc;

use super::take_back::Wanted;
use crate::cancel::{CancelToken, Cancellation};

thread_local! {
    /// The closure that runs on this thread; the innermost where they nest.
    static CURRENT: RefCell<Option<Frame>> = const { RefCell::new(None) };
    /// What answers in the innermost scope where no closure runs.
    static OUTSIDE: RefCell<Option<Answers>> = const { RefCell::new(None) };
}

/// What is asked whether the code that runs here is cancelled.
#[derive(Clone)]
enum Answers {
    Token(CancelToken),
    /// Work whose token nobody has asked for.
    Work(Arc<dyn Cancellation>),
}

/// A closure that runs. Small, since it is moved in and out for each.
pub(super) struct Frame {
    closure: Arc<dyn Cancellation>,
    /// Whether it was taken from a pool without threads.
    pub(super) is_taken: bool,
    /// What most closures never need.
    more: Option<Box<More>>,
}

#[derive(Default)]
struct More {
    /// That of the innermost scope inside the closure; else its own token, where it was asked for.
    scope: Option<Answers>,
    /// Closures that waits inside this one wait for.
    wanted: Wanted,
}

impl Frame {
    fn scope(&self) -> Option<&Answers> {
        self.more.as_ref()?.scope.as_ref()
    }

    /// Which closures waits inside this one wait for, where any ever did.
    pub(super) fn wanted(&self) -> Option<&Wanted> {
        self.more.as_ref().map(|more| &more.wanted)
    }

    pub(super) fn wanted_mut(&mut self) -> &mut Wanted {
        &mut self.more.get_or_insert_default().wanted
    }
}

/// Whether the offloaded closure that runs on this thread has been cancelled, so that its result is
/// no longer wanted.
///
/// A long closure asks now and then, and returns early; [`cancel`](crate::cancel) has other ways.
/// Outside an offloaded closure it is `false`. A handle that was merely dropped has let the closure
/// go on (C2), so this stays `false`. In the [scope](CancelToken::scope) of a token, that one
/// answers.
///
/// ```
/// use std::sync::mpsc;
/// use amphi_core::{BlockOn, SpawnBlocking, TaskHandle, offload::is_cancelled};
///
/// let rt = amphi_smol::SmolRuntime::global();
/// let (started, has_started) = mpsc::channel();
/// let endless = rt.spawn_blocking(move || {
///     started.send(()).unwrap();
///     while !is_cancelled() {
///         std::thread::yield_now();
///     }
///     "stopped early"
/// });
/// has_started.recv().unwrap();
/// assert_eq!(rt.block_on(endless.cancel()).unwrap(), "stopped early");
/// ```
pub fn is_cancelled() -> bool {
    cancelled_here().unwrap_or(false)
}

/// Like [`is_cancelled`]; `None` where nothing can be cancelled.
pub(crate) fn cancelled_here() -> Option<bool> {
    let closure = with(|frame| match frame.scope() {
        None => Some(frame.closure.is_cancelled()),
        Some(_) => None,
    });
    closure.flatten().or_else(|| {
        Some(match answers()? {
            Answers::Token(token) => token.is_cancelled(),
            Answers::Work(work) => work.is_cancelled(),
        })
    })
}

/// The token of what runs here.
pub(crate) fn token_here() -> Option<CancelToken> {
    let work = match answers() {
        Some(Answers::Token(token)) => return Some(token),
        Some(Answers::Work(work)) => work,
        None => with(|frame| frame.closure.clone())?,
    };
    let token = work.token();
    // Kept, so that it is asked for once, in place of the work itself.
    drop(replace(Some(Answers::Token(token.clone()))));
    Some(token)
}

/// Makes `token` the one of what runs here until the guard is dropped.
pub(crate) fn enter_token(token: CancelToken) -> Scope {
    enter_scope(Answers::Token(token))
}

/// What runs here is a part of `work` until the guard is dropped.
pub(crate) fn enter_work(work: Arc<dyn Cancellation>) -> Scope {
    enter_scope(Answers::Work(work))
}

fn enter_scope(answers: Answers) -> Scope {
    Scope {
        outer: replace(Some(answers)),
    }
}

/// What answers in the innermost scope here.
fn answers() -> Option<Answers> {
    let in_place = |current: &RefCell<Option<Frame>>| match &*current.borrow() {
        Some(frame) => frame.scope().cloned(),
        None => OUTSIDE.try_with(|scope| scope.borrow().clone()).ok()?,
    };
    CURRENT.try_with(in_place).ok().flatten()
}

fn replace(answers: Option<Answers>) -> Option<Answers> {
    let in_place = |current: &RefCell<Option<Frame>>| match &mut *current.borrow_mut() {
        Some(frame) => match (&mut frame.more, answers) {
            (Some(more), answers) => mem::replace(&mut more.scope, answers),
            (None, None) => None,
            (more, scope) => {
                let wanted = Wanted::default();
                *more = Some(Box::new(More { scope, wanted }));
                None
            }
        },
        None => OUTSIDE.try_with(|scope| scope.replace(answers)).ok()?,
    };
    CURRENT.try_with(in_place).ok().flatten()
}

/// Puts the scope around back, also after a panic.
pub(crate) struct Scope {
    outer: Option<Answers>,
}

impl Drop for Scope {
    fn drop(&mut self) {
        // What answered inside is dropped here, outside the borrow.
        drop(replace(self.outer.take()));
    }
}

/// Whether an offloaded closure runs on this thread, so that blocking it stops no task.
///
/// ```
/// use amphi_core::{SpawnBlocking, TaskHandleExt, offload::is_inside};
/// assert!(!is_inside());
/// let rt = amphi_smol::SmolRuntime::global();
/// assert!(rt.spawn_blocking(is_inside).join().unwrap());
/// ```
pub fn is_inside() -> bool {
    with(|_| ()).is_some()
}

/// Calls `f` with the frame of the innermost closure on this thread; no user code in it.
pub(super) fn with<R>(f: impl FnOnce(&mut Frame) -> R) -> Option<R> {
    CURRENT
        .try_with(|current| current.borrow_mut().as_mut().map(f))
        .ok()
        .flatten()
}

/// Makes `closure` the current one of this thread until the guard is dropped.
#[inline]
pub(super) fn enter(closure: Arc<dyn Cancellation>, is_taken: bool) -> Entered {
    let frame = Frame {
        closure,
        is_taken,
        more: None,
    };
    let mut entered = Entered { other: Some(frame) };
    entered.swap();
    entered
}

/// Puts the frame of the closure around back, also after a panic.
pub(super) struct Entered {
    /// The frame of the closure around, while the inner one is the current one.
    other: Option<Frame>,
}

impl Entered {
    #[inline]
    fn swap(&mut self) {
        // Where the store has gone both swaps do nothing.
        let _ = CURRENT.try_with(|current| mem::swap(&mut *current.borrow_mut(), &mut self.other));
    }
}

impl Drop for Entered {
    #[inline]
    fn drop(&mut self) {
        // The inner frame is dropped after this, outside the borrow.
        self.swap();
    }
}
