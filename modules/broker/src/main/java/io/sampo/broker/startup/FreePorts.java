package io.sampo.broker.startup;

import io.sampo.broker.BrokerSettings;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.ErrorCode;
import io.sampo.model.KafkaListener;
import io.sampo.model.SampoException;
import io.sampo.model.Voter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Replaces every configured port 0 by one that is free now, because the others have to be told before it is bound. It is taken
 * below the range from which operating systems give ports to outgoing connections (32768 and up on Linux, 49152 elsewhere), so
 * that none of those takes it in between.
 */
public final class FreePorts {
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 31_000;
    private static final int TRIES = 1_000;

    private final Set<Integer> given = new HashSet<>();

    private FreePorts() {}

    /** The same settings with all ports known. */
    public static BrokerSettings resolve(BrokerSettings settings) {
        FreePorts free = new FreePorts();
        BrokerEndpoints configured = settings.endpoints();
        String host = configured.host();
        List<KafkaListener> listeners = new ArrayList<>();
        List<KafkaListener> advertised = new ArrayList<>();
        for (int i = 0; i < settings.kafkaListeners().size(); i++) {
            KafkaListener bound = settings.kafkaListeners().get(i);
            KafkaListener told = configured.kafkaListeners().get(i);
            listeners.add(bound.atPort(free.orGiven(bound.host(), bound.port())));
            advertised.add(told.port() == 0 ? told.atPort(listeners.get(i).port()) : told);
        }
        BrokerEndpoints known = new BrokerEndpoints(
                        host,
                        free.orGiven(host, configured.arteryPort()),
                        0,
                        free.orGiven(host, configured.aeronPort()),
                        free.orGiven(host, configured.sessionPort()),
                        free.orGiven(host, configured.raftPort()),
                        configured.httpPort())
                .withKafka(advertised);
        List<Voter> voters = settings.voters().stream()
                .map(voter -> voter.brokerId() == settings.brokerId()
                        ? new Voter(voter.brokerId(), voter.host(), known.sessionPort(), known.raftPort())
                        : voter)
                .toList();
        return settings.with(known, listeners, voters);
    }

    private int orGiven(String host, int port) {
        if (port != 0) {
            return port;
        }
        for (int i = 0; i < TRIES; i++) {
            int candidate = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(host, candidate) && given.add(candidate)) {
                return candidate;
            }
        }
        throw new SampoException(
                ErrorCode.INVALID_CONFIG,
                "No free port on " + host + " between " + LOWEST + " and " + HIGHEST
                        + "; is that an address of this machine? Otherwise name the ports");
    }

    private static boolean isFree(String host, int port) {
        try (ServerSocket tcp = new ServerSocket(port, 1, InetAddress.getByName(host));
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress(host, port))) {
            return tcp.isBound() && udp.isBound();
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for free ports on " + host, e);
        }
    }
}
