/**
 * The pure core of talking to brokers: who answers, what is outstanding, how many bytes may still leave, and the newest
 * view of the cluster. Single-threaded; no Pekko, no clock, no I/O: time is an argument in ms of any steady origin.
 */
package io.sampo.client.session;
