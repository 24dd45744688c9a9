package io.sampo.benchmarks.versus.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A broker that stores nothing ({@code NullBroker} of {@code src/main/kafka}): what is slow beside it is the client. */
public final class NullContender implements Contender {
    /** It is to take as little of the client's cores as can be: no optimising compiler, no threads of a collector. */
    private static final List<String> FLAGS = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Installation installation;

    public NullContender(Installation installation) {
        this.installation = installation;
    }

    @Override
    public String name() {
        return "null";
    }

    @Override
    public boolean isStoring() {
        return false;
    }

    /** @throws IllegalArgumentException unless it is one broker that is asked for, and topics of one partition */
    @Override
    public List<BrokerProcess> prepare(ClusterPlan plan, Path directory) throws IOException {
        if (plan.brokers() != 1 || plan.partitions() != 1) {
            throw new IllegalArgumentException("a null broker is one, with topics of 1 partition; asked for: " + plan);
        }
        int port = FreePorts.find(1).next();
        return List.of(new BrokerProcess(
                "127.0.0.1:" + port,
                installation.kafka(FLAGS, "NullBroker", List.of(Integer.toString(port))),
                Map.of(),
                directory.resolve("null.log")));
    }
}
