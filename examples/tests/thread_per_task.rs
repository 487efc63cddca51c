//! The contract on the stranger's backend; see `docs/add-a-backend.md`.

use amphi_examples::thread_per_task::Owner;

amphi_conformance::conformance! {
    mod thread_per_task;
    fixture = || {
        let owner = Owner::start();
        (owner.runtime(), owner)
    };
    capabilities = [Shutdown, WorkersCovered];
}
