/**
 * Three brokers, one JVM each, in one multi-node test: what happens to them when the network between them is cut. The only
 * package here that looks into a broker, and only at the metadata that it serves by.
 */
package io.sampo.systemtests.cluster;
