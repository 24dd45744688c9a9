# shellcheck shell=bash
# Part of storage-8, which defines create, within, $everyone and the brokers: a compacted topic keeps the last value of each
# key on all replicas, tombstones go after delete.retention.ms. What a replica holds is read by Kafka's own dump tool.

# records BROKER TOPIC: `offset key payload` of each record that the replica's files hold; no payload for a tombstone.
records() {
  local files
  files=$(printf '%s,' "$work/data-$1/$2-0"/*.log)
  "$root/ops/bin/kafka" org.apache.kafka.tools.DumpLogSegments --deep-iteration --print-data-log --files "${files%,}" \
    2>>"$work/dump.err" | sed -n 's/^| offset: \([0-9]*\) .* key: \([^ ]*\)\( payload: \(.*\)\)\{0,1\}$/\1 \2 \4/p'
}
# The last line of each key, in order of the keys; keys whose last record is a tombstone are left out.
last_values() { awk '{ last[$2] = $3 } END { for (key in last) if (last[key] != "") print key, last[key] }' | sort; }
compaction_figure() { curl -fsS "http://127.0.0.1:${http[$1]}/metrics" 2>/dev/null | sed -n "s/^sampo_compaction_$2 \([^ ]*\)$/\1/p"; }
say() { # TOPIC: key=value lines from standard input; the value NULL is a tombstone
  "$sampo" produce --bootstrap "$everyone" --topic "$1" --acks all --key-separator = --null-marker NULL \
    --property linger.ms=5 2>"$work/produce.err" || give_up "produce: $(tail -1 "$work/produce.err")"
}
runs() { compaction_figure "$1" runs | awk '{ print int($1) }'; }
few_left() { [ "$(records "$1" "$2" | wc -l)" -lt "$3" ]; }
no_record_of() { ! records "$1" "$2" | awk '{ print $2 }' | grep -qx "$3"; }

step "a compacted topic: 60,000 records of 500 keys, then a tombstone for 50 of them"
create compacted cleanup.policy=compact segment.bytes=200000 min.cleanable.dirty.ratio=0.01 delete.retention.ms=8000 \
  file.delete.delay.ms=1000
seq 60000 | awk '{ printf "key-%d=value-%d\n", $1 % 500, $1 }' | tee "$work/compacted.txt" | say compacted
seq 0 49 | awk '{ printf "key-%d=NULL\n", $1 }' | say compacted
# The active segment is never compacted: this fills it up with keys of its own, twice over.
seq 9000 | awk '{ printf "tail-%d=x-%d\n", $1 % 10, $1 }' | tee -a "$work/compacted.txt" | say compacted
sed 's/=/ /' "$work/compacted.txt" | awk '{ last[$1] = $2 } END { for (key in last) print key, last[key] }' \
  | grep -vE '^key-([0-9]|[1-4][0-9]) ' | sort >"$work/expected.txt"
for id in 1 2 3; do
  expect "broker $id: compacted to less than 20,000 of 69,050 records" within 120 few_left "$id" compacted 20000
  records "$id" compacted >"$work/records-$id.txt"
  printf '   broker %s: %s records left, %s rounds, %s MB read, %s MB written\n' "$id" "$(wc -l <"$work/records-$id.txt")" \
    "$(runs "$id")" "$(compaction_figure "$id" bytes_read | awk '{ printf "%.1f", $1 / 1e6 }')" \
    "$(compaction_figure "$id" bytes_written | awk '{ printf "%.1f", $1 / 1e6 }')"
  expect "broker $id: the last value of each of $(wc -l <"$work/expected.txt") keys, and no other" \
    diff <(last_values <"$work/records-$id.txt") "$work/expected.txt"
done
expect "a consumer from the beginning sees the same" diff \
  <("$sampo" consume --bootstrap "$everyone" --topic compacted --from-beginning --print key --timeout-ms 5000 2>/dev/null \
    | awk -F'\t' '{ print NR, $1, $2 == "null" ? "" : $2 }' | last_values) "$work/expected.txt"

step "after delete.retention.ms the tombstones disappear"
sleep 8
deadline=$(($(now_ms) + 90000))
gone=
until [ -n "$gone" ] || [ "$(now_ms)" -gt "$deadline" ]; do
  # A round begins when there is something new to clean.
  seq 9000 | awk '{ printf "tail-%d=y-%d\n", $1 % 10, $1 }' | say compacted
  sleep 4
  gone=yes
  for id in 1 2 3; do no_record_of "$id" compacted key-7 || gone=; done
done
for id in 1 2 3; do
  expect "broker $id: no record of a deleted key is left" test -z \
    "$(records "$id" compacted | awk '{ print $2 }' | grep -xE 'key-([0-9]|[1-4][0-9])')"
done
expect "Kafka's dump tool finds no mismatch in the indexes of what was compacted" bash -c "
  for id in 1 2 3; do
    for index in '$work'/data-\$id/compacted-0/*.index '$work'/data-\$id/compacted-0/*.timeindex; do
      '$root/ops/bin/kafka' org.apache.kafka.tools.DumpLogSegments --verify-index-only --files \"\$index\"
    done
  done 2>&1 | grep -iE 'mismatch|not found|out of order' && exit 1; exit 0"
