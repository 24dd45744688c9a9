package io.sampo.chaos.cluster;

import io.sampo.client.ClientSettings;
import io.sampo.client.SampoClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The brokers of a run. Closing it kills all that still run. */
public final class Cluster implements AutoCloseable {
    private static final long READY_MS = 150_000;
    private static final long STOP_MS = 40_000;

    private final ClusterPlan plan;
    private final List<BrokerProcess> brokers = new ArrayList<>();

    /**
     * Writes the configurations; starts nothing yet.
     *
     * @param sampo the command {@code ops/bin/sampo}
     */
    public Cluster(ClusterPlan plan, Path sampo) throws IOException {
        this.plan = plan;
        Files.createDirectories(plan.directory());
        plan.writeConfigs();
        Map<String, String> environment = Map.of(
                "SAMPO_NO_BUILD", "1",
                "SAMPO_HEAP", "-Xms48m -Xmx256m",
                "SAMPO_JVM_OPTS", "-XX:+UseSerialGC -XX:-UsePerfData");
        for (int id : plan.ids()) {
            List<String> command = new ArrayList<>(plan.network().at(id));
            command.addAll(List.of(
                    sampo.toString(), "broker", "--config", plan.config(id).toString()));
            brokers.add(new BrokerProcess(id, command, environment, plan.directory()));
        }
    }

    public ClusterPlan plan() {
        return plan;
    }

    public BrokerProcess broker(int id) {
        return brokers.get(id - 1);
    }

    /** Starts every broker that does not run and waits until all serve. */
    public void startAll() throws InterruptedException {
        brokers.forEach(BrokerProcess::start);
        for (BrokerProcess broker : brokers) {
            if (!broker.awaitReady(READY_MS)) {
                throw new IllegalStateException("broker " + broker.id()
                        + (broker.isAlive()
                                ? " does not serve " + READY_MS / 1000 + " s after its start"
                                : " has ended")
                        + "; see broker-" + broker.id() + ".err in " + plan.directory());
            }
        }
    }

    /** SIGTERM for all at once; false if one had to be killed. */
    public boolean stopAll() throws InterruptedException {
        brokers.forEach(BrokerProcess::terminate);
        boolean inOrder = true;
        for (BrokerProcess broker : brokers) {
            if (!broker.awaitEnd(STOP_MS)) {
                inOrder = false;
                broker.kill();
            }
        }
        return inOrder;
    }

    /** A client beside the brokers; the caller closes it. */
    public SampoClient client() {
        return SampoClient.connect(ClientSettings.of(Map.of(
                "bootstrap.servers",
                plan.bootstrap(),
                "bind.host",
                plan.network().host(Network.CLIENT),
                "connect.timeout.ms",
                60_000)));
    }

    /** Brokers that ended by themselves. */
    public List<Integer> dead() {
        return brokers.stream()
                .filter(broker -> !broker.isAlive())
                .map(BrokerProcess::id)
                .toList();
    }

    @Override
    public void close() {
        for (BrokerProcess broker : brokers) {
            try {
                broker.kill();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
