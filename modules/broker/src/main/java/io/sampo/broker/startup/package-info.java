/**
 * The steps of starting a broker, each closable: log directories, control plane (session links, Raft, who leads), actor
 * system, sharding region. Called by {@code BrokerNode} in the order of ARCHITECTURE §3.0.
 */
package io.sampo.broker.startup;
