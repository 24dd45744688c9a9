/**
 * A sample: a file into a topic and out of it again, byte for byte, killed whenever it pleases. {@link
 * io.sampo.samples.filecopy.Piece} is the whole idea; {@link io.sampo.samples.filecopy.FileCopy} connects it to streams.
 */
package io.sampo.samples.filecopy;
