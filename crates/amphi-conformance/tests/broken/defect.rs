//! [`Defect`]: what can be wrong with a backend.

macro_rules! defects {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The one thing that is wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Defect {
            $($(#[$doc])* $name,)*
        }

        impl Defect {
            pub(crate) const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

defects! {
    /// Nothing: the wrapper itself is sound.
    None,

    // Starting.
    PollsInsideSpawn,
    CallsInsideSpawnBlocking,
    SpawnNeedsContext,
    ClonesAreRenamed,

    // Handles.
    DropCancelsTasks,
    DropCancelsClosures,
    DropWaits,
    DetachCancels,
    HandleNeedsContext,
    HandleWakesFirst,
    IsFinishedTooEarly,

    // Cancelling.
    CancelIsLazy,
    CancelResolvesEarly,
    CancelIsShutdown,
    CancelDiscards,
    CancelNeedsStart,
    CancelNeedsContext,
    CancelInsideIsIgnored,
    CancelIgnoresClosures,
    CancelWaitsForPool,
    CancelIsToldToAll,

    // Results.
    PayloadIsReplaced,
    PanicsKillWorkers,
    DetachKillsWorkers,
    PanicInDropHangs,
    ResultBeforeDrop,

    // The runtime's end.
    ShutdownIsCancelled,
    ShutdownKeepsTasks,
    ShutdownIsNotTold,
    ShutdownDiscards,
    ShutdownLosesClosures,
    SpawnPanicsWhenGone,
    CancelHangsWhenGone,

    // Blocking.
    BlocksTheWorker,
    BlockOnRefuses,
    BlockOnPanicsNested,
    BlockOnPollsTwice,
    BlockOnReplacesPayload,
    BlockOnIsPoisoned,
    BlockOnIsSpent,
    BlockOnTires,
    FirstUseRaces,
    DeclaresTooLittle,
    StallIsNotReported,
    BlockInPlaceNeedsWorker,
    BlockInPlaceJustCalls,
    TasksOnOneThread,
    ClosuresOnOneThread,
    NothingIsTaken,

    // Time.
    SleepNeedsContext,
    SleepPollNeedsContext,
    SleepPastNeverEnds,
    SleepFarOverflows,
    SleepIsEarly,
    SleepRegistersWhenMade,
    SleepWakesFirst,
    SleepWakesWhenDropped,
    SleepNeverEnds,
    SleepHasBudget,
    SleepPanicsWhenGone,
    ResetIsIgnored,
    ResetForgetsWho,
    ResetDoesNotRevive,
    DeadlineIsStale,

    // Context.
    TasksForgetContext,
    ClosuresForgetContext,
    TakenForgetsContext,
    NestedForgetsContext,
    WaitsForgetContext,
    ContextIsShared,
    ContextLeaks,
    ContextOutlivesResult,
}
