package io.sampo.transport.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.ReplicaTransport;
import io.sampo.transport.Eventually;
import io.sampo.transport.aeron.TransportFixture.Node;
import io.sampo.transport.aeron.TransportFixture.Received;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The laws of {@link io.sampo.replication.ReplicaTransport}, and those that only Aeron has, on loopback. */
@Timeout(60)
class AeronReplicaTransportTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path directory;

    private TransportFixture brokers;

    @BeforeEach
    void open() {
        brokers = new TransportFixture(directory);
    }

    @AfterEach
    void close() {
        brokers.close();
    }

    @Test
    void theReceiverHasTheThreadOfTheTransportAtTheEndOfEachRoundAndMaySendFromThere() {
        // given: it answers each push at the end of the round in which it came
        Node one = brokers.start(1, 11);
        List<Thread> threads = new ArrayList<>();
        AtomicReference<AeronReplicaTransport> answering = new AtomicReference<>();
        ReplicaTransport.Receiver receiver = new ReplicaTransport.Receiver() {
            private int due;

            @Override
            public void received(int fromBroker, long fromBrokerEpoch, ReplicaFrame frame) {
                threads.add(Thread.currentThread());
                due++;
            }

            @Override
            public int roundEnded() {
                int answered = due;
                for (; due > 0; due--) {
                    threads.add(Thread.currentThread());
                    answering.get().send(1, Frames.ack(due));
                }
                return answered;
            }
        };
        Node two = brokers.start(
                2,
                22,
                brokers.settings(TransportFixture.freeUdpPort()),
                TransportFixture.CLUSTER,
                receiver,
                new ConcurrentLinkedQueue<>());
        answering.set(two.transport());
        brokers.connectAll();

        // when
        for (int i = 0; i < 20; i++) {
            one.sendUntilTaken(2, Frames.push(i, 1000));
        }

        // then
        Eventually.holds("all are answered", () -> one.received().size() == 20);
        assertThat(threads).hasSize(40).containsOnly(threads.get(0));
    }

    @Test
    void framesArriveWithTheIdentityOfTheirSenderInOrderPerStream() {
        // given
        Node one = brokers.start(1, 11);
        Node two = brokers.start(2, 22);
        Node three = brokers.start(3, 33);
        brokers.connectAll();
        // when
        for (int i = 0; i < 100; i++) {
            one.sendUntilTaken(2, Frames.push(i, 1000));
            three.sendUntilTaken(2, Frames.ack(i));
        }
        two.sendUntilTaken(1, Frames.ack(7));
        // then
        Eventually.holds("all frames have arrived", () -> two.received().size() == 200);
        assertThat(two.received().stream().filter(r -> r.fromBroker() == 1))
                .map(Received::frame)
                .containsExactlyElementsOf(Stream.iterate(0, i -> i + 1)
                        .limit(100)
                        .map(i -> Frames.push(i, 1000))
                        .toList());
        assertThat(two.received()).filteredOn(r -> r.fromBroker() == 3).allMatch(r -> r.fromBrokerEpoch() == 33);
        Eventually.holds("the answer has arrived", () -> !one.received().isEmpty());
        assertThat(one.received()).containsExactly(new Received(2, 22, Frames.ack(7)));
    }

    @Test
    void aPushOfEightMebibytesArrivesWholeOnBothDataStreams() {
        // given
        Node one = brokers.start(1, 11);
        Node two = brokers.start(2, 22);
        brokers.connectAll();
        List<ReplicaFrame> live = List.of(Frames.push(1, 8 * MIB), Frames.push(2, 10), Frames.push(3, 3 * MIB + 17));
        List<ReplicaFrame> catchUp = List.of(Frames.push(4, 8 * MIB, true), Frames.push(5, MIB + 1, true));
        // when
        live.forEach(frame -> one.sendUntilTaken(2, frame));
        catchUp.forEach(frame -> one.sendUntilTaken(2, frame));
        // then
        Eventually.holds("all pushes have arrived", () -> two.received().size() == 5);
        assertThat(frames(two, false)).containsExactlyElementsOf(live);
        assertThat(frames(two, true)).containsExactlyElementsOf(catchUp);
        assertThat(one.transport().counters().lostChunks()).isZero();
    }

    @Test
    void datagramsOfAnEthernetCarryLargePushesToo() {
        // given
        TransportSettings ethernet =
                brokers.settings(TransportFixture.freeUdpPort()).withMtu(1408);
        Node one = brokers.start(1, 11, ethernet, TransportFixture.CLUSTER);
        Node two = brokers.start(2, 22);
        brokers.connectAll();
        List<ReplicaFrame> pushes = List.of(Frames.push(1, 1_300), Frames.push(2, 1_400), Frames.push(3, 2 * MIB));
        // when
        pushes.forEach(frame -> one.sendUntilTaken(2, frame));
        // then
        Eventually.holds("all pushes have arrived", () -> two.received().size() == 3);
        assertThat(two.received()).map(Received::frame).containsExactlyElementsOf(pushes);
    }

    @Test
    void aReceiverThatDoesNotKeepUpIsAFalseAtTheSender() {
        // given
        CountDownLatch stuck = new CountDownLatch(1);
        ConcurrentLinkedQueue<Received> received = new ConcurrentLinkedQueue<>();
        Node one = brokers.start(1, 11);
        brokers.start(
                2,
                22,
                brokers.settings(TransportFixture.freeUdpPort()),
                TransportFixture.CLUSTER,
                (from, epoch, frame) -> {
                    awaitUninterruptibly(stuck);
                    received.add(new Received(from, epoch, frame));
                },
                received);
        brokers.connectAll();
        // when
        ReplicaFrame push = Frames.push(1, MIB);
        int taken = 0;
        while (taken < 1_000 && one.transport().send(2, push)) {
            taken++;
        }
        stuck.countDown();
        // then
        assertThat(taken)
                .as("what the term window and the receiver's window hold")
                .isBetween(1, 64);
        assertThat(one.transport().counters().backPressured()).isEqualTo(1);
        int expected = taken;
        Eventually.holds("what was taken arrives", () -> received.size() == expected);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts the transport", e);
        }
    }

    private static List<ReplicaFrame> frames(Node node, boolean catchUp) {
        List<ReplicaFrame> frames = new ArrayList<>();
        for (Received received : node.received()) {
            if (received.frame() instanceof ReplicaFrame.Push push && push.catchUp() == catchUp) {
                frames.add(push);
            }
        }
        return frames;
    }

    @Test
    void anAbsentPeerIsAFalseAndNeverAWait() {
        // given
        Node one = brokers.start(1, 11);
        one.transport().connect(2, TransportFixture.HOST, TransportFixture.freeUdpPort());
        // when
        boolean taken = one.transport().send(2, Frames.ack(1));
        boolean unknownTaken = one.transport().send(9, Frames.ack(1));
        // then
        assertThat(taken).isFalse();
        assertThat(unknownTaken).isFalse();
        assertThat(one.transport().counters().notConnected()).isEqualTo(2);
    }

    @Test
    void nothingIsSentBeforeTheBrokerHasItsEpoch() {
        // given
        AeronReplicaTransport nameless = AeronReplicaTransport.start(
                brokers.settings(TransportFixture.freeUdpPort()), 1, (from, epoch, frame) -> {}, brokers.cuts);
        try (nameless) {
            Node two = brokers.start(2, 22);
            nameless.connect(2, TransportFixture.HOST, two.port());
            Eventually.holds("the streams are open", () -> nameless.isConnected(2));
            // when
            boolean taken = nameless.send(2, Frames.ack(1));
            // then
            assertThat(taken).isFalse();
        }
    }

    @Test
    void aPeerThatComesBackOnItsPortIsReachedUnderItsNewEpoch() {
        // given
        Node one = brokers.start(1, 11);
        Node two = brokers.start(2, 22);
        brokers.connectAll();
        one.sendUntilTaken(2, Frames.ack(1));
        Eventually.holds("the old incarnation received", () -> !two.received().isEmpty());
        // when
        brokers.stop(2);
        Node back = brokers.start(2, 44, brokers.settings(two.port()), TransportFixture.CLUSTER);
        back.transport().connect(1, TransportFixture.HOST, one.port());
        // then
        Eventually.holds("the new incarnation receives", () -> {
            one.transport().send(2, Frames.ack(2));
            return back.received().stream().anyMatch(r -> r.frame().equals(Frames.ack(2)));
        });
        Eventually.holds("the new incarnation is heard with its epoch", () -> {
            back.transport().send(1, Frames.ack(3));
            return one.received().stream().anyMatch(r -> r.fromBrokerEpoch() == 44);
        });
    }

    @Test
    void aForeignClusterIsRefused() {
        // given
        Node ours = brokers.start(1, 11);
        Node foreign = brokers.start(2, 22, brokers.settings(TransportFixture.freeUdpPort()), "another-cluster");
        brokers.connectAll();
        // when
        foreign.sendUntilTaken(1, Frames.ack(1));
        // then
        Eventually.holds(
                "the frame was counted as foreign",
                () -> ours.transport().counters().foreign() == 1);
        assertThat(ours.received()).isEmpty();
    }

    @Test
    void aCutDirectionIsSilentAndTheOtherOneWorks() {
        // given
        Node one = brokers.start(1, 11);
        Node two = brokers.start(2, 22);
        brokers.connectAll();
        brokers.cuts.cut(1, 2);
        // when
        boolean taken = one.transport().send(2, Frames.ack(1));
        two.sendUntilTaken(1, Frames.ack(2));
        // then
        assertThat(taken).as("a cut says nothing").isTrue();
        Eventually.holds("the other direction works", () -> one.received().size() == 1);
        assertThat(two.received()).isEmpty();
        // and when
        brokers.cuts.healAll();
        one.sendUntilTaken(2, Frames.ack(3));
        // then
        Eventually.holds("the healed direction works", () -> two.received().size() == 1);
    }

    @Test
    void garbageOnThePortHarmsNobody() throws IOException {
        // given
        Node one = brokers.start(1, 11);
        Node two = brokers.start(2, 22);
        brokers.connectAll();
        Random random = new Random(42);
        // when
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 200; i++) {
                byte[] garbage = new byte[random.nextInt(1000)];
                random.nextBytes(garbage);
                socket.send(new DatagramPacket(garbage, garbage.length, InetAddress.getLoopbackAddress(), two.port()));
            }
        }
        one.sendUntilTaken(2, Frames.ack(1));
        // then
        Eventually.holds("a good frame still arrives", () -> two.received().size() == 1);
    }

    @Test
    void aReceiverThatThrowsLosesThatFrameOnly() {
        // given
        ConcurrentLinkedQueue<Received> received = new ConcurrentLinkedQueue<>();
        AtomicBoolean first = new AtomicBoolean(true);
        Node one = brokers.start(1, 11);
        Node two = brokers.start(
                2,
                22,
                brokers.settings(TransportFixture.freeUdpPort()),
                TransportFixture.CLUSTER,
                (from, epoch, frame) -> {
                    if (first.getAndSet(false)) {
                        throw new IllegalStateException("on purpose");
                    }
                    received.add(new Received(from, epoch, frame));
                },
                received);
        brokers.connectAll();
        // when
        one.sendUntilTaken(2, Frames.ack(1));
        one.sendUntilTaken(2, Frames.ack(2));
        // then
        Eventually.holds("the second frame has arrived", () -> received.size() == 1);
        assertThat(two.transport().counters().receiverFailures()).isEqualTo(1);
    }

    @Test
    void anErrorOfTheJvmEndsTheStreamsAndTheirOwnerCanSeeIt() {
        // given
        Node one = brokers.start(1, 11);
        Node two = brokers.start(
                2,
                22,
                brokers.settings(TransportFixture.freeUdpPort()),
                TransportFixture.CLUSTER,
                (from, epoch, frame) -> {
                    throw new OutOfMemoryError("on purpose");
                },
                new ConcurrentLinkedQueue<>());
        brokers.connectAll();
        assertThat(two.transport().failure()).isEmpty();

        // when
        one.sendUntilTaken(2, Frames.ack(1));

        // then
        Eventually.holds("the failure is seen", () -> two.transport().failure().contains("OutOfMemoryError"));
    }

    @Test
    void aPauseBeyondTheDriversPatienceIsSurvivedInPlace() {
        // given
        ConcurrentLinkedQueue<Received> received = new ConcurrentLinkedQueue<>();
        AtomicBoolean pause = new AtomicBoolean(true);
        TransportSettings impatient = impatient(brokers.settings(TransportFixture.freeUdpPort()));
        Node one = brokers.start(1, 11);
        Node two = brokers.start(
                2,
                22,
                impatient,
                TransportFixture.CLUSTER,
                (from, epoch, frame) -> {
                    long until = System.nanoTime() + (pause.getAndSet(false) ? 2_500_000_000L : 0L);
                    while (System.nanoTime() < until) {
                        LockSupport.parkNanos(until - System.nanoTime());
                    }
                    received.add(new Received(from, epoch, frame));
                },
                received);
        brokers.connectAll();
        // when
        one.sendUntilTaken(2, Frames.ack(1));
        // then
        Eventually.holds("it was built anew", () -> two.transport().counters().rebuilds() == 1);
        Eventually.holds("it receives again", () -> {
            one.transport().send(2, Frames.ack(2));
            return received.stream().anyMatch(r -> r.frame().equals(Frames.ack(2)));
        });
        Eventually.holds("it sends again", () -> two.transport().send(1, Frames.ack(3)));
        Eventually.holds("it is heard again", () -> !one.received().isEmpty());
    }

    private static TransportSettings impatient(TransportSettings settings) {
        return new TransportSettings(
                settings.host(),
                settings.port(),
                settings.directory(),
                settings.termLengthBytes(),
                settings.controlTermLengthBytes(),
                settings.windowBytes(),
                settings.mtuBytes(),
                settings.peersExpected(),
                2_000);
    }

    @Test
    void aTakenPortIsSaidPlainlyAtStart() {
        // given
        Node one = brokers.start(1, 11);
        // when, then
        assertThatThrownBy(() -> AeronReplicaTransport.start(
                        brokers.settings(one.port()), 2, (from, epoch, frame) -> {}, brokers.cuts))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("127.0.0.1:" + one.port());
    }

    @Test
    void theDirectoryIsGoneAfterClose() throws IOException {
        // given
        brokers.start(1, 11);
        assertThat(entries()).hasSize(1);
        // when
        brokers.stop(1);
        // then
        assertThat(entries()).isEmpty();
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }
}
