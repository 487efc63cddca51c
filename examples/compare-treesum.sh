#!/bin/sh
# Reports how long treesum takes on a tree of 10 000 files, beside find, xargs and sha256sum on two
# processes. Runs them alternately, checks that their sums agree, and prints medians and the ratio.
#
# usage: examples/compare-treesum.sh [rounds] [treesum options...]
set -eu

rounds=${1:-15}
[ $# -eq 0 ] || shift
cd "$(dirname "$0")/.."
cargo build --release --quiet --package amphi-examples --bin treesum
treesum=$(cargo metadata --format-version 1 --no-deps |
    sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/release/treesum

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/tree"

# 100 directories of 100 files; all files of a directory have one size, of 1 to 32 KiB.
for directory in $(seq 100); do
    mkdir "$work/tree/$directory"
    size=$((directory % 32 + 1))
    head -c $((size * 102400)) /dev/urandom |
        (cd "$work/tree/$directory" && split -a 2 -d -b ${size}k - file-)
done
cd "$work"

peer() { find tree -type f -print0 | xargs -0 -P2 sha256sum; }
ours() { "$treesum" "$@" tree; }

# Runs a command and appends its milliseconds to a file.
time_of() {
    log=$1
    shift
    start=$(date +%s%N)
    "$@" > "$work/sums"
    end=$(date +%s%N)
    echo $(((end - start) / 10000)) | sed 's/..$/.&/; s/^\./0./' >> "$log"
}

median() { sort -n "$1" | sed -n "$((rounds / 2 + 1))p"; }

# The first round warms the file cache, and compares the output.
peer | LC_ALL=C sort -k 2 > peer.sums
ours "$@" > ours.sums
cmp peer.sums ours.sums
sha256sum --check --quiet ours.sums

for _ in $(seq "$rounds"); do
    time_of peer.times peer
    time_of ours.times ours "$@"
done

ours=$(median ours.times)
peer=$(median peer.times)
echo "files    $(wc -l < ours.sums)"
echo "rounds   $rounds"
echo "treesum  $ours ms"
echo "xargs    $peer ms"
echo "ratio    $(echo "$ours $peer" | awk '{ printf "%.2f", $1 / $2 }')"
