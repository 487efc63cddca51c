//! Random streams: capacities, paces, and moments of a drop.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_lite::StreamExt;

use crate::ground::{BOUND, Random, on_each_seed, told};

#[test]
fn b111_random_streams_lose_and_double_nothing() {
    on_each_seed(40, |handle, seed| async move {
        let mut random = Random::new(seed);
        let items = random.below(3000);
        let most = [3, 100, 5000][random.below(3)];
        let capacity = 1 + random.below(most);
        let together = [1, 1, 2, 64][random.below(4)];
        let stop = if random.below(2) == 0 {
            items + 1
        } else {
            random.below(items + 1)
        };
        let (tell, dropped) = told();
        let asked = Arc::new(AtomicUsize::new(0));
        let (limit, mut pace) = (asked.clone(), Random::new(seed + 1000));
        let source = (0..items).inspect(move |item| {
            let _tell = &tell;
            assert!(*item < limit.load(Ordering::SeqCst) + capacity);
            if pace.below(50) == 0 {
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
            if random.below(30) == 0 {
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
