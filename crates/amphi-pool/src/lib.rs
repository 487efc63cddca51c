//! Threads for closures that block, and what bounds them, without a runtime: everything here is
//! awaited from async code or waited for from synchronous code.

// The public interface.
