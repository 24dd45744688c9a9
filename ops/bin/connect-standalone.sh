#!/usr/bin/env bash
# Apache Kafka Connect 4.3.1, standalone and unmodified, with its file source and sink, against a Kafka port of Sampo:
#   ops/bin/connect-standalone.sh worker.properties [connector.properties ...]
# Examples: ops/config/connect-*.properties. The jars are resolved by Maven from ops/connect/pom.xml when it is called first.
#
# Environment: JAVA_HOME; KAFKA_HEAP (default -Xmx256m); KAFKA_JVM_OPTS; KAFKA_LOG_LEVEL (default warn).
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
export KAFKA_POM=$home/ops/connect/pom.xml KAFKA_CLASS_PATH=$home/modules/cli/target/connect-class-path
if [ $# -eq 0 ] || [ "$1" = --help ] || [ "$1" = -h ]; then
  sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" | sed '/^set/d'
  exit 2
fi
exec "$home/ops/bin/kafka" org.apache.kafka.connect.cli.ConnectStandalone "$@"
