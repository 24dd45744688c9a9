package io.sampo.broker.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * {@code /health/live} (the process answers), {@code /health/ready} (the broker serves: 200, else 503 with the reason) and
 * {@code /metrics} (Prometheus text).
 */
public final class HttpFace implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService thread;

    private HttpFace(HttpServer server, ExecutorService thread) {
        this.server = server;
        this.thread = thread;
    }

    /**
     * Binds and serves.
     *
     * @param port 0 = any free one
     * @param notReady why the broker does not serve, empty if it does
     * @throws SampoException with one line if the port is in use
     */
    public static HttpFace start(String host, int port, Supplier<String> notReady, Supplier<String> metrics) {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 16);
        } catch (IOException e) {
            throw new SampoException(
                    ErrorCode.BROKER_NOT_AVAILABLE,
                    "Cannot listen on " + host + ":" + port + " (sampo.http.port): " + e.getMessage(),
                    e);
        }
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread worker = new Thread(task, "sampo-http");
            worker.setDaemon(true);
            return worker;
        });
        server.setExecutor(thread);
        server.createContext("/health/live", exchange -> answer(exchange, 200, "text/plain", "live\n"));
        server.createContext("/health/ready", exchange -> {
            String reason = notReady.get();
            boolean ready = reason.isEmpty();
            answer(exchange, ready ? 200 : 503, "text/plain", ready ? "ready\n" : reason + "\n");
        });
        server.createContext("/metrics", exchange -> answer(exchange, 200, "text/plain; version=0.0.4", metrics.get()));
        server.start();
        return new HttpFace(server, thread);
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdownNow();
    }
}
