//! `keyval_faces` prints the same on every runtime.

use crate::printed::prints;

#[test]
fn both_faces_work_wherever_they_are_called() {
    prints(
        env!("CARGO_BIN_EXE_keyval_faces"),
        "main: visit 1\n\
         offloaded closure: visit 2\n\
         task of tokio: visit 3\n\
         task of one thread of tokio: visit 4\n\
         task of smol: visit 5\n\
         task of async-std: visit 6\n\
         awaited: 6\n\
         counted: 2 here, 2 there\n",
    );
}
