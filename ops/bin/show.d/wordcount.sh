# The first half of wire-5: WordCountDemo of Apache Kafka's streams examples, unmodified, against Kafka and against Sampo.
# shellcheck shell=bash disable=SC2154
words_lines=${SAMPO_SHOW_LINES:-6000}
input=streams-plaintext-input
output=streams-wordcount-output
kafka_tool() { "$root/ops/bin/kafka" "$@"; }

# kafka_server: Apache Kafka 4.3.1, one node, in kafka_pid, at kafka_server_at.
kafka_server() {
  local clients controllers
  free_port clients
  free_port controllers
  kafka_server_at=127.0.0.1:$clients
  cat >"$work/kafka.properties" <<END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controllers
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://$kafka_server_at,CONTROLLER://127.0.0.1:$controllers
advertised.listeners=PLAINTEXT://$kafka_server_at
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$work/kafka-data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=3
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
END
  kafka_tool kafka.tools.StorageTool format -t U2FtcG9UZXN0c0thZmthMQ -c "$work/kafka.properties" >"$work/format.out" 2>&1 \
    || give_up "Kafka's directory: $(tail -1 "$work/format.out")"
  # By its path, not by the function: the process id is then that of the JVM.
  KAFKA_HEAP=-Xmx512m KAFKA_LOG_LEVEL=info "$root/ops/bin/kafka" kafka.Kafka "$work/kafka.properties" >"$work/kafka.out" 2>&1 </dev/null &
  kafka_pid=$!
  within 120 grep -q 'Kafka Server started' "$work/kafka.out" || give_up "Kafka does not start: $(tail -1 "$work/kafka.out")"
}

# words FILE: what is counted, sorted, "word<TAB>count", by awk.
words() {
  LC_ALL=C tr 'A-Z' 'a-z' <"$1" | LC_ALL=C awk '{
      n = split($0, word, /[^a-z0-9_]+/)
      while (n > 1 && word[n] == "") n--
      for (i = 1; i <= n; i++) count[word[i]]++
    }
    END { for (w in count) printf "%s\t%d\n", w, count[w] }' | LC_ALL=C sort
}

# counted SERVERS FILE: the latest count of each word in the output topic.
counted() {
  kafka_tool org.apache.kafka.tools.consumer.ConsoleConsumer --bootstrap-server "$1" --topic "$output" --from-beginning \
    --timeout-ms 15000 --formatter-property print.key=true \
    --formatter-property value.deserializer=org.apache.kafka.common.serialization.LongDeserializer 2>"$work/counted.err" \
    | LC_ALL=C awk -F'\t' 'NF == 2 { count[$1] = $2 } END { for (w in count) printf "%s\t%d\n", w, count[w] }' | LC_ALL=C sort >"$2"
}
counts_are_right() { # SERVERS FILE
  kill -0 "$streams_pid" 2>/dev/null || { tail -20 "$work/streams.out"; give_up "WordCountDemo ended by itself"; }
  counted "$1" "$2"
  cmp -s "$work/expected" "$2"
}

send() { # SERVERS FILE
  kafka_tool org.apache.kafka.tools.ConsoleProducer --bootstrap-server "$1" --topic "$input" <"$2" >"$work/send.out" 2>&1 \
    || give_up "ConsoleProducer: $(tail -1 "$work/send.out")"
}

# word_count NAME SERVERS REPLICAS [command in the middle]: counts into $work/NAME.
word_count() {
  local name=$1 servers=$2 replicas=$3 topic began
  shift 3
  for topic in "$input" "$output"; do
    kafka_tool org.apache.kafka.tools.TopicCommand --bootstrap-server "$servers" --create --topic "$topic" --partitions 3 \
      --replication-factor "$replicas" >"$work/topics.out" 2>&1 || give_up "topics: $(tail -1 "$work/topics.out")"
  done
  cat >"$work/streams.properties" <<END
bootstrap.servers=$servers
replication.factor=$replicas
state.dir=$work/state-$name
num.stream.threads=2
# What has been counted is purged from the topic between the two halves of the program, soon enough to be seen here.
commit.interval.ms=1000
repartition.purge.interval.ms=1000
END
  KAFKA_POM=$root/ops/streams/pom.xml KAFKA_CLASS_PATH=$root/modules/cli/target/streams-class-path \
    "$root/ops/bin/kafka" org.apache.kafka.streams.examples.wordcount.WordCountDemo "$work/streams.properties" >"$work/streams.out" 2>&1 </dev/null &
  streams_pid=$!
  began=$(now_ms)
  send "$servers" "$work/first"
  if [ $# -gt 0 ]; then
    half_counted() { counted "$servers" "$work/half"; [ "$(wc -l <"$work/half")" -gt 100 ]; }
    within 300 half_counted || give_up "nothing is counted: $(tail -1 "$work/streams.out")"
    "$@"
  fi
  send "$servers" "$work/second"
  expect "$name: every word is counted as often as it stands there" within 400 counts_are_right "$servers" "$work/$name"
  printf '   %s words, %s different, %s s\n' "$(awk '{ sum += $2 } END { print sum }' "$work/$name")" "$(wc -l <"$work/$name")" \
    "$(seconds_since "$began")"
  purged() {
    kafka_tool org.apache.kafka.tools.GetOffsetShell --bootstrap-server "$servers" --time -2 \
      --topic 'streams-wordcount-.*-repartition' 2>/dev/null | awk -F: '{ sum += $3 } END { exit !(sum > 0) }'
  }
  expect "$name: what is counted is deleted from the topic between" within 60 purged
  kill -TERM "$streams_pid"
  wait "$streams_pid" || true
}

in_the_middle() {
  local victim
  victim=$(partition_field "$(at 1 2 3)" "$input" 0 Leader)
  kill_broker "$victim"
  printf '   broker %s, leader of %s-0, is killed with -9\n' "$victim" "$input"
  killed=$victim
}

word_counts() {
  step "Kafka Streams 4.3.1's WordCountDemo: $words_lines lines, against Kafka"
  kafka_tool --class-path >/dev/null
  book "$work/book"
  # Words of ASCII, and no line begins with anything else: what a word is then is the same for awk and for Java.
  head -n "$words_lines" "$work/book" | LC_ALL=C tr -cd '\n -~' | LC_ALL=C sed 's/^[0-9]* */line /' >"$work/text"
  rm "$work/book"
  head -n $((words_lines / 2)) "$work/text" >"$work/first"
  tail -n +$((words_lines / 2 + 1)) "$work/text" >"$work/second"
  words "$work/text" >"$work/expected"
  kafka_server
  word_count kafka "$kafka_server_at" 1
  kill -TERM "$kafka_pid"
  wait "$kafka_pid" || true

  step "the same against three brokers of Sampo"
  local run id servers
  for run in sampo killed; do
    cluster 3 three-brokers
    for id in 1 2 3; do
      sed -i "s|data-$id\"|$run-$id\"|" "$work/broker-$id.conf"
      # As Kafka has it above: whoever counts shall not wait for more members.
      echo 'sampo.group.initial.rebalance.delay.ms = 0' >>"$work/broker-$id.conf"
      start_broker "$id"
    done
    await_ready 1 2 3
    servers=127.0.0.1:${kafka[1]},127.0.0.1:${kafka[2]},127.0.0.1:${kafka[3]}
    if [ "$run" = sampo ]; then
      word_count sampo "$servers" 3
    else
      step "and again, one of the brokers is killed in the middle"
      word_count killed "$servers" 3 in_the_middle
      start_broker "$killed"
      await_ready "$killed"
    fi
    expect "$run: the counts are Kafka's" cmp -s "$work/kafka" "$work/$run"
    for id in 1 2 3; do stop_broker "$id" || true; done
  done
}
