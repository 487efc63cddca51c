//! Random operations on an [`Unblocked`], some of them given up midway, beside a model in memory: no
//! byte is lost, none comes twice.

use std::future::Future;
use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use std::pin::pin;
use std::sync::Arc;

use amphi::{Handle, Unblocked};
use amphi_conformance::random::Rng;

use crate::disk::{Disk, Line};
use crate::ground::{on_each_seed, poll_once};

const SEEDS: u64 = 25;
const STEPS: usize = 80;

/// Waits for a future, or gives it up after a few polls.
async fn maybe<T>(random: &mut Rng, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    if random.index(3) > 0 {
        return Some(future.await);
    }
    for _ in 0..random.index(4) {
        if let Some(output) = poll_once(future.as_mut()) {
            return Some(output);
        }
        amphi::yield_now().await;
    }
    None
}

fn bytes(random: &mut Rng) -> Vec<u8> {
    let count = random.index(60);
    (0..count).map(|_| random.next() as u8).collect()
}

/// One operation on both.
async fn step(random: &mut Rng, disk: &mut Unblocked<Disk>, model: &mut Cursor<Vec<u8>>) {
    match random.index(10) {
        0..=3 => {
            let mut buf = vec![0; random.index(40)];
            if let Some(count) = maybe(random, disk.read(&mut buf)).await {
                let count = count.unwrap();
                let at_end = model.position() >= model.get_ref().len() as u64;
                assert_eq!(count == 0, buf.is_empty() || at_end);
                let mut expected = vec![0; count];
                model.read_exact(&mut expected).unwrap();
                assert_eq!(buf[..count], expected);
            }
        }
        4..=6 => {
            let bytes = bytes(random);
            if let Some(count) = maybe(random, disk.write(&bytes)).await {
                match count.unwrap() {
                    // A cursor beyond its end takes no bytes for a reason to fill the gap.
                    0 => assert!(bytes.is_empty()),
                    count => model.write_all(&bytes[..count]).unwrap(),
                }
            }
        }
        7 => {
            let end = model.get_ref().len() as i64;
            let to = match random.index(3) {
                0 => SeekFrom::Start(random.index(200) as u64),
                1 => SeekFrom::End(-(random.index(end as usize + 1) as i64)),
                _ => SeekFrom::Current(random.index(10) as i64 - model.position().min(5) as i64),
            };
            // A seek is not given up: nobody could say whether it has taken effect.
            assert_eq!(disk.seek(to).await.unwrap(), model.seek(to).unwrap());
        }
        8 => {
            if let Some(flushed) = maybe(random, disk.flush()).await {
                flushed.unwrap();
                check(disk, model).await;
            }
        }
        _ => check(disk, model).await,
    }
}

async fn check(disk: &mut Unblocked<Disk>, model: &Cursor<Vec<u8>>) {
    let state = disk.with(|disk| disk.bytes.lock().unwrap().clone()).await;
    assert_eq!(state.unwrap(), *model);
}

async fn play(handle: &Handle, seed: u64) {
    let mut random = Rng::new(seed);
    let content: Vec<u8> = (0..150).collect();
    let mut model = Cursor::new(content.clone());
    let capacity = random.pick(&[7, 32, 1000]);
    let disk = Disk::new(seed, content);
    let shared = disk.bytes.clone();
    let mut disk = Unblocked::on(handle, disk)
        .seekable()
        .with_capacity(capacity);
    for _ in 0..STEPS {
        step(&mut random, &mut disk, &mut model).await;
    }
    if random.once_in(2) {
        let disk = disk.into_inner().await;
        assert_eq!(*disk.bytes.lock().unwrap(), model);
    } else {
        disk.flush().await.unwrap();
        drop(disk);
        assert_eq!(shared.lock().unwrap().get_ref(), model.get_ref());
    }
}

#[test]
fn b35_random_operations_on_a_disk_lose_and_double_nothing() {
    on_each_seed(SEEDS, |handle, seed| async move {
        let (inner, runtime) = (handle.clone(), handle);
        let played = runtime.spawn(async move { play(&inner, seed).await }).await;
        assert!(played.is_ok(), "seed {seed}: {played:?}");
        STEPS
    });
}

#[test]
fn b35_random_operations_on_a_line_lose_and_double_nothing() {
    on_each_seed(SEEDS, |handle, seed| async move {
        let mut random = Rng::new(seed);
        let line = Line::new(seed);
        let written = line.written.clone();
        let mut line = Unblocked::on(&handle, line).with_capacity(40);
        let (mut read, mut accepted) = (0_u8, Vec::new());
        for _ in 0..STEPS {
            if random.once_in(2) {
                let mut buf = vec![0; 1 + random.index(50)];
                if let Some(count) = maybe(&mut random, line.read(&mut buf)).await {
                    for byte in &buf[..count.unwrap()] {
                        assert_eq!(*byte, read, "seed {seed}");
                        read = read.wrapping_add(1);
                    }
                }
            } else {
                let bytes = bytes(&mut random);
                if let Some(count) = maybe(&mut random, line.write(&bytes)).await {
                    accepted.extend_from_slice(&bytes[..count.unwrap()]);
                }
            }
        }
        drop(line);
        // What was accepted is written, though nobody flushed.
        let all = || Arc::strong_count(&written) == 1;
        crate::ground::until("the line has gone", all).await;
        assert_eq!(*written.lock().unwrap(), accepted, "seed {seed}");
        STEPS
    });
}
