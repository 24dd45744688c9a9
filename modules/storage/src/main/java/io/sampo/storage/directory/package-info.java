/**
 * A log directory, one entry of {@code log.dirs}: who may use it, whose it is, what it remembers between two runs, and the
 * logs in it. Everything here blocks; any thread. Errors that a person can mend are a {@link
 * io.sampo.storage.directory.LogDirectoryException} of one line.
 */
package io.sampo.storage.directory;
