package io.sampo.systemtests.process;

import io.sampo.client.SampoClient;
import io.sampo.messages.ClusterView;
import io.sampo.model.PartitionState;
import io.sampo.testkit.Await;
import java.time.Duration;
import java.util.function.Predicate;

/** The cluster as a client sees it, asked anew each time. */
record SeenCluster(SampoClient client, Duration patience) {
    ClusterView view() {
        return Await.result(client.admin().describeCluster());
    }

    void await(String what, Predicate<ClusterView> condition) {
        Await.until(patience, () -> what + "; there is " + view(), () -> condition.test(view()));
    }

    /** Partition 0 of a topic that is there. */
    static PartitionState partition(ClusterView view, String name) {
        return view.topics().stream()
                .filter(topic -> topic.topic().equals(name))
                .findFirst()
                .orElseThrow()
                .partitions()
                .get(0);
    }
}
