package io.sampo.systemtests.tools;

/** What Kafka's tool shows of groups and does to them. */
final class GroupScenes {
    private GroupScenes() {}

    private static Call groupsCall(String words) {
        return Call.of("ConsumerGroupCommand --bootstrap-server HERE " + words)
                .masking("127\\.0\\.0\\.1:\\d+ +\\(\\d+\\)", "COORDINATOR")
                .masking("(console|perf)-consumer-[-0-9a-zA-Z_]+", "$1-consumer-…")
                // Members of the new protocol name themselves.
                .masking(" [-\\w]{22} ", " MEMBER ")
                // Columns are as wide as what was drawn by lot.
                .masking(" +", " ");
    }

    private static Call member(String group, String protocol) {
        return Call.of("ConsoleConsumer --bootstrap-server HERE --topic owned --from-beginning --group " + group
                + " --command-property group.protocol=" + protocol
                + " --command-property auto.commit.interval.ms=200");
    }

    static Scene groups() {
        String reset = "--reset-offsets --group read --topic owned ";
        return Scene.of(
                "ConsumerGroupCommand",
                Call.of("TopicCommand --bootstrap-server HERE --create --topic owned --partitions 2"
                        + " --replication-factor 1"),
                Call.of("ConsoleProducer --bootstrap-server HERE --topic owned --reader-property parse.key=true"
                                + " --reader-property key.separator=:")
                        .typing("a:one\nb:two\nc:three\nd:four\ne:five\nf:six\n"),
                Call.of("ConsoleConsumer --bootstrap-server HERE --topic owned --group read --from-beginning"
                                + " --max-messages 6")
                        .inAnyOrder(),
                groupsCall("--list").inAnyOrder(),
                groupsCall("--list --state empty --type classic").inAnyOrder(),
                groupsCall("--list --state").inAnyOrder(),
                groupsCall("--list --type").inAnyOrder(),
                groupsCall("--describe --group read").inAnyOrder(),
                groupsCall("--describe --group read --offsets --verbose").inAnyOrder(),
                groupsCall("--describe --group read --members"),
                groupsCall("--describe --group read --state"),
                groupsCall("--describe --group nobody"),
                groupsCall("--describe --group old-1 --members --verbose")
                        .until("owned")
                        .beside(member("old-1", "classic")),
                groupsCall("--describe --group old-2")
                        .until("owned 0 4 4 0")
                        .inAnyOrder()
                        .beside(member("old-2", "classic")),
                groupsCall("--describe --group old-3 --state").until("Stable").beside(member("old-3", "classic")),
                groupsCall("--describe --group new-4 --members --verbose")
                        .until("owned")
                        .beside(member("new-4", "consumer")),
                groupsCall("--describe --group new-5")
                        .until("owned 0 4 4 0")
                        .inAnyOrder()
                        .beside(member("new-5", "consumer")),
                groupsCall("--describe --group new-6 --state --verbose")
                        .until("Stable")
                        .beside(member("new-6", "consumer")),
                groupsCall("--delete --group new-7").beside(member("new-7", "consumer")),
                groupsCall(reset + "--to-earliest --dry-run").inAnyOrder(),
                groupsCall(reset + "--to-earliest --execute").inAnyOrder(),
                groupsCall(reset + "--shift-by 2 --execute --export").inAnyOrder(),
                groupsCall(reset + "--to-offset 1 --execute").inAnyOrder(),
                groupsCall(reset + "--to-datetime 2020-01-01T00:00:00.000 --execute")
                        .inAnyOrder(),
                groupsCall(reset + "--by-duration P1D --execute").inAnyOrder(),
                groupsCall(reset + "--from-file FILE --execute").withFile("read,owned,0,2\n"),
                groupsCall(reset + "--to-current --dry-run").inAnyOrder(),
                groupsCall("--reset-offsets --group fresh --topic owned:1 --to-latest --execute"),
                groupsCall("--reset-offsets --group fresh --topic missing --to-latest --execute"),
                groupsCall("--delete-offsets --group read --topic owned:0"),
                groupsCall("--delete-offsets --group read --topic missing"),
                groupsCall("--describe --group read"),
                groupsCall("--delete --group read"),
                groupsCall("--delete --group read"),
                groupsCall("--list").inAnyOrder());
    }
}
