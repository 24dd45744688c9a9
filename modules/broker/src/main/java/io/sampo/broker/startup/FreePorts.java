package io.sampo.broker.startup;

import io.sampo.broker.BrokerSettings;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.KafkaListener;
import io.sampo.model.Voter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Replaces every configured port 0 by one that is free now, because the others have to be told before it is bound. */
public final class FreePorts {
    private FreePorts() {}

    /** The same settings with all ports known. */
    public static BrokerSettings resolve(BrokerSettings settings) {
        BrokerEndpoints configured = settings.endpoints();
        String host = configured.host();
        List<KafkaListener> listeners = new ArrayList<>();
        List<KafkaListener> advertised = new ArrayList<>();
        for (int i = 0; i < settings.kafkaListeners().size(); i++) {
            KafkaListener bound = settings.kafkaListeners().get(i);
            KafkaListener told = configured.kafkaListeners().get(i);
            listeners.add(bound.atPort(tcp(bound.host(), bound.port())));
            advertised.add(told.port() == 0 ? told.atPort(listeners.get(i).port()) : told);
        }
        BrokerEndpoints known = new BrokerEndpoints(
                        host,
                        tcp(host, configured.arteryPort()),
                        0,
                        udp(host, configured.aeronPort()),
                        tcp(host, configured.sessionPort()),
                        tcp(host, configured.raftPort()),
                        configured.httpPort())
                .withKafka(advertised);
        List<Voter> voters = settings.voters().stream()
                .map(voter -> voter.brokerId() == settings.brokerId()
                        ? new Voter(voter.brokerId(), voter.host(), known.sessionPort(), known.raftPort())
                        : voter)
                .toList();
        return settings.with(known, listeners, voters);
    }

    private static int tcp(String host, int port) {
        if (port != 0) {
            return port;
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port on " + host, e);
        }
    }

    private static int udp(String host, int port) {
        if (port != 0) {
            return port;
        }
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(host, 0))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port on " + host, e);
        }
    }
}
