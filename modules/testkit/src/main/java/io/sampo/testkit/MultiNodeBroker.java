package io.sampo.testkit;

import com.typesafe.config.Config;
import io.sampo.broker.BrokerNode;
import io.sampo.broker.BrokerSettings;
import io.sampo.broker.session.MetadataImage;
import io.sampo.client.ClientSettings;
import io.sampo.client.SampoClient;
import io.sampo.controller.RegisteredBroker;
import io.sampo.controller.TopicMetadata;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import io.sampo.testkit.multinode.MultiNode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The broker of one role of a multi-node test: broker {@code n} in the {@code n}th role, with a {@link Cut} around it. The
 * test has {@code portsPerRole} of at least {@link ClusterLayout#PORTS_PER_BROKER}.
 */
public final class MultiNodeBroker implements AutoCloseable {
    private final ClusterLayout layout;
    private final Cut cut;
    private final BrokerNode node;

    private MultiNodeBroker(ClusterLayout layout, Cut cut, BrokerNode node) {
        this.layout = layout;
        this.cut = cut;
        this.node = node;
    }

    /** Starts this role's broker, waits until it and all the others serve, and joins its actor system to the conductor. */
    public static MultiNodeBroker start(MultiNode node, Path directory) {
        ClusterLayout layout = ClusterLayout.of(node);
        Config config = MultiNode.testConfig().withFallback(layout.config(node.index() + 1, directory));
        Cut cut = new Cut(node);
        BrokerNode broker = Await.result(BrokerNode.start(BrokerSettings.from(config), cut.faults()));
        node.join(broker.actorSystem());
        return new MultiNodeBroker(layout, cut, broker);
    }

    public int brokerId() {
        return node.settings().brokerId();
    }

    public Cut cut() {
        return cut;
    }

    public BrokerNode node() {
        return node;
    }

    /** A client of all brokers, with an actor system of its own that no cut touches; the caller closes it. */
    public SampoClient client() {
        return SampoClient.connect(ClientSettings.bootstrap(layout.bootstrap()));
    }

    /** A direct line to this broker, whatever the rest of the cluster thinks of it; the caller closes it. */
    public SessionProbe probe() {
        return SessionProbe.open(node.actorSystem(), node.sessionGate());
    }

    /** What this broker knows of a partition. */
    public Optional<PartitionState> partition(String topic, int partition) {
        return topic(topic).map(known -> known.partitions().get(partition));
    }

    /** What this broker knows of a topic. */
    public Optional<TopicMetadata> topic(String topic) {
        MetadataImage image = node.image();
        return image == null
                ? Optional.empty()
                : Optional.ofNullable(image.metadata().topic(topic));
    }

    /** True if {@code broker} is fenced, as far as this broker knows. */
    public boolean isFenced(int broker) {
        MetadataImage image = node.image();
        RegisteredBroker registered = image == null ? null : image.metadata().broker(broker);
        return registered != null && registered.fenced();
    }

    /** Who is the controller, as far as this broker knows; -1 where nobody is. */
    public int controller() {
        MetadataImage image = node.image();
        return image == null ? Offsets.NO_BROKER : image.controllerId();
    }

    @Override
    public void close() {
        Await.result(node.stop());
    }
}
