/**
 * How a log is opened after any end of the last run (STORAGE §4.2, §4.3). A torn tail is cut, any other damage is a {@link
 * io.sampo.storage.recovery.CorruptLogException}; nothing is shortened silently. Everything blocks; one log by one thread,
 * several logs in parallel.
 *
 * <p><b>How a cleaned segment takes the place of others</b> (Kafka's protocol; H52). Who cleans writes
 *
 * <ol>
 *   <li>{@code <base>.log.cleaned} and its side files {@code .<kind>.cleaned}, forces each, forces the directory;
 *   <li>renames them to {@code .<kind>.swap}, the batches ({@code .log}) <em>first</em>, and forces the directory: while one
 *       {@code .cleaned} is left, a crash undoes it all; from here on the swap is decided;
 *   <li>renames every file of the replaced segments to {@code .deleted}, the oldest segment first, and forces the directory;
 *   <li>renames {@code .swap} to the final names, the batches <em>last</em>, and forces the directory.
 * </ol>
 *
 * One cleaned segment replaces one or more whole, adjacent segments: those that begin in {@code [base, next offset of the
 * cleaned one)}, and the one of its own name. A group never leaves its last batch out, so that its end stays where it was.
 * Recovery removes {@code .cleaned} and {@code .deleted}, and with a {@code .cleaned} file every {@code .swap} file at its
 * base offset or behind; for each {@code .log.swap} that is left it removes the replaced segments, forces the directory and
 * renames. Side files that are missing, and a {@code .swap} without batches, are built anew or removed.
 */
package io.sampo.storage.recovery;
