#!/usr/bin/env bash
# kafka-topics.sh of Apache Kafka 4.3.1, by Sampo's own command line: same flags, same lines. Try: --help
exec "$(dirname "${BASH_SOURCE[0]}")/sampo" kafka-topics "$@"
