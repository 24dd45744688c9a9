package io.sampo.cli;

import io.sampo.broker.BrokerSettings;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Looks at the ports of a broker before anything of it starts. Each face would find out by itself, but late, and after
 * libraries have written pages about it; here it is one line that names the key.
 */
final class FreePortCheck {
    private FreePortCheck() {}

    /**
     * @throws SampoException {@link ErrorCode#BROKER_NOT_AVAILABLE} naming the first port that is taken
     */
    static void check(BrokerSettings settings) {
        BrokerEndpoints at = settings.endpoints();
        tcp(at.host(), at.arteryPort(), "sampo.artery.port");
        tcp(at.host(), at.sessionPort(), "sampo.session.port");
        tcp(at.host(), at.httpPort(), "sampo.http.port");
        if (settings.isVoter()) {
            tcp(at.host(), at.raftPort(), "sampo.raft.port");
        }
        settings.kafkaListeners().forEach(listener -> tcp(listener.host(), listener.port(), "sampo.listeners"));
        udp(at.host(), at.aeronPort(), "sampo.aeron.port");
    }

    private static void tcp(String host, int port, String key) {
        try (ServerSocket probe = new ServerSocket()) {
            // As the faces do: the remains of a broker that was killed a moment ago are not in the way.
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException e) {
            throw taken(host, port, key, e);
        }
    }

    private static void udp(String host, int port, String key) {
        try (DatagramSocket probe = new DatagramSocket(null)) {
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException e) {
            throw taken(host, port, key, e);
        }
    }

    private static SampoException taken(String host, int port, String key, IOException why) {
        return new SampoException(
                ErrorCode.BROKER_NOT_AVAILABLE,
                "Port " + port + " at " + host + " cannot be bound (" + why.getMessage()
                        + "); stop what holds it or choose another " + key,
                why);
    }
}
