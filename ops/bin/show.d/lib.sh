# Shared by the scripts of show.d: brokers as processes, free ports, measured time, a bounded run, a clean end.
# shellcheck shell=bash
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
sampo=$root/ops/bin/sampo
work=$(mktemp -d "${TMPDIR:-/tmp}/sampo-show.XXXXXX")
show=$(basename "$0")
failures=0
declare -A broker_pid=() artery=() kafka=() raft=() session=() aeron=() http=()
watchdog=
ready_seconds=60

step() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"; }
good() { printf '   ok      %s\n' "$*"; }
bad() {
  printf '   FAILED  %s\n' "$*"
  failures=$((failures + 1))
}
# expect "what it says" command... : ok if the command ends 0.
expect() {
  local what=$1
  shift
  if "$@"; then good "$what"; else bad "$what"; fi
}
# within SECONDS command...: true as soon as the command ends 0.
within() {
  local deadline=$(($(now_ms) + $1 * 1000))
  shift
  until "$@"; do
    [ "$(now_ms)" -lt "$deadline" ] || return 1
    sleep 0.3
  done
}
give_up() {
  bad "$*"
  exit 1
}
now_ms() { date +%s%3N; }
seconds_since() { awk -v from="$1" -v to="$(now_ms)" 'BEGIN { printf "%.1f", (to - from) / 1000 }'; }

# The script ends by itself after so many seconds, whatever hangs.
bound() {
  (
    trap 'kill "$nap" 2>/dev/null; exit 0' TERM
    sleep "$1" &
    nap=$!
    wait "$nap"
    echo "   FAILED  $show took longer than $1 s" >&2
    kill -TERM $$
  ) &
  watchdog=$!
}

finish() {
  local status=$? pid
  trap - EXIT INT TERM
  for pid in "${broker_pid[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  for pid in $(jobs -p); do
    kill "$pid" 2>/dev/null || true
    kill -CONT "$pid" 2>/dev/null || true # who was stopped hears it as well
  done
  if [ -n "$watchdog" ]; then kill "$watchdog" 2>/dev/null || true; fi
  wait 2>/dev/null || true
  # What the script has to undo besides; a trap of its own would hide how it ended.
  if declare -F clean_up >/dev/null; then clean_up || true; fi
  if [ "$status" -eq 0 ] && [ "$failures" -gt 0 ]; then status=1; fi
  if [ "$status" -ne 0 ]; then
    for log in "$work"/broker-*.err; do
      if [ -s "$log" ]; then
        echo "--- the end of $(basename "$log")"
        tail -15 "$log"
      fi
    done
  fi
  if [ -n "${SAMPO_SHOW_KEEP:-}" ]; then echo "kept: $work"; else rm -rf "$work"; fi
  if [ "$status" -eq 0 ]; then echo "$show: shown"; else echo "$show: NOT shown"; fi
  exit "$status"
}
trap finish EXIT
trap 'exit 1' INT TERM

port_in_use() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return 0; fi
  grep -qi ":$(printf '%04X' "$1") " /proc/net/udp 2>/dev/null
}
next_port=$((20000 + RANDOM % 9000))
# free_port VARIABLE: below the ephemeral range, so that nobody's outgoing connection takes it meanwhile.
free_port() {
  while port_in_use "$next_port"; do next_port=$((next_port + 1)); done
  printf -v "$1" %s "$next_port"
  next_port=$((next_port + 1))
}

# cluster N FOLDER: configurations for brokers 1..N, each including its file of cluster-config, on free ports.
cluster() {
  # Built before the first broker's patience begins to run.
  "$sampo" --version >/dev/null
  local n=$1 folder=$2 id voters='' seeds='' port file
  for ((id = 1; id <= n; id++)); do
    free_port port && artery[$id]=$port
    free_port port && kafka[$id]=$port
    free_port port && raft[$id]=$port
    free_port port && session[$id]=$port
    free_port port && aeron[$id]=$port
    free_port port && http[$id]=$port
    voters+="${voters:+, }\"$id@127.0.0.1:${session[$id]}:${raft[$id]}\""
    seeds+="${seeds:+, }\"127.0.0.1:${artery[$id]}\""
  done
  for ((id = 1; id <= n; id++)); do
    file=$root/cluster-config/$folder/broker-$id.conf
    if [ "$n" -eq 1 ]; then file=$root/cluster-config/single.conf; fi
    cat >"$work/broker-$id.conf" <<EOF
include required(file("$file"))
sampo {
  log.dirs = ["$work/data-$id"]
  controller.voters = [$voters]
  seeds = [$seeds]
  artery.port = ${artery[$id]}
  kafka.port = ${kafka[$id]}
  raft.port = ${raft[$id]}
  session.port = ${session[$id]}
  aeron.port = ${aeron[$id]}
  http.port = ${http[$id]}
}
EOF
  done
}

# For shows that do not judge how fast a start is: on a machine that does other things too, brokers get three minutes to be
# ready and clients one to get through to them.
patient() {
  ready_seconds=180
  export SAMPO_JVM_OPTS="${SAMPO_JVM_OPTS:-} -Dsampo.client.connect.timeout.ms=60000"
}

# A bootstrap list of the given brokers.
at() {
  local id list=''
  for id in "$@"; do list+="${list:+,}127.0.0.1:${artery[$id]}"; done
  printf %s "$list"
}

start_broker() {
  local id=$1
  : >"$work/broker-$id.out"
  "$sampo" broker --config "$work/broker-$id.conf" >>"$work/broker-$id.out" 2>>"$work/broker-$id.err" </dev/null &
  broker_pid[$id]=$!
}
ready() { grep -q '^READY ' "$work/broker-$1.out" 2>/dev/null; }
await_ready() {
  local id deadline
  for id in "$@"; do
    deadline=$(($(now_ms) + ready_seconds * 1000))
    until ready "$id"; do
      kill -0 "${broker_pid[$id]}" 2>/dev/null || give_up "broker $id ended before it was ready"
      [ "$(now_ms)" -lt "$deadline" ] || give_up "broker $id was not ready within $ready_seconds s"
      sleep 0.1
    done
  done
}
# stop_broker ID: SIGTERM; returns the process's exit code.
stop_broker() {
  local id=$1 status=0
  kill -TERM "${broker_pid[$id]}"
  wait "${broker_pid[$id]}" || status=$?
  unset "broker_pid[$id]"
  return "$status"
}
kill_broker() {
  local id=$1
  kill -9 "${broker_pid[$id]}"
  wait "${broker_pid[$id]}" 2>/dev/null || true
  unset "broker_pid[$id]"
}

# partition_field BOOTSTRAP TOPIC PARTITION FIELD: one field of describe's line, for example Leader or Isr.
partition_field() {
  timeout 30 "$sampo" topics describe --bootstrap "$1" --topic "$2" 2>/dev/null \
    | awk -F'\t' -v partition="Partition: $3" -v field="$4: " '
        { here = 0; for (i = 1; i <= NF; i++) if ($i == partition) here = 1 }
        here { for (i = 1; i <= NF; i++) if (index($i, field) == 1) { print substr($i, length(field) + 1); exit } }'
}
controller() {
  timeout 30 "$sampo" cluster describe --bootstrap "$1" 2>/dev/null | sed -n 's/^Controller: *\([0-9]*\).*/\1/p'
}
# isr_sizes BOOTSTRAP TOPIC: the number of ISR members of each partition, on one line.
isr_sizes() {
  timeout 30 "$sampo" topics describe --bootstrap "$1" --topic "$2" 2>/dev/null \
    | awk -F'\t' '/\tIsr: / { for (i = 1; i <= NF; i++) if (index($i, "Isr: ") == 1) { printf "%s%d", sep, split(substr($i, 6), m, ","); sep = " " } }'
}
# await_isr BOOTSTRAP TOPIC "3 3 3" SECONDS
await_isr() {
  local deadline=$(($(now_ms) + $4 * 1000))
  until [ "$(isr_sizes "$1" "$2")" = "$3" ]; do
    [ "$(now_ms)" -lt "$deadline" ] || return 1
    sleep 0.2
  done
}

# book FILE: over 300,000 numbered lines of real text, the sources of kafka-clients from Maven.
book() {
  local cache=$root/modules/cli/target/show unpacked
  if [ ! -s "$cache/book.txt" ]; then
    mkdir -p "$cache"
    (cd "$root" && mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy -N \
      -Dartifact=org.apache.kafka:kafka-clients:4.3.1:jar:sources "-DoutputDirectory=$cache" </dev/null) >"$work/maven.out" 2>&1 \
      || give_up "Maven could not fetch the sources of kafka-clients"
    unpacked=$(mktemp -d "$work/sources.XXXX")
    (cd "$unpacked" && "${JAVA_HOME:+$JAVA_HOME/bin/}jar" xf "$cache/kafka-clients-4.3.1-sources.jar")
    (cd "$unpacked" && find . -name '*.java' | LC_ALL=C sort | xargs cat) \
      | awk '{ printf "%07d %s\n", NR, $0 }' >"$cache/book.part"
    mv "$cache/book.part" "$cache/book.txt"
    rm -rf "$unpacked"
  fi
  cp "$cache/book.txt" "$1"
}

# read_partition BOOTSTRAP TOPIC PARTITION FILE: everything that is there.
read_partition() {
  timeout 180 "$sampo" consume --bootstrap "$1" --topic "$2" --partition "$3" --from-beginning --timeout-ms 4000 >"$4"
}
# read_book BOOTSTRAP TOPIC PARTITIONS FILE: reads all partitions, checks that numbers rise in each, sorts into FILE.
read_book() {
  local partition
  for ((partition = 0; partition < $3; partition++)); do
    read_partition "$1" "$2" "$partition" "$work/partition-$partition.txt"
    expect "partition $partition: $(wc -l <"$work/partition-$partition.txt") lines, their numbers rise, none twice" \
      env LC_ALL=C sort -n -u -k1,1 -c "$work/partition-$partition.txt"
  done
  LC_ALL=C sort -n -k1,1 "$work"/partition-*.txt >"$4"
  rm -f "$work"/partition-*.txt
}

# figure NAME FILE: the value of NAME= in the last line of produce's standard error that has it.
figure() { sed -n "s/.*\\b$1=\\([0-9.]*\\).*/\\1/p" "$2" | tail -1; }
# percentile P FILE: of one number a line.
percentile() {
  sort -n "$2" | awk -v p="$1" '{ v[NR] = $1 } END { i = int((p * NR + 99) / 100); if (i < 1) i = 1; print (NR ? v[i] : "-") }'
}
cpu_seconds() { # of a process, user and system, children excluded
  awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); printf "%.2f", ($12 + $13) / hz }' "/proc/$1/stat"
}
rss_mib() { awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$1/status"; }
threads() { awk '/^Threads/ { print $2 }' "/proc/$1/status"; }
