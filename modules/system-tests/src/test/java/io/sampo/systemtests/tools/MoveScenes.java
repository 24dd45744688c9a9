package io.sampo.systemtests.tools;

import java.util.stream.Stream;

/** Tools that move leaders and replicas among three brokers. */
final class MoveScenes {
    private static final String LEADER = "leader after a reassignment";

    private MoveScenes() {}

    static Stream<Scene> all() {
        return Stream.of(elections(), reassignments());
    }

    private static Call describe(String topic) {
        return Call.of("TopicCommand --bootstrap-server HERE --describe --topic " + topic)
                .masking("TopicId: \\S+", "TopicId: …")
                .masking("min\\.insync\\.replicas=1,?", "")
                .masking("Isr: 3,1", "Isr: 1,3")
                // The row of the page that is called so; which one it is, elections tell.
                .masking("Leader: \\d", "Leader: …")
                .masking("Isr: 1,2,3|Isr: 1,3,2|Isr: 2,1,3|Isr: 2,3,1|Isr: 3,1,2|Isr: 3,2,1", "Isr: all three");
    }

    private static Call create(String topic) {
        return Call.of(
                "TopicCommand --bootstrap-server HERE --create --topic " + topic + " --replica-assignment 1:2:3,2:3:1");
    }

    private static Call elect(String words) {
        return Call.of("LeaderElectionCommand --bootstrap-server HERE --election-type " + words);
    }

    private static Call reassign(String words, String file) {
        return Call.of("ReassignPartitionsCommand --bootstrap-server HERE " + words)
                .withFile(file)
                .masking("\"log_dirs\":\\[[^\\]]*\\]", "\"log_dirs\":[…]")
                // Where it was when it failed, in the tool and in what runs it.
                .masking("^\\tat .*", "");
    }

    private static String move(String topic, String... replicas) {
        StringBuilder text = new StringBuilder("{\"version\":1,\"partitions\":[");
        for (int partition = 0; partition < replicas.length; partition++) {
            text.append(partition == 0 ? "" : ",")
                    .append("{\"topic\":\"")
                    .append(topic)
                    .append("\",\"partition\":")
                    .append(partition)
                    .append(",\"replicas\":[")
                    .append(replicas[partition])
                    .append("]}");
        }
        return text.append("]}").toString();
    }

    private static Call verify(String file) {
        return reassign("--verify --reassignment-json-file FILE", file);
    }

    private static Scene elections() {
        String turned = move("led", "2,1,3", "3,2,1");
        return Scene.ofThree(
                "LeaderElectionCommand",
                create("led"),
                elect("preferred --topic led --partition 0"),
                reassign("--execute --reassignment-json-file FILE", turned),
                verify(turned).until("partition led-1 is completed"),
                describe("led"),
                elect("preferred --topic led --partition 0").differing(LEADER),
                describe("led"),
                elect("preferred --path-to-json-file FILE")
                        .withFile(
                                "{\"partitions\":[{\"topic\":\"led\",\"partition\":0},{\"topic\":\"led\",\"partition\":1}]}")
                        .differing(LEADER),
                describe("led"),
                elect("unclean --topic led --partition 1"),
                elect("preferred --all-topic-partitions"),
                elect("preferred --topic missing --partition 0"),
                elect("preferred --topic led --partition 9"));
    }

    private static Scene reassignments() {
        String fewer = move("moved", "3,1", "1");
        String back = move("moved", "1,2,3", "2,3,1");
        return Scene.ofThree(
                "ReassignPartitionsCommand",
                create("moved"),
                Call.of("ConsoleProducer --bootstrap-server HERE --topic moved").typing("one\ntwo\nthree\n"),
                // What it proposes begins with a broker that is drawn by lot.
                reassign(
                                "--generate --broker-list 1,2,3 --topics-to-move-json-file FILE",
                                "{\"version\":1,\"topics\":[{\"topic\":\"moved\"}]}")
                        .masking("\"replicas\":\\[\\d,\\d,\\d\\]", "\"replicas\":[three]"),
                reassign("--execute --reassignment-json-file FILE", fewer),
                verify(fewer).until("partition moved-1 is completed"),
                describe("moved"),
                reassign("--list", ""),
                reassign("--execute --reassignment-json-file FILE", back),
                verify(back).until("partition moved-1 is completed"),
                describe("moved"),
                verify(fewer),
                reassign("--execute --disallow-replication-factor-change --reassignment-json-file FILE", fewer),
                reassign("--execute --reassignment-json-file FILE", move("moved", "1,9", "2")),
                reassign("--execute --reassignment-json-file FILE", move("missing", "1,2")),
                reassign("--cancel --reassignment-json-file FILE", back),
                reassign("--execute --throttle 1000000 --reassignment-json-file FILE", fewer)
                        .differing("`kafka-reassign-partitions --throttle`"));
    }
}
