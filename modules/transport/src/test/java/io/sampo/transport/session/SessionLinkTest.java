package io.sampo.transport.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.transport.Eventually;
import io.sampo.transport.session.SessionFixture.Broker;
import io.sampo.transport.session.SessionFixture.Node;
import io.sampo.transport.session.SessionFrame.FormationAnswer;
import io.sampo.transport.session.SessionFrame.FormationPeer;
import io.sampo.transport.session.SessionFrame.FormationQuery;
import io.sampo.transport.session.SessionFrame.Leads;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions begin, beat, answer and end; on loopback. */
@Timeout(60)
class SessionLinkTest {
    private final SessionFixture links = new SessionFixture();
    private final Node controller = new Node(1, 11, "a-cluster");
    private final Broker broker = new Broker(2, "a-cluster");

    @AfterEach
    void close() {
        links.close();
    }

    @Test
    void heartbeatsGoOnAndAreAnswered() {
        // given
        SessionServer server = links.serve(controller);
        // when
        SessionLink link = links.link(broker, 1, server.port());
        // then
        Eventually.holds("five heartbeats were answered", () -> broker.replies.get() >= 5);
        assertThat(controller.events).containsExactly("opened 2");
        assertThat(broker.events).containsExactly("opened 1");
        assertThat(link.isOpen()).isTrue();
    }

    @Test
    void questionsAreAnswered() throws Exception {
        // given
        SessionLink link = links.link(broker, 1, links.serve(controller).port());
        Eventually.holds("the session is open", link::isOpen);
        // when
        Leads leads = link.whoLeads().get(10, TimeUnit.SECONDS);
        FormationAnswer formation =
                link.formation(new FormationQuery("2-dir", "127.0.0.1:9871")).get(10, TimeUnit.SECONDS);
        // then
        assertThat(leads).isEqualTo(controller.whoLeads());
        assertThat(formation.peers()).containsExactly(new FormationPeer("2-dir", "127.0.0.1:9871"));
        assertThat(formation.groupId()).containsExactly(1, 2, 3);
    }

    @Test
    void aQuestionWithoutASessionFailsAtOnceAndSaysWhy() {
        // given
        SessionServer server = links.serve(controller);
        server.close();
        SessionLink link = links.link(broker, 1, server.port());
        Eventually.holds("an attempt has failed", () -> link.toString().contains("refused"));
        // when, then
        assertThatThrownBy(() -> link.whoLeads().get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(NoSessionException.class)
                .hasMessageContaining("controller node 1 at 127.0.0.1:" + server.port());
    }

    @Test
    void aControllerNodeThatEndsIsSeenAndOneThatComesBackIsFoundAgain() {
        // given
        SessionServer server = links.serve(controller);
        links.link(broker, 1, server.port());
        Eventually.holds("the session is open", () -> broker.events.contains("opened 1"));
        // when
        server.close();
        Eventually.holds("the end is seen", () -> broker.events.size() == 2);
        Node back = new Node(1, 22, "a-cluster");
        links.serve(back, server.port());
        // then
        Eventually.holds("the new one has the session", () -> back.events.contains("opened 2"));
        assertThat(broker.events).startsWith("opened 1", "closed 1 END_OF_STREAM");
    }

    @Test
    void aBrokerThatEndsIsSeenAtOnce() {
        // given
        SessionLink link = links.link(broker, 1, links.serve(controller).port());
        Eventually.holds("the session is open", link::isOpen);
        // when
        link.close();
        // then
        Eventually.holds("the end is seen", () -> controller.events.contains("closed 2 END_OF_STREAM"));
    }

    @Test
    void aForeignClusterIsRefusedAndOneWithoutAnIdIsNot() {
        // given
        SessionServer server = links.serve(controller);
        Broker foreign = new Broker(3, "another-cluster");
        Broker fresh = new Broker(4, "");
        // when
        links.link(foreign, 1, server.port());
        links.link(fresh, 1, server.port());
        // then
        Eventually.holds("the foreign one is refused", () -> !foreign.events.isEmpty());
        assertThat(foreign.events.peek()).contains("a-cluster").contains("another-cluster");
        Eventually.holds("the fresh one is accepted", () -> fresh.events.contains("opened 1"));
        assertThat(controller.events).doesNotContain("opened 3");
    }

    @Test
    void theHandlerMayRefuseABroker() {
        // given
        Broker unwanted = new Broker(66, "a-cluster");
        // when
        links.link(unwanted, 1, links.serve(controller).port());
        // then
        Eventually.holds("it is refused", () -> unwanted.events.contains("refused nobody wants broker 66"));
    }

    @Test
    void aCutLinkIsSilenceOnBothSidesAndHeals() {
        // given
        SessionLink link = links.link(broker, 1, links.serve(controller).port());
        Eventually.holds("the session is open", link::isOpen);
        // when
        links.cuts.cut(2, 1);
        // then
        Eventually.holds("the controller sees silence", () -> controller.events.contains("closed 2 TIMEOUT"));
        Eventually.holds("the broker sees silence", () -> broker.events.contains("closed 1 TIMEOUT"));
        assertThat(controller.events).doesNotContain("closed 2 END_OF_STREAM");
        // and when
        links.cuts.healAll();
        // then
        Eventually.holds("the session is open again", link::isOpen);
    }

    @Test
    void garbageEndsItsOwnConnectionOnly() throws IOException {
        // given
        SessionServer server = links.serve(controller);
        SessionLink link = links.link(broker, 1, server.port());
        Eventually.holds("the session is open", link::isOpen);
        Random random = new Random(99);
        // when
        for (int i = 0; i < 20; i++) {
            byte[] garbage = new byte[1 + random.nextInt(200)];
            random.nextBytes(garbage);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                OutputStream out = socket.getOutputStream();
                out.write(garbage);
            }
        }
        // then
        long before = broker.replies.get();
        Eventually.holds("heartbeats go on", () -> broker.replies.get() > before + 2);
        assertThat(controller.events).containsExactly("opened 2");
    }
}
