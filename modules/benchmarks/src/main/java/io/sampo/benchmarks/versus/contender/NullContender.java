package io.sampo.benchmarks.versus.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A broker that does nothing ({@code NullBroker} of {@code src/main/kafka}): what is slow beside it is the client. */
public final class NullContender implements Contender {
    private final Installation installation;

    public NullContender(Installation installation) {
        this.installation = installation;
    }

    @Override
    public String name() {
        return "null";
    }

    /**
     * One, whatever the plan has: it has no others to wait for.
     *
     * @throws IllegalArgumentException for topics of more than the one partition that it knows
     */
    @Override
    public List<BrokerProcess> prepare(ClusterPlan plan, Path directory) throws IOException {
        if (plan.partitions() != 1) {
            throw new IllegalArgumentException("a null broker's topics have 1 partition, not " + plan.partitions());
        }
        int port = FreePorts.find(1).next();
        return List.of(new BrokerProcess(
                "127.0.0.1:" + port,
                installation.kafka(Installation.BROKER_FLAGS, "NullBroker", List.of(Integer.toString(port))),
                Map.of(),
                directory.resolve("null.log")));
    }
}
