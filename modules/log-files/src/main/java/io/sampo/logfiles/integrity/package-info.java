/**
 * What a batch's own CRC does not protect: base offset, length, leader epoch, magic and the CRC itself, 21 bytes of each
 * header (STORAGE §4.6, H48). A file {@code <base>.sums} beside each segment holds sums over them. It is derived: where it
 * is missing or damaged the batches count as they are and it is written anew. Kafka reads no file of that name, and removes
 * it with the segment where it removes by offset.
 *
 * <p>Two facts follow from such a file. Bytes that it covers had been forced to the disk, so that damage in them is no torn
 * write. And while a segment has one, what lies behind the covered bytes was written by Sampo, offset by offset, under
 * epochs that the checkpoint knew before.
 *
 * <p>Threads: as the segment; the file itself is written by whoever forces the segment.
 */
package io.sampo.logfiles.integrity;
