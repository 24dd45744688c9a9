package io.sampo.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.broker.startup.FreePorts;
import io.sampo.broker.startup.LogDirectories;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class BrokerStartTest {
    @TempDir
    Path directory;

    @Test
    @Timeout(60)
    void aStartThatWaitsForItsVotersIsGivenUpAndLeavesNothingOpen() throws Exception {
        // given: the other voters never come
        BrokerSettings settings = FreePorts.resolve(OneBroker.settings(
                directory,
                Map.of("sampo.controller.voters", List.of("1@127.0.0.1:1:1", "2@127.0.0.1:2:2", "3@127.0.0.1:3:3"))));
        CompletableFuture<BrokerNode> start = BrokerNode.start(settings).toCompletableFuture();
        OneBroker.until(
                "the metadata log is open",
                () -> Files.exists(settings.metadataLogDir().resolve("voter.id")));

        // when
        assertThat(start.cancel(true)).isTrue();

        // then
        assertThatThrownBy(start::join).isInstanceOf(CancellationException.class);
        new ServerSocket(settings.endpoints().sessionPort(), 1, InetAddress.getLoopbackAddress()).close();
        LogDirectories.open(settings).close();
    }

    @Test
    void aBrokerThatWaitsForItsVotersLivesAndSaysWhatItWaitsFor() throws Exception {
        // given
        int httpPort;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            httpPort = free.getLocalPort();
        }
        BrokerSettings settings = OneBroker.settings(
                directory,
                Map.of(
                        "sampo.http.port",
                        httpPort,
                        "sampo.controller.voters",
                        List.of("1@127.0.0.1:1:1", "2@127.0.0.1:2:2", "3@127.0.0.1:3:3")));

        // when
        CompletableFuture<BrokerNode> start = BrokerNode.start(settings).toCompletableFuture();

        // then
        OneBroker.until("it says what it waits for", () -> {
            try {
                HttpResponse<String> ready = OneBroker.get(httpPort, "/health/ready");
                return ready.statusCode() == 503 && ready.body().contains("waiting for the other voters");
            } catch (ConnectException e) {
                return false;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(OneBroker.get(httpPort, "/health/live").statusCode()).isEqualTo(200);
        assertThat(OneBroker.get(httpPort, "/metrics").body()).contains("sampo_log_directories_failed 0");
        start.cancel(true);
    }

    @Test
    void facesAreOpenedWithAnImageBeforeTheBrokerServes() throws Exception {
        // given
        List<String> seen = new CopyOnWriteArrayList<>();

        // when
        BrokerNode node = BrokerNode.start(OneBroker.settings(directory, Map.of()), opening -> {
                    seen.add(opening.image() == null ? "no image" : "an image");
                    seen.add(opening.notReady());
                })
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);

        // then
        assertThat(seen).containsExactly("an image", "fenced by the controller");
        assertThat(node.notReady()).isEmpty();
        OneBroker.stop(node);
    }

    @Test
    void theBrokerStaysFencedHoweverLongItsFacesTake() throws Exception {
        // given
        List<String> seen = new CopyOnWriteArrayList<>();

        // when: many heartbeats go by
        BrokerNode node = BrokerNode.start(OneBroker.settings(directory, Map.of()), opening -> {
                    for (int i = 0; i < 100; i++) {
                        seen.add(opening.notReady());
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                    }
                })
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);

        // then
        assertThat(seen).containsOnly("fenced by the controller");
        OneBroker.stop(node);
    }

    @Test
    void facesAreOpenedForTheNextIncarnationIfTheFirstOneEnds() throws Exception {
        // given
        List<ActorSystem<?>> opened = new CopyOnWriteArrayList<>();

        // when
        BrokerNode node = BrokerNode.start(OneBroker.settings(directory, Map.of()), opening -> {
                    opened.add(opening.actorSystem());
                    if (opened.get(0) == opening.actorSystem()) {
                        opening.actorSystem().terminate();
                        throw new IllegalStateException("cannot create children while terminating");
                    }
                })
                .toCompletableFuture()
                .get(120, TimeUnit.SECONDS);

        // then
        assertThat(opened.get(opened.size() - 1)).isSameAs(node.actorSystem()).isNotSameAs(opened.get(0));
        assertThat(node.notReady()).isEmpty();
        OneBroker.stop(node);
    }

    @Test
    void aStartWhoseFacesCannotBeOpenedFailsWithThatAndLeavesNothingOpen() throws Exception {
        // given
        BrokerSettings settings = OneBroker.settings(directory, Map.of());

        // when, then
        assertThatThrownBy(() -> BrokerNode.start(settings, opening -> {
                            throw new SampoException(ErrorCode.BROKER_NOT_AVAILABLE, "the port is taken");
                        })
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS))
                .hasRootCauseMessage("the port is taken");
        LogDirectories.open(settings).close();
    }

    @Test
    void aBrokerThatServesIsStoppedAndNotCancelled() throws Exception {
        // given
        CompletableFuture<BrokerNode> start =
                BrokerNode.start(OneBroker.settings(directory, Map.of())).toCompletableFuture();
        BrokerNode node = start.join();

        // when, then
        assertThat(start.cancel(true)).isFalse();
        Talk talk = new Talk(node);
        assertThat(talk.produce(talk.createTopic("on"), "hello").baseOffset()).isZero();
        OneBroker.stop(node);
    }
}
