/**
 * What a replica's core knows of its own log without reading it: offsets, epoch history, producer state. Pure,
 * single-threaded; everything here is a function of the batch headers (R18).
 */
package io.sampo.replication.log;
