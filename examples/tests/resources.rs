//! The examples of resources and generators print the same on every runtime.

mod printed;

use printed::prints;

#[test]
fn b110_connections_are_closed_whatever_happens() {
    prints(
        env!("CARGO_BIN_EXE_resource_guard"),
        "asked: Ok(4)\n  ann: hello, ann: tea?, ann: goodbye\n\
         asked: Err(\"too long\")\n  bob: hello, bob: anything at all?, bob: goodbye\n\
         asked: Err(\"nobody is not at home\")\n  \n\
         panicked: true\n  cid: hello, cid: tea?, cid: goodbye\n\
         kept: dan\n  dan: hello, dan: goodbye\n",
    );
}

#[test]
fn b109_a_generator_is_told_and_tells() {
    prints(
        env!("CARGO_BIN_EXE_guessing_generator"),
        "guesses: [50, 25, 38, 44, 41, 43, 42], 7 of them\n\
         in a task: 7\n\
         page 1\npage 2\npage 3\n",
    );
}
