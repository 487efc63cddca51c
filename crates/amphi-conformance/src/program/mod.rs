//! Random programs of waits, for [`clauses::random`](crate::clauses::random).
//!
//! A seed gives a [`Program`]: strands, which are trees of waits, spawns, offloads, dropped and cancelled
//! handles. Playing it on a runtime gives a value for each strand, which is known beforehand.

mod generate;
mod play;
mod step;

pub(crate) use generate::Limits;
pub(crate) use play::World;
pub(crate) use step::Program;
