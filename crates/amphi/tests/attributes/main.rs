//! The attributes: what they keep of a function (B9), and what they make of it. That they refuse
//! what they should is tested in `ui.rs`.
#![cfg(all(
    feature = "macros",
    feature = "smol",
    feature = "tokio",
    feature = "async-std"
))]

mod arguments;
#[expect(
    unreachable_pub,
    reason = "`pub` is what an attribute on an `impl` looks for"
)]
mod blocks;
mod functions;
#[path = "../asyncify/ground.rs"]
mod ground;
mod interfaces;
mod kept;
mod methods;
mod running;
mod syncify;
#[expect(
    clippy::needless_arbitrary_self_type,
    reason = "an unusual `self` is what is tested"
)]
mod twins;
