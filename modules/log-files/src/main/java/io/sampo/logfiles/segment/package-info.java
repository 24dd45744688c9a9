/**
 * One segment of a log: its file of batches, its offset index and its time index, all in Kafka's layout. One writer at a
 * time; readers on any thread see whole batches only. Nothing here decides what a broken file means: scans report, the log
 * decides.
 */
package io.sampo.logfiles.segment;
