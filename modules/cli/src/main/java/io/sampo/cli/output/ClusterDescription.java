package io.sampo.cli.output;

import io.sampo.console.Json;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Brokers, controller, epochs, and the partitions that somebody should look at. */
public final class ClusterDescription {
    private ClusterDescription() {}

    /** A few lines for a person; the fields of a broker are separated by tabs. */
    public static String text(ClusterView view) {
        StringBuilder out = new StringBuilder();
        out.append("Cluster: ").append(view.clusterId());
        out.append("\nController: ").append(controller(view));
        out.append("\nControllerEpoch: ").append(view.controllerEpoch());
        out.append("\nMetadataOffset: ").append(view.metadataOffset());
        out.append("\nBrokers: ").append(view.brokers().size());
        for (BrokerView broker : brokers(view)) {
            BrokerEndpoints at = broker.endpoints();
            out.append("\n\tBroker: ").append(broker.brokerId());
            out.append("\tEpoch: ").append(broker.brokerEpoch());
            out.append("\tState: ").append(state(broker));
            out.append("\tArtery: ").append(address(at.host(), at.arteryPort()));
            out.append("\tKafka: ").append(address(at.host(), at.kafkaPort()));
            out.append("\tHttp: ").append(address(at.host(), at.httpPort()));
        }
        listed(out, "UnderReplicated", partitions(view, PartitionState::isUnderReplicated));
        listed(out, "Leaderless", partitions(view, state -> !state.hasLeader()));
        listed(out, "Recovering", partitions(view, PartitionState::recovering));
        return out.toString();
    }

    /** The same for {@link Json}. */
    public static Map<String, Object> json(ClusterView view) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("clusterId", view.clusterId());
        json.put("controllerId", view.controllerId() == Offsets.NO_BROKER ? null : view.controllerId());
        json.put("controllerEpoch", view.controllerEpoch());
        json.put("metadataOffset", view.metadataOffset());
        List<Map<String, Object>> brokers = new ArrayList<>();
        for (BrokerView broker : brokers(view)) {
            Map<String, Object> member = new LinkedHashMap<>();
            member.put("brokerId", broker.brokerId());
            member.put("brokerEpoch", broker.brokerEpoch());
            member.put("state", state(broker));
            member.put("host", broker.endpoints().host());
            member.put("arteryPort", broker.endpoints().arteryPort());
            member.put("kafkaPort", broker.endpoints().kafkaPort());
            member.put("httpPort", broker.endpoints().httpPort());
            brokers.add(member);
        }
        json.put("brokers", brokers);
        json.put("underReplicated", partitions(view, PartitionState::isUnderReplicated));
        json.put("leaderless", partitions(view, state -> !state.hasLeader()));
        json.put("recovering", partitions(view, PartitionState::recovering));
        return json;
    }

    private static String controller(ClusterView view) {
        return view.controllerId() == Offsets.NO_BROKER ? "none" : String.valueOf(view.controllerId());
    }

    private static List<BrokerView> brokers(ClusterView view) {
        return view.brokers().stream()
                .sorted(Comparator.comparingInt(BrokerView::brokerId))
                .toList();
    }

    private static String state(BrokerView broker) {
        return broker.fenced() ? "fenced" : "active";
    }

    private static String address(String host, int port) {
        return port == 0 ? "-" : host + ":" + port;
    }

    private static List<String> partitions(ClusterView view, Predicate<PartitionState> wanted) {
        List<String> found = new ArrayList<>();
        for (TopicView topic : view.topics()) {
            for (int partition = 0; partition < topic.partitions().size(); partition++) {
                if (wanted.test(topic.partitions().get(partition))) {
                    found.add(new TopicPartition(topic.topic(), partition).toString());
                }
            }
        }
        return found;
    }

    private static void listed(StringBuilder out, String name, List<String> partitions) {
        out.append('\n').append(name).append("Partitions: ").append(partitions.size());
        partitions.forEach(partition -> out.append("\n\t").append(partition));
    }
}
