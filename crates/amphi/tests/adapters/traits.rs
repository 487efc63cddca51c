//! The async traits, over files and sockets, there and back again.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, Read, Seek, SeekFrom, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use amphi::prelude::*;
use amphi::{BlockingIo, FuturesIo, Handle, TokioIo, Unblocked};
use amphi_conformance::random::Rng;

use crate::ground::{everywhere, on_each};

fn noise(seed: u64, count: usize) -> Vec<u8> {
    let mut random = Rng::new(seed);
    (0..count).map(|_| random.next() as u8).collect()
}

fn file() -> File {
    tempfile::tempfile().unwrap()
}

async fn over_futures<T>(mut file: T)
where
    T: futures_io::AsyncBufRead + futures_io::AsyncWrite + futures_io::AsyncSeek + Unpin,
{
    use futures_lite::{AsyncBufReadExt, AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
    let content = noise(1, 300_000);
    file.write_all(&content).await.unwrap();
    assert_eq!(file.seek(SeekFrom::Start(0)).await.unwrap(), 0);
    let mut all = Vec::new();
    file.read_to_end(&mut all).await.unwrap();
    assert_eq!(all, content);
    file.seek(SeekFrom::End(-5)).await.unwrap();
    file.write_all(b"a\nb\nc").await.unwrap();
    file.seek(SeekFrom::Current(-5)).await.unwrap();
    let mut line = String::new();
    file.read_line(&mut line).await.unwrap();
    assert_eq!(line, "a\n");
    // What was read ahead is no part of the position.
    assert_eq!(file.seek(SeekFrom::Current(0)).await.unwrap(), 299_997);
    file.fill_buf().await.unwrap();
    file.write_all(b"B").await.unwrap();
    file.seek(SeekFrom::Current(-1)).await.unwrap();
    line.clear();
    file.read_to_string(&mut line).await.unwrap();
    assert_eq!(line, "B\nc");
    file.close().await.unwrap();
}

async fn over_tokio<T>(mut file: T)
where
    T: tokio::io::AsyncBufRead + tokio::io::AsyncWrite + tokio::io::AsyncSeek + Unpin,
{
    use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
    let content = noise(2, 300_000);
    file.write_all(&content).await.unwrap();
    assert_eq!(file.rewind().await.unwrap(), 0);
    let mut all = Vec::new();
    file.read_to_end(&mut all).await.unwrap();
    assert_eq!(all, content);
    file.seek(SeekFrom::End(-5)).await.unwrap();
    file.write_all(b"a\nb\nc").await.unwrap();
    file.seek(SeekFrom::Current(-5)).await.unwrap();
    let mut line = String::new();
    file.read_line(&mut line).await.unwrap();
    assert_eq!(line, "a\n");
    assert_eq!(file.stream_position().await.unwrap(), 299_997);
    file.fill_buf().await.unwrap();
    file.write_all(b"B").await.unwrap();
    file.seek(SeekFrom::Current(-1)).await.unwrap();
    line.clear();
    file.read_to_string(&mut line).await.unwrap();
    assert_eq!(line, "B\nc");
    file.shutdown().await.unwrap();
}

#[test]
fn a_file_has_the_traits_of_futures_io() {
    on_each(|handle| async move {
        over_futures(Unblocked::on(&handle, file()).seekable()).await;
        over_futures(
            Unblocked::on(&handle, file())
                .seekable()
                .with_capacity(1000),
        )
        .await;
    });
}

#[test]
fn a_file_has_tokios_traits() {
    on_each(|handle| async move {
        over_tokio(Unblocked::on(&handle, file()).seekable()).await;
        over_tokio(
            Unblocked::on(&handle, file())
                .seekable()
                .with_capacity(1000),
        )
        .await;
    });
}

/// The other way round, of a file that has been made async; so it goes there and back.
fn in_sync_code(mut file: impl BufRead + Write + Seek) {
    let content = noise(3, 100_000);
    file.write_all(&content).unwrap();
    file.flush().unwrap();
    file.rewind().unwrap();
    let mut all = Vec::new();
    file.read_to_end(&mut all).unwrap();
    assert_eq!(all, content);
    file.seek(SeekFrom::Start(10)).unwrap();
    file.write_all(b"one\ntwo\n").unwrap();
    assert_eq!(file.seek(SeekFrom::Current(-8)).unwrap(), 10);
    let mut line = String::new();
    file.read_line(&mut line).unwrap();
    assert_eq!(line, "one\n");
    assert_eq!(file.stream_position().unwrap(), 14);
    file.seek(SeekFrom::End(0)).unwrap();
    assert!(file.fill_buf().unwrap().is_empty());
}

#[test]
fn an_async_file_has_the_blocking_traits() {
    everywhere(|handle| {
        let file = || Unblocked::on(handle, file()).seekable();
        in_sync_code(BlockingIo::<_, FuturesIo>::on(handle, file()));
        in_sync_code(BlockingIo::<_, TokioIo>::on(handle, file()));
        // Which kind it is is found where there is one only.
        let mut cursor = futures_lite::io::Cursor::new(b"kind".to_vec()).into_blocking_read();
        let mut text = String::new();
        cursor.read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), cursor.into_inner().position()), ("kind", 4));
    });
}

#[test]
fn a_writer_is_closed_from_synchronous_code() {
    everywhere(|handle| {
        let _entered = handle.enter();
        let (writer, reader) = tokio::io::duplex(5);
        let writing = thread::spawn({
            let mut writer = BlockingIo::<_, TokioIo>::on(handle, writer);
            move || {
                writer.write_all(b"longer than the pipe").unwrap();
                writer.close().unwrap();
                writer
            }
        });
        let mut text = String::new();
        reader
            .into_blocking_read()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "longer than the pipe");
        writing.join().unwrap();
    });
}

/// Sends noise to an echo and compares what comes back; two tasks, each with its own value.
async fn echoed(handle: &Handle, seed: u64) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let there = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let mut back = stream.try_clone().unwrap();
        std::io::copy(&mut stream, &mut back).unwrap();
    });
    let stream = TcpStream::connect(there).unwrap();
    let mut reader = Unblocked::on(handle, stream.try_clone().unwrap());
    let mut writer = Unblocked::on(handle, stream).with_capacity(3000);
    let content = noise(seed, 200_000);
    let sent = content.clone();
    let sending = handle.spawn(async move {
        let (mut random, mut left) = (Rng::new(seed), &sent[..]);
        while !left.is_empty() {
            let count = left.len().min(1 + random.index(9000));
            writer.write_all(&left[..count]).await.unwrap();
            left = &left[count..];
        }
        writer.flush().await.unwrap();
        let ended = writer.with(|stream| stream.shutdown(std::net::Shutdown::Write));
        ended.await.unwrap().unwrap();
    });
    let (mut random, mut received) = (Rng::new(seed + 1), Vec::new());
    loop {
        let mut buf = vec![0; 1 + random.index(9000)];
        match reader.read(&mut buf).await.unwrap() {
            0 => break,
            count => received.extend_from_slice(&buf[..count]),
        }
    }
    sending.await.unwrap();
    assert!(received == content, "seed {seed}");
    server.join().unwrap();
}

#[test]
fn sockets_carry_all_bytes_both_ways() {
    on_each(|handle| async move {
        for seed in 0..3 {
            echoed(&handle, seed).await;
        }
    });
}

#[test]
fn a_file_on_disk_is_whole_after_a_flush() {
    on_each(|handle| async move {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let options = OpenOptions::new().create_new(true).write(true).open(&path);
        let mut writer = Unblocked::on(&handle, std::io::BufWriter::new(options.unwrap()));
        let content = noise(4, 500_000);
        writer.write_all(&content).await.unwrap();
        writer.flush().await.unwrap();
        // Nobody drops or closes it before.
        assert!(std::fs::read(&path).unwrap() == content);
        drop(writer);
    });
}
