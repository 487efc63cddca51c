//! The border between synchronous and asynchronous code, on any runtime.
