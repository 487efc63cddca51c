//! The blocking face from inside a running runtime of each kind.

use amphi::Handle;
use tokio::runtime::Builder;

use crate::support::{blocking_sums, expected, handles, tree, within_deadline};

#[test]
fn the_blocking_face_works_inside_a_task() {
    within_deadline(|| {
        for outer in handles() {
            for inner in handles() {
                let tree = tree();
                let expected = expected(tree.path());
                let task = outer.spawn(async move { blocking_sums(inner, tree.path()) });
                assert_eq!(task.join().unwrap(), expected);
            }
        }
    });
}

#[test]
fn the_blocking_face_works_inside_an_offloaded_closure() {
    within_deadline(|| {
        for handle in handles() {
            let tree = tree();
            let expected = expected(tree.path());
            let inner = handle.clone();
            let closure = handle.spawn_blocking(move || blocking_sums(inner, tree.path()));
            assert_eq!(closure.join().unwrap(), expected);
        }
    });
}

#[test]
fn the_blocking_face_works_inside_a_task_of_a_one_worker_runtime() {
    within_deadline(|| {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let tree = tree();
        let expected = expected(tree.path());
        let task = runtime.spawn(async move { blocking_sums(Handle::current(), tree.path()) });
        assert_eq!(runtime.block_on(task).unwrap(), expected);
    });
}

#[test]
fn the_blocking_face_works_inside_a_current_thread_runtime() {
    within_deadline(|| {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let tree = tree();
        let expected = expected(tree.path());
        let (root, task) = runtime.block_on(async {
            let root = blocking_sums(Handle::current(), tree.path());
            let path = tree.path().to_owned();
            let task = tokio::spawn(async move { blocking_sums(Handle::current(), &path) });
            (root, task.await.unwrap())
        });
        assert!(root == expected && task == expected);
    });
}

#[test]
fn the_blocking_face_works_where_nobody_drives_the_runtime() {
    within_deadline(|| {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let tree = tree();
        let handle = Handle::tokio(runtime.handle().clone());
        assert_eq!(blocking_sums(handle, tree.path()), expected(tree.path()));
    });
}

#[test]
fn the_blocking_face_works_with_a_single_blocking_thread() {
    within_deadline(|| {
        let mut builder = Builder::new_multi_thread();
        let runtime = builder
            .worker_threads(1)
            .max_blocking_threads(1)
            .enable_all()
            .build();
        let runtime = runtime.unwrap();
        let tree = tree();
        let handle = Handle::tokio(runtime.handle().clone());
        assert_eq!(blocking_sums(handle, tree.path()), expected(tree.path()));
    });
}

#[test]
fn many_callers_at_once() {
    within_deadline(|| {
        for handle in handles() {
            let tree = tree();
            let expected = expected(tree.path());
            let tasks: Vec<_> = (0..20)
                .map(|_| {
                    let (inner, path) = (handle.clone(), tree.path().to_owned());
                    handle.spawn(async move { blocking_sums(inner, &path) })
                })
                .collect();
            for task in tasks {
                assert_eq!(task.join().unwrap(), expected);
            }
        }
    });
}
