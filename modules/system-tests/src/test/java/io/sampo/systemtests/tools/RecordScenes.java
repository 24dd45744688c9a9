package io.sampo.systemtests.tools;

import java.util.stream.Stream;

/** Tools that write, read and delete records, or ask where they are. */
final class RecordScenes {
    private static final String KEYED = "a:one\nb:two\nc:three\nd:four\ne:five\nf:six\n";

    private RecordScenes() {}

    static Stream<Scene> all() {
        return Stream.of(
                producer(),
                consumer(),
                offsets(),
                deletion(),
                producerPerformance(),
                consumerPerformance(),
                verifiableProducer(),
                verifiableConsumer());
    }

    private static Call topic(String name, int partitions) {
        return Call.of("TopicCommand --bootstrap-server HERE --create --topic " + name + " --partitions " + partitions
                + " --replication-factor 1");
    }

    private static Call produce(String words, String typed) {
        return Call.of("ConsoleProducer --bootstrap-server HERE --topic " + words)
                .typing(typed);
    }

    private static Call produceKeyed(String words, String typed) {
        return produce(words + " --reader-property parse.key=true --reader-property key.separator=:", typed);
    }

    private static Call consume(String words) {
        return Call.of("ConsoleConsumer --bootstrap-server HERE " + words);
    }

    /** With all that a record has but its time, in the order of offsets of one partition. */
    private static Call readAll(String topic) {
        return consume("--topic " + topic + " --partition 0 --offset earliest --timeout-ms 5000"
                        + " --formatter-property print.key=true --formatter-property print.offset=true"
                        + " --formatter-property print.headers=true --formatter-property print.timestamp=true")
                .masking("(CreateTime|LogAppendTime):\\d+", "$1:…");
    }

    private static Call offsetsOf(String words) {
        return Call.of("GetOffsetShell --bootstrap-server HERE " + words);
    }

    private static Scene producer() {
        return Scene.of(
                "ConsoleProducer",
                topic("typed", 1),
                produce("typed", "one\ntwo\n"),
                produceKeyed("typed --compression-codec gzip", "k:v\nk:w\n"),
                produce(
                        "typed --compression-codec zstd --reader-property parse.headers=true",
                        "h1:x,h2:y\twith headers\n\t\n"),
                produce("typed --compression-codec lz4 --request-required-acks 0", "nobody answers\n"),
                produce("typed --compression-codec snappy --request-required-acks 1 --sync", "alone\n"),
                produce(
                        "typed --reader-property parse.key=true --reader-property null.marker=NULL",
                        "gone\tNULL\nNULL\tno key\n"),
                produceKeyed("typed", "without a separator\n"),
                readAll("typed"),
                offsetsOf("--topic typed"));
    }

    private static Scene consumer() {
        return Scene.of(
                "ConsoleConsumer",
                topic("shown", 3),
                topic("shown.too", 1),
                produceKeyed("shown", KEYED),
                produce("shown.too", "seven\n"),
                readAll("shown"),
                consume("--topic shown --from-beginning --max-messages 6").inAnyOrder(),
                consume("--topic shown --from-beginning --timeout-ms 3000").inAnyOrder(),
                consume("--include shown.* --from-beginning --max-messages 7").inAnyOrder(),
                consume("--topic shown.too --partition 0 --offset 0 --max-messages 1 --isolation-level read_committed"),
                consume("--topic shown --group shown-group --from-beginning --max-messages 6")
                        .inAnyOrder(),
                consume("--topic shown --group shown-group --timeout-ms 2000"),
                consume("--topic __consumer_offsets --from-beginning --timeout-ms 4000"
                                + " --formatter org.apache.kafka.tools.consumer.OffsetsMessageFormatter")
                        .masking("\"commitTimestamp\":\\d+", "\"commitTimestamp\":…")
                        .masking("\"topicId\":\"[^\"]+\"", "\"topicId\":…")
                        .looking("\\{\"key\":\\{[^{]*\\{\"group\":\"shown-group\".*?\\}\\}\\}"),
                consume("--topic missing --timeout-ms 2000"),
                consume("--topic shown --partition 9 --timeout-ms 2000"));
    }

    private static Scene offsets() {
        return Scene.of(
                "GetOffsetShell",
                topic("counted", 3),
                topic("counted.too", 1),
                topic("single", 1),
                produceKeyed("counted", KEYED),
                produce("single", "alone\n"),
                offsetsOf("--topic counted"),
                offsetsOf("--topic counted.*|single --exclude-internal-topics"),
                offsetsOf("--topic counted --partitions 0,2 --time latest"),
                offsetsOf("--topic counted --time earliest"),
                offsetsOf("--topic-partitions counted:1-,single:0"),
                offsetsOf("--topic single --time max-timestamp"),
                offsetsOf("--topic counted.too --time max-timestamp"),
                offsetsOf("--topic single --time 0"),
                offsetsOf("--topic single --time 32503680000000"),
                offsetsOf("--topic single --time earliest-local"),
                offsetsOf("--topic single --time latest-tiered"),
                offsetsOf("--topic missing"));
    }

    private static Call delete(String offsets) {
        return Call.of("DeleteRecordsCommand --bootstrap-server HERE --offset-json-file FILE")
                .withFile("{\"version\":1,\"partitions\":[" + offsets + "]}");
    }

    private static String at(String topic, int partition, long offset) {
        return "{\"topic\":\"" + topic + "\",\"partition\":" + partition + ",\"offset\":" + offset + "}";
    }

    private static Scene deletion() {
        return Scene.of(
                "DeleteRecordsCommand",
                topic("shortened", 2),
                produceKeyed("shortened", KEYED),
                delete(at("shortened", 0, 1) + "," + at("shortened", 1, -1)).inAnyOrder(),
                offsetsOf("--topic shortened --time earliest"),
                delete(at("shortened", 0, 99)),
                consume("--topic shortened --from-beginning --timeout-ms 3000").inAnyOrder());
    }

    private static Scene producerPerformance() {
        String figures = "\\b\\d+\\.\\d+ |\\b\\d+ ms";
        return Scene.of(
                "ProducerPerformance",
                topic("pushed", 1),
                Call.of(
                                "ProducerPerformance --bootstrap-server HERE --topic pushed --num-records 20000 --record-size 100"
                                        + " --throughput -1 --reporting-interval 600000")
                        .masking(figures, "… "),
                Call.of("ProducerPerformance --topic pushed --num-records 500 --payload-monotonic --throughput 1000"
                                + " --reporting-interval 600000 --command-property bootstrap.servers=HERE acks=1"
                                + " compression.type=zstd")
                        .masking(figures, "… "),
                offsetsOf("--topic pushed"));
    }

    private static Scene consumerPerformance() {
        return Scene.of(
                "ConsumerPerformance",
                topic("pulled", 1),
                Call.of(
                                "ProducerPerformance --bootstrap-server HERE --topic pulled --num-records 20000 --record-size 100"
                                        + " --throughput -1 --reporting-interval 600000")
                        .masking("\\b\\d+\\.\\d+ |\\b\\d+ ms", "… "),
                // Of start, end, MB, MB/s, records, records/s and four more figures of time: MB and records.
                Call.of(
                                "ConsumerPerformance --bootstrap-server HERE --topic pulled --num-records 20000 --timeout 60000")
                        .masking("^[-0-9: ]+, [-0-9: ]+, ([0-9.]+), [0-9.]+, ([0-9]+), .*", "$1 MB, $2 records"),
                offsetsOf("--topic pulled"));
    }

    private static Scene verifiableProducer() {
        return Scene.of(
                "VerifiableProducer",
                topic("verified", 1),
                Call.of(
                                "VerifiableProducer --bootstrap-server HERE --topic verified --max-messages 20 --throughput 1000"
                                        + " --value-prefix 7 --repeating-keys 5")
                        .alone()
                        .masking("\"timestamp\":\\d+", "\"timestamp\":…")
                        .masking("\"avg_throughput\":[\\d.]+", "\"avg_throughput\":…"),
                readAll("verified"));
    }

    private static Scene verifiableConsumer() {
        return Scene.of(
                "VerifiableConsumer",
                topic("drained", 2),
                produceKeyed("drained", KEYED),
                verifiable("--group-id classics"),
                verifiable("--group-id moderns --group-protocol consumer"),
                Call.of("ConsumerGroupCommand --bootstrap-server HERE --describe --group classics")
                        .inAnyOrder(),
                Call.of("ConsumerGroupCommand --bootstrap-server HERE --describe --group moderns")
                        .inAnyOrder());
    }

    /** Each record as it comes, and where the member is at the end; in how many portions they come is chance. */
    private static Call verifiable(String words) {
        return Call.of("VerifiableConsumer --bootstrap-server HERE --topic drained --max-messages 6 --verbose " + words)
                .alone()
                .inAnyOrder()
                .masking("\"timestamp\":\\d+", "\"timestamp\":…")
                .masking("^.*\"name\":\"(records_consumed|offsets_committed)\".*", "");
    }
}
