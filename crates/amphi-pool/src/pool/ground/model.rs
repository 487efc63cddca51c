//! Loom models of the ground.
