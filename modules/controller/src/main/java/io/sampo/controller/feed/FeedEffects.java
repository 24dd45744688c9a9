package io.sampo.controller.feed;

import java.util.List;

/** What {@link Feed} may ask of the world. */
public interface FeedEffects {
    /** The whole metadata as of the offset last told to {@link Feed#appended}, by {@code ClusterMetadataCodec}. */
    byte[] snapshot();

    /** Send chunk {@code index} of {@code count} to that subscriber. */
    void sendSnapshot(int brokerId, long offset, int index, int count, byte[] chunk);

    /** Send the records at {@code fromOffset} and following to that subscriber; none = the controller is there. */
    void sendEvents(int brokerId, long fromOffset, List<byte[]> records);
}
