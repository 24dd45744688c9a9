package io.sampo.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two clusters, one of which was given a broker of the other as its seed. */
class ForeignClusterTest {
    @TempDir
    Path directory;

    @Test
    void aBrokerWhoseSeedIsOfAnotherClusterDoesNotStartAndIsNotLetIn() throws Exception {
        // given
        BrokerNode ours = OneBroker.start(directory.resolve("ours"), Map.of("sampo.broker.id", 1));
        String seed = "127.0.0.1:" + ours.endpoints().arteryPort();

        // when, then: on its first start, when it has no cluster id yet; however late the answer of its seed comes
        assertThatThrownBy(() -> OneBroker.start(
                        directory.resolve("theirs"),
                        Map.of(
                                "sampo.broker.id",
                                2,
                                "sampo.seeds",
                                List.of(seed),
                                "pekko.cluster.seed-node-timeout",
                                "120 s")))
                .cause()
                .isInstanceOfSatisfying(SampoException.class, refusal -> assertThat(refusal.error())
                        .isEqualTo(ErrorCode.INCONSISTENT_CLUSTER_ID))
                .hasMessageContaining("sampo.seeds = [" + seed + "]")
                .hasMessageContaining("another cluster");
        assertThat(Cluster.get(ours.actorSystem()).state().getMembers())
                .extracting(Member::address)
                .containsExactly(Cluster.get(ours.actorSystem()).selfAddress());
        OneBroker.stop(ours);
    }
}
