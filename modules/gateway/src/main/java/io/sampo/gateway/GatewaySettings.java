package io.sampo.gateway;

import com.typesafe.config.Config;
import io.sampo.apis.ApiSettings;
import io.sampo.gateway.connection.ConnectionLimits;

/**
 * What the gateway reads of a configuration; {@code reference.conf} of this module explains every key.
 *
 * @param threads event loops
 * @param frameBytesMax largest request, bytes
 * @param connectionsMax in all
 * @param connectionsPerAddressMax from one address
 * @param requestBytesMax memory of requests over all connections
 * @param limits of one connection
 * @param unsentBytesMax answers that wait for one client, bytes
 * @param patienceMs how much longer than the client asked the broker's own parts may take
 * @param apis of the handlers
 */
public record GatewaySettings(
        int threads,
        int frameBytesMax,
        int connectionsMax,
        int connectionsPerAddressMax,
        long requestBytesMax,
        ConnectionLimits limits,
        long unsentBytesMax,
        long patienceMs,
        ApiSettings apis) {

    /**
     * Reads them.
     *
     * @param whole with {@code reference.conf} below
     * @throws IllegalArgumentException one line that names the key, the value and what would be right
     */
    public static GatewaySettings of(Config whole) {
        Config sampo = whole.getConfig("sampo");
        return new GatewaySettings(
                positive(sampo, "num.network.threads"),
                positive(sampo, "socket.request.max.bytes"),
                positive(sampo, "max.connections.total"),
                positive(sampo, "max.connections.per.ip"),
                positive(sampo, "queued.max.request.bytes"),
                new ConnectionLimits(
                        positive(sampo, "gateway.requests.in.flight.max"),
                        positive(sampo, "gateway.bytes.in.flight.max"),
                        positive(sampo, "gateway.first.request.ms"),
                        positive(sampo, "connections.max.idle.ms"),
                        positive(sampo, "gateway.frame.grace.ms"),
                        positive(sampo, "gateway.frame.bytes.per.second.min"),
                        positive(sampo, "gateway.write.stall.ms")),
                positive(sampo, "gateway.unsent.max.bytes"),
                positive(sampo, "gateway.patience.ms"),
                new ApiSettings(sampo.getBoolean("auto.create.topics.enable"), positive(sampo, "fetch.max.bytes")));
    }

    private static int positive(Config sampo, String key) {
        int value = sampo.getInt(key);
        if (value <= 0) {
            throw new IllegalArgumentException("sampo." + key + " = " + value + ": expected a whole number above 0");
        }
        return value;
    }
}
