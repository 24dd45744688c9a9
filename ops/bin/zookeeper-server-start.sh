#!/usr/bin/env bash
# Guides begin with this one. Sampo keeps its metadata in the brokers: there is nothing to start.
echo "No ZooKeeper is needed: metadata lives in the brokers. Next: kafka-server-start.sh config/server.properties"
