/**
 * The files of a log, one at a time: opened, forced, brought into memory, replaced so that they are whole after any crash. What
 * is forced is on the disk, name and bytes, when a call returns. Any thread; one writer per file. And what a wait for the disk is, and what
 * is none.
 */
package io.sampo.logfiles;
