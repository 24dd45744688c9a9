package io.sampo.systemtests.tools;

/** Tools that look at a cluster or change its configuration. */
final class AdminScenes {
    private AdminScenes() {}

    private static Call topicsCall(String words) {
        return Call.of("TopicCommand --bootstrap-server HERE " + words)
                .masking("TopicId: \\S+", "TopicId: …")
                // Kafka 4.3 sets it for the whole cluster where it knows of eligible leader replicas.
                .masking("min\\.insync\\.replicas=1,?", "")
                .masking("(Error while executing topic command) : .*", "$1");
    }

    /** Three partitions whose replicas are given, so that nobody chooses. */
    static String placed(int brokers) {
        return brokers == 3 ? "1:2:3,2:3:1,3:1:2" : "1,1,1";
    }

    static Scene topics(int brokers) {
        return Scene.of(
                "TopicCommand",
                topicsCall("--create --topic placed --replica-assignment " + placed(brokers)),
                topicsCall("--create --topic made --partitions 2 --config retention.ms=3600000"
                        + " --config cleanup.policy=compact"),
                topicsCall("--create --topic made --partitions 2"),
                topicsCall("--create --topic made --partitions 2 --if-not-exists"),
                topicsCall("--create --topic with.dot --partitions 1"),
                topicsCall("--create --topic bad/name --partitions 1"),
                topicsCall("--create --topic wide --partitions 1 --replication-factor 9"),
                topicsCall("--create --topic odd --partitions 1 --config no.such.key=1"),
                topicsCall("--create --topic odd --partitions 1 --config retention.ms=soon"),
                topicsCall("--list"),
                topicsCall("--list --exclude-internal --topic ma.*"),
                topicsCall("--describe --topic placed"),
                topicsCall("--describe --topic made --topics-with-overrides"),
                topicsCall("--describe --under-replicated-partitions"),
                topicsCall("--describe --unavailable-partitions"),
                topicsCall("--describe --under-min-isr-partitions"),
                topicsCall("--describe --topic placed --at-min-isr-partitions"),
                topicsCall("--describe --topic missing"),
                topicsCall("--describe --topic missing --if-exists"),
                topicsCall("--alter --topic placed --partitions 4 --replica-assignment " + placed(brokers)
                        + placed(brokers).replaceAll("^([^,]+).*", ",$1")),
                topicsCall("--alter --topic placed --partitions 2"),
                topicsCall("--describe --topic placed"),
                topicsCall("--delete --topic with.dot"),
                topicsCall("--delete --topic missing"),
                topicsCall("--delete --topic missing --if-exists"),
                topicsCall("--list"));
    }

    private static final String CLUSTER_WIDE_MIN_ISR = "DYNAMIC_DEFAULT_BROKER_CONFIG:min.insync.replicas=1, ";

    private static Call configCall(String words) {
        return Call.of("ConfigCommand --bootstrap-server HERE " + words)
                // What is not there: records stored elsewhere, and throttles that topics name.
                .masking("^ +(local|remote|leader|follower)\\..*", "")
                .masking(CLUSTER_WIDE_MIN_ISR, "");
    }

    static Scene configs() {
        return Scene.of(
                "ConfigCommand",
                topicsCall("--create --topic configured --partitions 1 --config segment.bytes=2000000"),
                configCall("--describe --topic configured"),
                configCall("--describe --all --topic configured"),
                configCall("--alter --topic configured --add-config retention.ms=1000,cleanup.policy=[compact,delete]"),
                configCall("--describe --topic configured").inAnyOrder(),
                configCall("--alter --topic configured --delete-config retention.ms"),
                configCall("--alter --topic configured --delete-config retention.ms"),
                configCall("--alter --topic configured --add-config retention.ms=soon"),
                configCall("--alter --topic configured --add-config no.such.key=1"),
                configCall("--describe --entity-type topics --entity-name configured"),
                configCall("--alter --topic missing --add-config retention.ms=1000"),
                configCall("--describe --topic missing"),
                configCall("--describe --entity-type brokers --entity-default").differing("`min.insync.replicas`"),
                configCall("--describe --broker 1"),
                configCall("--describe --entity-type users").differing("users and their quotas"),
                configCall("--describe --entity-type clients"),
                configCall("--describe --entity-type ips"),
                configCall("--describe --entity-type client-metrics"),
                configCall("--describe --entity-type groups"),
                configCall("--alter --broker 1 --add-config log.cleaner.threads=2")
                        .differing("configurations of brokers"),
                configCall("--alter --entity-type clients --entity-name one --add-config producer_byte_rate=1024")
                        .differing("users and their quotas"));
    }

    /** Transactions, security, groups that share records, and what brokers and controllers of Kafka say to each other. */
    private static final String NOT_HERE = ".*Txn.*|.*Transactions|DescribeProducers|Sasl.*|.*Acls|.*DelegationToken"
            + "|.*UserScramCredentials|.*Share.*|Streams.*|.*RaftVoter|DescribeQuorum|UpdateFeatures|UnregisterBroker";

    static Scene apiVersions() {
        return Scene.of(
                "BrokerApiVersionsCommand",
                Call.of("BrokerApiVersionsCommand --bootstrap-server HERE")
                        .masking("127\\.0\\.0\\.1:\\d+ \\(id: \\d+", "HERE (id: …")
                        .masking("\\t(" + NOT_HERE + ")\\(.*", "\t$1"));
    }

    static Scene logDirectories(int brokers) {
        return Scene.of(
                "LogDirsCommand",
                topicsCall("--create --topic weighed --replica-assignment " + placed(brokers)),
                Call.of("ConsoleProducer --bootstrap-server HERE --topic weighed --reader-property parse.key=true"
                                + " --reader-property key.separator=: --sync")
                        .typing("a:one\n"),
                logDirsCall("--describe --topic-list weighed"),
                logDirsCall("--describe --topic-list weighed,missing --broker-list 1"),
                logDirsCall("--describe --broker-list 7"));
    }

    private static Call logDirsCall(String words) {
        return Call.of("LogDirsCommand --bootstrap-server HERE " + words)
                .masking("\"logDir\":\"[^\"]+\"", "\"logDir\":\"…\"")
                .masking("\"timestamp\":\\d+", "\"timestamp\":…");
    }
}
