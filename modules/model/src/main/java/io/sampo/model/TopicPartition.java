package io.sampo.model;

/** One partition, by the name of its topic: for people, directories and clients. {@code partition} counts from 0. */
public record TopicPartition(String topic, int partition) implements Comparable<TopicPartition> {
    @Override
    public int compareTo(TopicPartition other) {
        int byTopic = topic.compareTo(other.topic);
        return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }

    /** {@code <topic>-<partition>}, also the name of the replica's directory, as in Kafka. */
    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
