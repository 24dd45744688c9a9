#!/usr/bin/env bash
# kafka-console-producer.sh of Apache Kafka 4.3.1, by Sampo's own command line: same flags, same lines. Try: --help
prompt=()
if [ -t 0 ] && [ -t 1 ]; then prompt=(--prompt); fi
exec "$(dirname "${BASH_SOURCE[0]}")/sampo" kafka-console-producer ${prompt[@]+"${prompt[@]}"} "$@"
