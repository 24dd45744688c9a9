# shellcheck shell=bash
# Shared by replication-4 and replication-7, behind lib.sh: three brokers of either contender ($contender is kafka or sampo), and a
# driver that speaks to them by Kafka's own clients, compiled from modules/benchmarks/src/main/kafka.

bin=${JAVA_HOME:+$JAVA_HOME/bin/}
class_path=$("$root/ops/bin/kafka" --class-path)
sources=$root/modules/benchmarks/src/main/kafka
classes=$root/modules/benchmarks/target/failover-driver
if [ ! -e "$classes/FailoverDriver.class" ] || [ -n "$(find "$sources" -newer "$classes/FailoverDriver.class" -print -quit)" ]; then
  mkdir -p "$classes"
  "${bin}javac" -Xlint:all,-classfile -Werror -proc:none --release 17 -cp "$class_path" -d "$classes" "$sources"/Failover*.java
fi
"$sampo" --version >/dev/null # builds
# The same heap and collector for brokers of both, as in ops/bin/versus.
broker_flags=${broker_flags:--Xms512m -Xmx512m -XX:+UseG1GC}
export SAMPO_NO_BUILD=1
quiet=()
java_major=$("${bin}java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
if [ "${java_major%%.*}" -ge 22 ]; then quiet+=(--enable-native-access=ALL-UNNAMED); fi
if [ "${java_major%%.*}" -ge 23 ]; then quiet+=(--sun-misc-unsafe-memory-access=allow); fi
kafka_java() { # FLAGS... MAIN ARGUMENTS...
  exec "${bin}java" "${quiet[@]}" -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$classes:$class_path" "$@"
}

# As it is shipped, every node broker and controller; what else it would spread over brokers that are not there is told.
kafka_cluster() {
  local id voters='' clients
  for id in 1 2 3; do
    free_port "kafka[$id]"
    free_port "raft[$id]"
    voters+="${voters:+,}$id@127.0.0.1:${raft[$id]}"
  done
  for id in 1 2 3; do
    clients=PLAINTEXT://127.0.0.1:${kafka[$id]}
    cat >"$work/kafka-$id.properties" <<PROPERTIES
process.roles=broker,controller
node.id=$id
controller.quorum.voters=$voters
controller.listener.names=CONTROLLER
listeners=$clients,CONTROLLER://127.0.0.1:${raft[$id]}
advertised.listeners=$clients
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$work/data-$id
PROPERTIES
    (kafka_java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 kafka.tools.StorageTool format -t U2FtcG9GYWlsb3Zlcjk5OQ \
      -c "$work/kafka-$id.properties") >"$work/format.out" 2>&1 || give_up "Kafka's format: $(tail -1 "$work/format.out")"
  done
}
start_kafka() {
  # shellcheck disable=SC2086 # a list of flags
  kafka_java $broker_flags -server -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 \
    -XX:+ExplicitGCInvokesConcurrent -Djava.awt.headless=true kafka.Kafka "$work/kafka-$1.properties" \
    >>"$work/broker-$1.out" 2>>"$work/broker-$1.err" </dev/null &
  broker_pid[$1]=$!
}
start() { # ID
  if [ "$contender" = kafka ]; then start_kafka "$1"; else SAMPO_HEAP=$broker_flags SAMPO_LOG_LEVEL=WARN start_broker "$1"; fi
}
# stop_in_order ID: SIGTERM, waits for the end.
stop_in_order() {
  kill -TERM "${broker_pid[$1]}"
  if ! within 60 gone "$1"; then
    bad "broker $1 of $contender did not end within 60 s after SIGTERM"
    kill -9 "${broker_pid[$1]}"
  fi
  wait "${broker_pid[$1]}" 2>/dev/null || true
  unset "broker_pid[$1]"
}
gone() { ! kill -0 "${broker_pid[$1]}" 2>/dev/null; }

# ask COMMAND: of the driver; its answer is in $answer.
driver_patience_s=200
ask() {
  echo "$*" >&"${driver_in}"
  read -r -t "$driver_patience_s" -u "${driver_out}" answer || give_up "the driver does not answer to '$*': $(tail -1 "$work/driver.err")"
  case $answer in
    ok | 'ok '*) answer=${answer#ok} answer=${answer# } ;;
    *) give_up "$contender, $*: $answer" ;;
  esac
}
# open_driver MAIN ARGUMENTS... behind the contact points of all brokers
open_driver() {
  local main=$1
  shift
  coproc DRIVER {
    # It shares the machine with the brokers: no compiler of its own that takes half of it, no line for each record asked again.
    kafka_java "${driver_heap:--Xmx128m}" -XX:+UseSerialGC -XX:-UsePerfData -XX:TieredStopAtLevel=1 \
      -Dorg.slf4j.simpleLogger.log.org.apache.kafka.clients.producer.internals.Sender=error "$main" \
      "127.0.0.1:${kafka[1]},127.0.0.1:${kafka[2]},127.0.0.1:${kafka[3]}" "$@" 2>"$work/driver.err"
  }
  driver_pid=$DRIVER_PID
  exec {driver_in}>&"${DRIVER[1]}" {driver_out}<&"${DRIVER[0]}"
}
close_driver() {
  exec {driver_in}>&- {driver_out}<&-
  kill "$driver_pid" 2>/dev/null || true
  wait "$driver_pid" 2>/dev/null || true
}
# three_brokers: of $contender, from nothing.
three_brokers() {
  local id
  rm -rf "$work"/data-* "$work"/broker-*
  if [ "$contender" = kafka ]; then kafka_cluster; else cluster 3 three-brokers; fi
  for id in 1 2 3; do start "$id"; done
}
kill_brokers() {
  local id
  for id in "${!broker_pid[@]}"; do kill -9 "${broker_pid[$id]}"; done
  for id in "${!broker_pid[@]}"; do
    wait "${broker_pid[$id]}" 2>/dev/null || true
    unset "broker_pid[$id]"
  done
}
