/**
 * Small files that must be whole after any crash: checkpoints, properties, identities. Each is replaced atomically and is
 * on the disk, name and bytes, when the call returns. No state, any thread; one writer per file.
 */
package io.sampo.storage.file;
