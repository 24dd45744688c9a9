package io.sampo.apis.cluster;

/** What has a configuration, with Kafka's numbers. */
final class ResourceType {
    static final byte TOPIC = 2;
    static final byte BROKER = 4;

    private ResourceType() {}
}
