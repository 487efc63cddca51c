//! An async reader of a file that the system has in memory.

use std::fs::File;
use std::io::{Read, Write};

use amphi::{Handle, Unblocked};
use amphi_benches::Group;
use futures_lite::AsyncReadExt;

/// The length of the file.
const KILOBYTES: u32 = 8 * 1024;

/// Measures in a task of `handle`, with reads of 64 KiB.
pub(crate) fn measure(handle: &Handle) {
    let path = std::env::temp_dir().join(format!("amphi-bench-{}", std::process::id()));
    let content = vec![7; KILOBYTES as usize * 1024];
    let mut file = File::create(&path).expect("a file");
    file.write_all(&content).expect("it is written");
    let open = || File::open(&path).expect("it is there");
    let in_task = |read: fn(Handle, File) -> Count| {
        move || {
            let count = handle.spawn(read(handle.clone(), open())).join();
            assert_eq!(count.expect("it ends"), content_length());
        }
    };
    let group = Group::new(format!(
        "{}: a kilobyte of a file, in a task",
        handle.backend()
    ))
    .of(KILOBYTES)
    .with(
        "std, blocking the task",
        in_task(|_, mut file| {
            Box::pin(async move {
                let (mut buf, mut all) = (vec![0; 64 * 1024], 0);
                while let count @ 1.. = file.read(&mut buf).expect("it is read") {
                    all += count;
                }
                all
            })
        }),
    )
    .with(
        "amphi::Unblocked",
        in_task(|handle, file| {
            Box::pin(async move {
                let mut file = Unblocked::on(&handle, file);
                let (mut buf, mut all) = (vec![0; 64 * 1024], 0);
                while let count @ 1.. = file.read(&mut buf).await.expect("it is read") {
                    all += count;
                }
                all
            })
        }),
    )
    .with(
        "blocking::Unblock",
        in_task(|_, file| {
            Box::pin(async move {
                let mut file = blocking::Unblock::new(file);
                let (mut buf, mut all) = (vec![0; 64 * 1024], 0);
                while let count @ 1.. = file.read(&mut buf).await.expect("it is read") {
                    all += count;
                }
                all
            })
        }),
    );
    // tokio's needs tokio's context.
    let group = match handle.backend().as_str() {
        "tokio" => group.with(
            "tokio::fs::File",
            in_task(|_, file| {
                Box::pin(async move {
                    let mut file = tokio::fs::File::from_std(file);
                    let (mut buf, mut all) = (vec![0; 64 * 1024], 0);
                    let read = tokio::io::AsyncReadExt::read;
                    while let count @ 1.. = read(&mut file, &mut buf).await.expect("it is read") {
                        all += count;
                    }
                    all
                })
            }),
        ),
        _ => group,
    };
    group.run();
    std::fs::remove_file(&path).expect("it is there");
}

type Count = std::pin::Pin<Box<dyn Future<Output = usize> + Send>>;

fn content_length() -> usize {
    KILOBYTES as usize * 1024
}
