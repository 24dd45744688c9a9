package io.sampo.model;

/** One partition, by the identity of its topic. {@code partition} counts from 0. */
public record TopicIdPartition(TopicId topicId, int partition) implements Comparable<TopicIdPartition> {
    public TopicIdPartition {
        if (partition < 0) {
            throw new IllegalArgumentException("partition " + partition + " is negative");
        }
    }

    /** Reads what {@link #toString()} writes: {@code <topicId>_<partition>}, the entity id of a replica. */
    public static TopicIdPartition parse(String text) {
        int separator = text.lastIndexOf('_');
        // A topic id may itself hold underscores (URL-safe base64), hence its fixed length.
        if (separator != 22) {
            throw new IllegalArgumentException("'" + text + "' is not <topicId>_<partition>");
        }
        return new TopicIdPartition(
                TopicId.parse(text.substring(0, separator)), Integer.parseInt(text.substring(separator + 1)));
    }

    @Override
    public int compareTo(TopicIdPartition other) {
        int byTopic = topicId.compareTo(other.topicId);
        return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }

    @Override
    public String toString() {
        return topicId + "_" + partition;
    }
}
