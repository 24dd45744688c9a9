package io.sampo.kafkacommands.port;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ActorAddressTest {
    private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();

    /** A port where the first caller is told {@code text}, whatever he asks. */
    private static ServerSocket saying(String text) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        CompletableFuture.runAsync(() -> {
            try (Socket caller = server.accept()) {
                caller.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                caller.getOutputStream().flush();
                caller.getInputStream().readAllBytes();
            } catch (IOException e) {
                // The caller has gone, as he should.
                return;
            }
        });
        return server;
    }

    @Test
    void whoeverIsNoKafkaPortIsToldFromOne() throws IOException {
        try (ServerSocket server = saying("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            assertThatThrownBy(() -> ActorAddress.ask(HOST, server.getLocalPort(), 5_000))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("what answers there is not the Kafka port of a broker");
        }
    }

    @Test
    void nobodyThereIsAnotherErrorSoThatTheNextBrokerIsAsked() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> ActorAddress.ask(HOST, port, 1_000)).isInstanceOf(IOException.class);
    }
}
