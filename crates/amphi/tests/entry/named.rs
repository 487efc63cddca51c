//! `amphi::main` with a backend of which each `main` has its own runtime, which ends with it. What calls them
//! is `#[ignore]`d, and run by the test beside it as a child process.

use std::panic::catch_unwind;
use std::sync::mpsc::{Receiver, Sender, channel};

use amphi::Handle;

use crate::roots::{backend_of_a_plain_thread, ends_well};

/// Tells when it is dropped.
struct Tells(Sender<&'static str>);

impl Drop for Tells {
    fn drop(&mut self) {
        self.0.send("dropped").unwrap();
    }
}

/// What one backend does, whichever it is.
macro_rules! named {
    ($module:ident, $backend:literal) => {
        mod $module {
            use super::*;

            #[amphi::main(backend = $backend, worker_threads = 1)]
            async fn chosen() -> String {
                assert_eq!(backend_of_a_plain_thread(), $backend);
                Handle::current().backend().to_string()
            }

            #[amphi::main(backend = $backend)]
            async fn leaves_a_task() -> Receiver<&'static str> {
                let ((tell, told), (start, started)) = (channel(), channel());
                let task = amphi::spawn(async move {
                    let _told = Tells(tell);
                    start.send(()).unwrap();
                    std::future::pending::<()>().await;
                });
                task.detach();
                started.recv().unwrap();
                told
            }

            #[amphi::main(backend = $backend, shutdown = "50ms")]
            async fn leaves_a_closure() -> u8 {
                let ((start, started), (sender, receiver)) = (channel(), channel::<()>());
                std::mem::forget(sender);
                drop(amphi::spawn_blocking(move || {
                    start.send(()).unwrap();
                    let _ = receiver.recv();
                }));
                started.recv().unwrap();
                7
            }

            #[amphi::main(backend = $backend)]
            async fn panics() {
                amphi::yield_now().await;
                std::panic::panic_any(7_u8);
            }

            #[test]
            #[ignore = "in a process of its own"]
            fn all_of_it() {
                assert_eq!(chosen(), $backend);
                let raised = catch_unwind(panics).unwrap_err();
                assert_eq!(*raised.downcast::<u8>().unwrap(), 7);
                assert_eq!(leaves_a_task().try_recv(), Ok("dropped"));
                assert_eq!(leaves_a_closure(), 7);
            }

            #[test]
            fn it_is_chosen_for_the_process_and_ends_with_main() {
                let name = concat!("named::", stringify!($module), "::all_of_it");
                // The name in the code counts more than this one.
                let text = ends_well(name, &[("AMPHI_RUNTIME", "no backend")]);
                let left = "1 closure of its runtime did not within 50ms";
                assert!(text.contains(left), "{text}");
            }
        }
    };
}

#[cfg(feature = "tokio")]
named!(tokio, "tokio");
#[cfg(feature = "smol")]
named!(smol, "smol");
