package io.sampo.storage.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A file or a directory: its bytes as programs see them, as they were forced, and what happened in between. */
final class DiskNode {
    private static final int PAGE_BYTES = 512;

    /** Bytes that were written, or with {@code bytes == null} a cut of the file. */
    private record Change(int position, byte[] bytes) {}

    final boolean directory;
    private byte[] bytes = new byte[0];
    private int size;
    private byte[] forced = new byte[0];
    private final List<Change> unforced = new ArrayList<>();

    DiskNode(boolean directory) {
        this.directory = directory;
    }

    int size() {
        return size;
    }

    byte[] content() {
        return Arrays.copyOf(bytes, size);
    }

    byte at(int position) {
        return bytes[position];
    }

    void write(int position, byte[] written) {
        unforced.add(new Change(position, written));
        grow(position + written.length);
        System.arraycopy(written, 0, bytes, position, written.length);
    }

    void cut(int newSize) {
        if (newSize < size) {
            unforced.add(new Change(newSize, null));
            Arrays.fill(bytes, newSize, size, (byte) 0);
            size = newSize;
        }
    }

    private void grow(int needed) {
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
        }
        size = Math.max(size, needed);
    }

    void force() {
        forced = content();
        unforced.clear();
    }

    /** What is left of it: each page of each write survives by itself; a lost page in the middle reads as before. */
    DiskNode afterPowerCut(Random random, double survives) {
        DiskNode left = new DiskNode(directory);
        left.bytes = forced.clone();
        left.size = forced.length;
        boolean prefix = random.nextBoolean();
        int kept = prefix ? random.nextInt(unforced.size() + 1) : unforced.size();
        for (Change change : unforced.subList(0, kept)) {
            if (change.bytes == null) {
                if (prefix || random.nextDouble() < survives) {
                    left.cut(change.position);
                }
                continue;
            }
            int at = 0;
            while (at < change.bytes.length) {
                int page = Math.min(PAGE_BYTES - (change.position + at) % PAGE_BYTES, change.bytes.length - at);
                if (prefix || random.nextDouble() < survives) {
                    left.write(change.position + at, Arrays.copyOfRange(change.bytes, at, at + page));
                }
                at += page;
            }
        }
        left.force();
        return left;
    }
}
