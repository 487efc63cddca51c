//! Some pieces of work at a time, with their results in order.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `work` makes of each item, in their order; at most `jobs` at a time.
pub(crate) fn map<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(items.len()));
    let body = || {
        while let Some((index, item)) = take(items, &next) {
            let result = work(item);
            results
                .lock()
                .expect("nobody panics with it")
                .push((index, result));
        }
    };
    thread::scope(|scope| {
        for _ in 0..jobs.min(items.len()) {
            scope.spawn(body);
        }
    });
    let mut results = results.into_inner().expect("nobody panics with it");
    results.sort_unstable_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

fn take<'a, T>(items: &'a [T], next: &AtomicUsize) -> Option<(usize, &'a T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, items.get(index)?))
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn results_are_in_order_and_work_runs_side_by_side() {
        // Each of the three waits until all three are there.
        let together = Barrier::new(3);
        let doubled = map(&[1, 2, 3], 3, |number| {
            together.wait();
            number * 2
        });
        assert_eq!(doubled, [2, 4, 6]);
    }

    #[test]
    fn no_more_than_the_jobs_at_a_time() {
        let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        map(&[(); 50], 2, |()| {
            most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            thread::yield_now();
            running.fetch_sub(1, Ordering::SeqCst);
        });
        assert!(most.into_inner() <= 2);
    }

    #[test]
    fn nothing_to_do() {
        assert_eq!(map(&[0; 0], 4, |number| *number), [0; 0]);
    }
}
