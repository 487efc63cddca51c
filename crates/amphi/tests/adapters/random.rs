//! Random streams: capacities, paces, and moments of a drop.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use amphi_conformance::random::Rng;
use futures_lite::StreamExt;

use crate::ground::{BOUND, on_each_seed, told};

#[test]
fn b111_random_streams_lose_and_double_nothing() {
    on_each_seed(40, |handle, seed| async move {
        let mut random = Rng::new(seed);
        let items = random.index(3000);
        let most = random.pick(&[3, 100, 5000]);
        let capacity = 1 + random.index(most);
        let together = random.pick(&[1, 1, 2, 64]);
        let stop = if random.once_in(2) {
            items + 1
        } else {
            random.index(items + 1)
        };
        let (tell, dropped) = told();
        let asked = Arc::new(AtomicUsize::new(0));
        let (limit, mut pace) = (asked.clone(), Rng::new(seed + 1000));
        let source = (0..items).inspect(move |item| {
            let _tell = &tell;
            assert!(*item < limit.load(Ordering::SeqCst) + capacity);
            if pace.once_in(50) {
                std::thread::yield_now();
            }
        });
        let stream = handle.stream_blocking(source).with_capacity(capacity);
        let mut stream = stream.with_batches(together);
        let mut taken = 0;
        while taken < stop {
            asked.store(taken + 1, Ordering::SeqCst);
            let Some(item) = stream.next().await else {
                break;
            };
            assert_eq!(item, taken, "seed {seed}");
            taken += 1;
            if random.once_in(30) {
                amphi::yield_now().await;
            }
        }
        assert_eq!(taken, stop.min(items), "seed {seed}");
        drop(stream);
        dropped
            .recv_timeout(BOUND)
            .unwrap_or_else(|_| panic!("seed {seed}: it lives"));
        taken
    });
}
