package io.sampo.client.session;

/** Bytes that may be under way without an answer. One request alone may be larger than the whole credit. */
public final class Credit {
    private final long bytesMax;
    private long bytesUsed;

    public Credit(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** True if {@code bytes} may leave; then they count until {@link #giveBack}. */
    public boolean take(long bytes) {
        if (bytesUsed > 0 && bytesUsed + bytes > bytesMax) {
            return false;
        }
        bytesUsed += bytes;
        return true;
    }

    /**
     * @throws IllegalStateException if more comes back than was taken
     */
    public void giveBack(long bytes) {
        if (bytes > bytesUsed) {
            throw new IllegalStateException(bytes + " bytes given back, only " + bytesUsed + " were taken");
        }
        bytesUsed -= bytes;
    }

    public long bytesUsed() {
        return bytesUsed;
    }
}
