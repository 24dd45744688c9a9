package io.sampo.records.compression;

/**
 * Levels of a codec, as in Kafka's {@code compression.<codec>.level} (KIP-390).
 *
 * @param usual what is used where nothing is set; legal even outside of the range, as gzip's -1
 */
public record CompressionLevels(int least, int most, int usual) {
    /** A codec that knows one way only. */
    static final CompressionLevels NONE = new CompressionLevels(0, 0, 0);

    /** True for a level of this codec. */
    public boolean accepts(int level) {
        return level == usual || (level >= least && level <= most);
    }
}
