/**
 * One broker: {@link io.sampo.broker.BrokerNode} puts the parts together in the order of ARCHITECTURE §3.0 and takes them
 * down in reverse. Nothing here ends the JVM.
 */
package io.sampo.broker;
