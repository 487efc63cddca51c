//! The two faces give the same, on every runtime.

use std::io;

use amphi::Handle;
use amphi_examples::treesum::{SumErrorKind, Treesum};
use futures::{Stream, StreamExt};

use crate::support::{blocking_sums, expected, handles, lines, tree, within_deadline};

#[test]
fn both_faces_give_the_same_on_every_runtime() {
    within_deadline(|| {
        let tree = tree();
        let expected = expected(tree.path());
        for handle in handles() {
            let sums = Treesum::new(handle.clone())
                .sums([tree.path()])
                .collect::<Vec<_>>();
            assert_eq!(lines(handle.block_on(sums)), expected);
            assert_eq!(blocking_sums(handle, tree.path()), expected);
        }
    });
}

#[test]
fn the_async_face_works_on_a_stranger_executor() {
    within_deadline(|| {
        let tree = tree();
        for handle in handles() {
            let sums = Treesum::new(handle).sums([tree.path()]).collect::<Vec<_>>();
            assert_eq!(
                lines(futures::executor::block_on(sums)),
                expected(tree.path())
            );
        }
    });
}

#[test]
fn errors_come_in_their_place() {
    within_deadline(|| {
        let tree = tree();
        let path = |name: &str| tree.path().join(name);
        let treesum = Treesum::new(Handle::smol());
        let found: Vec<_> = treesum
            .sums_blocking(["b/c/00", "a/missing", "a/00"].map(path))
            .collect();
        assert_eq!(found[0].as_ref().unwrap().path(), path("a/00"));
        let error = found[1].as_ref().unwrap_err();
        assert_eq!(
            (error.kind(), error.path()),
            (SumErrorKind::Unreadable, Some(&*path("a/missing")))
        );
        assert_eq!(found[2].as_ref().unwrap().path(), path("b/c/00"));
    });
}

#[test]
fn the_streams_are_send() {
    fn assert_send(_: impl Stream + Send + Unpin) {}
    let treesum = Treesum::new(Handle::smol());
    assert_send(treesum.sums(["."]));
    assert_send(treesum.check(io::empty()));
}
