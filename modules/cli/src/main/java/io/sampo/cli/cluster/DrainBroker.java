package io.sampo.cli.cluster;

import io.sampo.cli.reassign.ClusterReplicas;
import io.sampo.cli.reassign.Progress;
import io.sampo.cli.reassign.Reassign;
import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.model.TopicPartition;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo cluster drain}: all replicas of a broker go to the others. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        description = {
            "Move every replica off a broker and show the progress.",
            "Asked again, it goes on where it was; ending it ends nothing. Topics created meanwhile are "
                    + "moved as well. Drain one broker after the other: two at a time would get each other's "
                    + "replicas."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  sampo cluster drain --broker 4 --throttle 10000000", "  sampo cluster drain --broker 4 --cancel"})
public final class DrainBroker implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--broker", required = true, paramLabel = "ID", description = "The broker to empty.")
    private int broker;

    @Option(
            names = "--throttle",
            paramLabel = "BYTES",
            defaultValue = "-1",
            description = "Bytes per second that each broker may spend on copying; 0 = no limit. Default: as it is.")
    private long throttle = -1;

    @Option(names = "--no-wait", description = "Begin and return.")
    private boolean noWait;

    @Option(names = "--cancel", description = "Keep what has not gone yet.")
    private boolean cancel;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        if (throttle < -1) {
            throw new IllegalArgumentException("--throttle " + throttle + " is negative: expected bytes per second");
        }
        try (Connection connection = cluster.connect()) {
            ClusterView view = Connection.await(connection.admin().describeCluster());
            if (view.brokers().stream().noneMatch(known -> known.brokerId() == broker)) {
                throw new IllegalArgumentException("--broker " + broker + " is not registered: expected of "
                        + view.brokers().stream().map(BrokerView::brokerId).toList());
            }
            if (cancel) {
                Reassign.cancel(connection, leaving(view), spec);
            } else {
                drain(connection, view);
            }
        }
    }

    /** Partitions under way that it leaves. */
    private List<TopicPartition> leaving(ClusterView view) {
        List<TopicPartition> leaving = new ArrayList<>();
        view.reassignments().stream()
                .filter(under ->
                        under.original().contains(broker) && !under.target().contains(broker))
                .forEach(under -> leaving.add(new TopicPartition(under.topic(), under.partition())));
        return leaving;
    }

    private void drain(Connection connection, ClusterView first) {
        PrintWriter out = spec.commandLine().getOut();
        ClusterView view = first;
        while (true) {
            SortedMap<TopicPartition, List<Integer>> current = ClusterReplicas.of(view, List.of());
            List<Integer> others = view.brokers().stream()
                    .filter(known -> !known.fenced() && known.brokerId() != broker)
                    .map(BrokerView::brokerId)
                    .toList();
            SortedMap<TopicPartition, List<Integer>> held = ClusterReplicas.heldBy(current, broker);
            if (!held.isEmpty()) {
                SortedMap<TopicPartition, List<Integer>> plan = ClusterReplicas.withoutBroker(current, broker, others);
                Connection.await(connection.admin().reassignPartitions(plan, throttle));
                out.println("Moving " + plan.size() + " replicas off broker " + broker + ".");
                view = Connection.await(connection.admin().describeCluster());
            }
            List<TopicPartition> under = leaving(view);
            if (noWait || under.isEmpty()) {
                out.println(
                        under.isEmpty()
                                ? "Broker " + broker + " holds no replicas."
                                : under.size() + " replicas are leaving broker " + broker + ".");
                return;
            }
            Progress.watch(connection.admin(), out, under);
            view = Connection.await(connection.admin().describeCluster());
        }
    }
}
