/**
 * The files of a log, one at a time: opened, forced, brought into memory, replaced so that they are whole after any crash. What
 * is forced is on the disk, name and bytes, when a call returns. Any thread; one writer per file.
 */
package io.sampo.logfiles;
