#!/usr/bin/env bash
# kafka-server-start.sh of Apache Kafka, for a broker of Sampo: [-daemon] server.properties [--override key=value ...]
# What stands in the file, and what becomes of it: ops/config/server.properties.
#
# Environment: that of ops/bin/sampo; LOG_DIR (with -daemon: where what it prints goes, default: the current directory).
sampo=$(dirname "${BASH_SOURCE[0]}")/sampo
case ${1:-} in
  -daemon | --daemon)
    shift
    "$sampo" --version >/dev/null || exit # builds what is to be built, where it can be seen
    nohup "$sampo" kafka-server-start "$@" >>"${LOG_DIR:-.}/kafkaServer.out" 2>&1 </dev/null &
    ;;
  *) exec "$sampo" kafka-server-start "$@" ;;
esac
