package io.sampo.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.systemtests.mutant.SourceMutant;
import io.sampo.testkit.multinode.MultiNodeReport;
import io.sampo.testkit.multinode.MultiNodeRun;
import io.sampo.testkit.multinode.MultiNodeTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether {@link EpochGateTest} would notice: the same test against brokers without rule R1. */
class EpochGateMutantTest {
    private static final String GATE =
            "private boolean passesEpochGate(int fromBroker, long fromBrokerEpoch, ReplicaFrame frame) {";

    /** Everything passes; the rest of the method is dead, which javac accepts behind an if. */
    private static final SourceMutant WITHOUT_R1 = new SourceMutant(
            "replication",
            "io.sampo.replication.PartitionReplica",
            GATE,
            GATE + " if (frame != null) { return true; }");

    @TempDir
    private Path classes;

    @Test
    void withoutTheEpochGateADeposedLeaderStopsItsSuccessor() {
        // given
        WITHOUT_R1.compileInto(classes);
        MultiNodeRun run = MultiNodeRun.of(
                "[engine:junit-jupiter]/[class:" + EpochGateTest.class.getName()
                        + "]/[method:aDeposedLeaderThatReachesItsFollowersDisturbsNobody()]",
                EpochGateTest.class.getAnnotation(MultiNodeTest.class),
                Path.of("target", "multinode", "EpochGateMutantTest"));

        // when
        MultiNodeReport report =
                run.withCommand(run.command().withFirstOnClassPath(classes)).run();

        // then
        assertThat(report.passed()).as("the test passes without R1").isFalse();
        assertThat(report.failure().orElseThrow())
                .as("the reason is that the successor cannot commit, and resigns (R25)")
                .hasMessageMatching("(?s).*(epoch of the successor|acknowledged records).*");
    }
}
