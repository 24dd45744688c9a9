package io.sampo.broker.system;

import io.sampo.transport.session.SessionFrame.ArteryAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.MemberStatus;

/**
 * How a node joins the Pekko cluster (ARCHITECTURE §3.0): the list of contact addresses is rotated so that only the leader
 * of the metadata log has itself first; everybody else lists the leader first and never itself. Without a leader nobody
 * joins itself, so a minority never forms a second cluster.
 */
public final class ClusterJoin {
    private ClusterJoin() {}

    /** Asks Pekko to join; returns at once. */
    public static void join(ActorSystem<?> system, ArteryAddress leader, List<String> seeds) {
        Cluster cluster = Cluster.get(system);
        cluster.joinSeedNodes(order(cluster.selfAddress(), address(leader), addresses(seeds, system.name())));
    }

    /** Whether this node is in a cluster, or has been let in and waits to be up. */
    public static boolean isMember(ActorSystem<?> system) {
        return Cluster.get(system).selfMember().status() != MemberStatus.removed();
    }

    static List<Address> order(Address self, Address leader, List<Address> seeds) {
        Set<Address> order = new LinkedHashSet<>();
        order.add(leader);
        order.addAll(seeds);
        if (!leader.equals(self)) {
            order.remove(self);
        }
        return new ArrayList<>(order);
    }

    private static Address address(ArteryAddress at) {
        return new Address("pekko", at.system(), at.host(), at.port());
    }

    private static List<Address> addresses(List<String> seeds, String system) {
        return seeds.stream()
                .map(seed -> AddressFromURIString.parse("pekko://" + (seed.contains("@") ? seed : system + "@" + seed)))
                .toList();
    }
}
