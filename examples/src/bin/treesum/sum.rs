//! Printing sums.

use std::io;
use std::path::PathBuf;

use amphi_examples::treesum::Treesum;
use futures::StreamExt;

use crate::output::{CHUNK_ITEMS, Output};
use crate::status::Status;

/// Prints the sum of every file below `paths`.
pub(crate) async fn print(
    treesum: &Treesum,
    paths: Vec<PathBuf>,
    output: &mut Output,
) -> io::Result<Status> {
    let sums = treesum.sums(paths);
    output.show_progress(sums.meter());
    let mut chunks = sums.ready_chunks(CHUNK_ITEMS);
    let mut failed = false;
    while let Some(chunk) = chunks.next().await {
        for result in chunk {
            match result {
                Ok(entry) => entry.write_line(output.line()),
                Err(error) => {
                    failed = true;
                    output.error(&error);
                }
            }
        }
        output.flush().await?;
    }
    Ok(Status::of(failed))
}
