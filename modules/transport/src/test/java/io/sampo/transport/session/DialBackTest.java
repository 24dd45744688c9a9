package io.sampo.transport.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.transport.session.DialBack.Verdict;
import io.sampo.transport.session.SessionFixture.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What proves a death and what does not. */
@Timeout(60)
class DialBackTest {
    private static final Logger LOG = LoggerFactory.getLogger(DialBackTest.class);

    private static final int SILENCE_MS = 300;

    private final SessionFixture links = new SessionFixture();
    private final Node broker = new Node(2, 22, "a-cluster");

    @AfterEach
    void close() {
        links.close();
    }

    /** For verdicts that come by themselves, however busy the machine. */
    private Verdict dial(int port, @Nullable UUID incarnation) throws Exception {
        return dial(port, incarnation, 15_000);
    }

    private Verdict dial(int port, @Nullable UUID incarnation, int timeoutMs) throws Exception {
        DialBack.Result result = links.dialBack(1, "a-cluster", timeoutMs)
                .dial(2, 22, incarnation, SessionFixture.HOST, port)
                .get(20, TimeUnit.SECONDS);
        LOG.info("{}", result);
        return result.verdict();
    }

    @Test
    void aPortThatNobodyListensOnIsProof() throws Exception {
        // given
        SessionServer server = links.serve(broker);
        server.close();
        // when
        Verdict verdict = dial(server.port(), broker.incarnation());
        // then
        assertThat(verdict).isEqualTo(Verdict.CONNECTION_REFUSED);
    }

    @Test
    void theSameEpochIsAlive() throws Exception {
        assertThat(dial(links.serve(broker).port(), null)).isEqualTo(Verdict.ALIVE);
    }

    @Test
    void anotherEpochIsProofUnlessTheIncarnationIsTheSame() throws Exception {
        // given
        int port = links.serve(broker).port();
        broker.brokerEpoch = SessionFrame.NO_BROKER_EPOCH;
        // when
        Verdict successor = dial(port, UUID.randomUUID());
        Verdict notYetTold = dial(port, broker.incarnation());
        // then
        assertThat(successor).isEqualTo(Verdict.OTHER_EPOCH);
        assertThat(notYetTold).isEqualTo(Verdict.ALIVE);
    }

    @Test
    void anotherBrokerOrClusterAtThatPortProvesNothing() throws Exception {
        // given
        int otherBroker = links.serve(new Node(3, 33, "a-cluster")).port();
        int otherCluster = links.serve(new Node(2, 33, "another-cluster")).port();
        // when, then
        assertThat(dial(otherBroker, null)).isEqualTo(Verdict.UNKNOWN);
        assertThat(dial(otherCluster, null)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aPortThatAcceptsAndSaysNothingProvesNothing() throws Exception {
        // given
        try (ServerSocket mute = listening()) {
            // when, then
            assertThat(dial(mute.getLocalPort(), null, SILENCE_MS)).isEqualTo(Verdict.UNKNOWN);
        }
    }

    @Test
    void aDyingProcessThatStillAcceptedIsDialedAgainUntilItRefuses() throws Exception {
        // given: the session has ended, the listening socket lives a moment longer
        ServerSocket dying = listening();
        CompletableFuture<DialBack.Result> result =
                links.dialBack(1, "a-cluster", 15_000).dial(2, 22, null, SessionFixture.HOST, dying.getLocalPort());
        // when
        dying.accept().close();
        dying.close();
        // then
        assertThat(result.get(20, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.CONNECTION_REFUSED);
    }

    @Test
    void aCutLinkIsSilentAndProvesNothing() throws Exception {
        // given
        SessionServer server = links.serve(broker);
        server.close();
        links.cuts.cut(2, 1);
        // when, then
        assertThat(dial(server.port(), null, SILENCE_MS)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aKnockOpensNoSession() throws Exception {
        // given
        int port = links.serve(broker).port();
        // when
        dial(port, null);
        // then
        assertThat(broker.events).isEmpty();
    }

    private static ServerSocket listening() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
    }
}
