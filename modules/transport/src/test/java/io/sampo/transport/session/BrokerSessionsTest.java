package io.sampo.transport.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.transport.session.LivenessAction.DialBackWanted;
import io.sampo.transport.session.LivenessAction.Fence;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The liveness rules of ARCHITECTURE §3.3, in virtual time. Broker b has epoch 10·b. */
class BrokerSessionsTest {
    private static final long TICK_MS = LivenessSettings.DEFAULTS.tickIntervalMs();
    private static final long TIMEOUT_MS = LivenessSettings.DEFAULTS.sessionTimeoutMs();

    private final BrokerSessions sessions = new BrokerSessions(LivenessSettings.DEFAULTS);
    private final List<RegisteredBroker> registered = new ArrayList<>();
    private long nowMs = 1_000;

    private static UUID incarnation(int brokerId, int life) {
        return new UUID(brokerId, life);
    }

    private static SessionPeer peer(int brokerId) {
        return new SessionPeer(brokerId, brokerId, 10L * brokerId, incarnation(brokerId, 1));
    }

    /** Registers brokers 1..n, each with an open session. */
    private void brokers(int count) {
        for (int id = 1; id <= count; id++) {
            registered.add(new RegisteredBroker(id, 10L * id, false));
        }
        sessions.registered(registered, nowMs);
        for (int id = 1; id <= count; id++) {
            assertThat(sessions.opened(peer(id), nowMs)).isEmpty();
        }
    }

    private void activeWith(int count) {
        brokers(count);
        assertThat(sessions.activate(nowMs)).isEmpty();
    }

    /** Lets time pass in ticks; all brokers but the silent ones send heartbeats. */
    private List<LivenessAction> pass(long durationMs, Integer... silent) {
        List<LivenessAction> actions = new ArrayList<>();
        for (long end = nowMs + durationMs; nowMs < end; ) {
            nowMs += TICK_MS;
            for (RegisteredBroker broker : registered) {
                if (!List.of(silent).contains(broker.brokerId())) {
                    sessions.heartbeat(peer(broker.brokerId()), broker.brokerEpoch(), nowMs);
                }
            }
            actions.addAll(sessions.tick(nowMs));
        }
        return actions;
    }

    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void aSessionEndedByTheOtherKernelIsDialedBackAtOnceAndNoOtherIs(CloseReason reason) {
        // given
        activeWith(3);
        // when
        List<LivenessAction> actions = sessions.closed(peer(2), reason);
        // then
        if (reason == CloseReason.END_OF_STREAM || reason == CloseReason.RESET) {
            assertThat(actions).containsExactly(new DialBackWanted(2, 20, incarnation(2, 1)));
        } else {
            assertThat(actions).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"CONNECTION_REFUSED,true", "OTHER_EPOCH,true", "ALIVE,false", "UNKNOWN,false"})
    void onlyARefusedConnectionOrAnotherEpochIsProofOfDeath(DialBack.Verdict verdict, boolean proof) {
        // given
        activeWith(3);
        sessions.closed(peer(2), CloseReason.END_OF_STREAM);
        // when
        List<LivenessAction> actions = sessions.dialed(2, 20, verdict, nowMs);
        // then
        assertThat(actions).isEqualTo(proof ? List.of(new Fence(2, 20, true)) : List.of());
    }

    @Test
    void theResultOfADialForAnEarlierIncarnationProvesNothingAboutThePresentOne() {
        // given
        activeWith(3);
        sessions.closed(peer(2), CloseReason.END_OF_STREAM);
        registered.set(1, new RegisteredBroker(2, 99, false));
        sessions.registered(registered, nowMs);
        // when
        List<LivenessAction> actions = sessions.dialed(2, 20, DialBack.Verdict.CONNECTION_REFUSED, nowMs);
        // then
        assertThat(actions).isEmpty();
    }

    @Test
    void silenceIsFencedAfterTheSessionTimeoutAndNotBefore() {
        // given
        activeWith(3);
        // when
        List<LivenessAction> before = pass(TIMEOUT_MS - TICK_MS, 2);
        List<LivenessAction> after = pass(TICK_MS, 2);
        // then
        assertThat(before).isEmpty();
        assertThat(after).containsExactly(new Fence(2, 20, false));
    }

    @Test
    void aHeartbeatOfAnotherEpochIsNoSignOfLife() {
        // given
        activeWith(3);
        // when
        List<LivenessAction> actions = new ArrayList<>();
        for (int i = 0; i < TIMEOUT_MS / TICK_MS; i++) {
            sessions.heartbeat(peer(2), 19, nowMs);
            actions.addAll(pass(TICK_MS, 2));
        }
        // then
        assertThat(actions).containsExactly(new Fence(2, 20, false));
    }

    @Test
    void aControllerThatIsNotActiveAsksForNothing() {
        // given
        brokers(3);
        // when, then
        assertThat(sessions.closed(peer(2), CloseReason.END_OF_STREAM)).isEmpty();
        assertThat(sessions.dialed(2, 20, DialBack.Verdict.CONNECTION_REFUSED, nowMs))
                .isEmpty();
        assertThat(pass(3 * TIMEOUT_MS, 2)).isEmpty();
    }

    @Test
    void aNewControllerDialsThoseThatItDoesNotSeeAndGivesAllTheFullTime() {
        // given
        brokers(3);
        sessions.closed(peer(2), CloseReason.END_OF_STREAM);
        pass(5 * TIMEOUT_MS, 2, 3);
        // when
        List<LivenessAction> atOnce = sessions.activate(nowMs);
        List<LivenessAction> before = pass(TIMEOUT_MS - TICK_MS, 3);
        List<LivenessAction> after = pass(TICK_MS, 3);
        // then
        assertThat(atOnce).containsExactly(new DialBackWanted(2, 20, incarnation(2, 1)));
        assertThat(before).isEmpty();
        assertThat(after).containsExactly(new Fence(3, 30, false));
    }

    @Test
    void aTickThatComesLateRestartsAllDeadlines() {
        // given
        activeWith(3);
        pass(TIMEOUT_MS - TICK_MS, 2);
        // when
        nowMs += LivenessSettings.DEFAULTS.tickLateMs() + TICK_MS + 1;
        List<LivenessAction> late = sessions.tick(nowMs);
        List<LivenessAction> before = pass(TIMEOUT_MS - TICK_MS, 2);
        List<LivenessAction> after = pass(TICK_MS, 2);
        // then
        assertThat(late).isEmpty();
        assertThat(before).isEmpty();
        assertThat(after).containsExactly(new Fence(2, 20, false));
    }

    @ParameterizedTest
    @CsvSource({"1,1,0", "2,1,0", "2,2,0", "3,1,1", "3,2,1", "3,3,1", "4,3,1", "5,2,2", "5,5,2"})
    void silenceNeverFencesHalfOrMoreInOneTick(int count, int silent, int fenced) {
        // given
        activeWith(count);
        Integer[] silentIds = new Integer[silent];
        for (int i = 0; i < silent; i++) {
            silentIds[i] = i + 1;
        }
        // when
        List<LivenessAction> actions = pass(TIMEOUT_MS, silentIds);
        // then
        assertThat(actions).hasSize(fenced).allMatch(action -> action instanceof Fence fence && !fence.proof());
    }

    @Test
    void thoseSparedByTheRuleOfHalvesGetAnotherTimeout() {
        // given
        activeWith(3);
        // when
        List<LivenessAction> first = pass(TIMEOUT_MS, 2, 3);
        registered.set(1, new RegisteredBroker(2, 20, true));
        sessions.registered(registered, nowMs);
        List<LivenessAction> second = pass(TIMEOUT_MS, 2, 3);
        // then
        assertThat(first).containsExactly(new Fence(2, 20, false));
        assertThat(second).containsExactly(new Fence(3, 30, false));
    }

    @Test
    void aBrokerIsFencedForSilenceOnceInTenSecondsThenInTwenty() {
        // given
        activeWith(3);
        List<Long> fencesAtMs = new ArrayList<>();
        // when: it comes back after each fence and falls silent again
        long begin = nowMs;
        while (fencesAtMs.size() < 4) {
            for (LivenessAction action : pass(TICK_MS, 2)) {
                fencesAtMs.add(nowMs - begin);
                assertThat(action).isEqualTo(new Fence(2, 20, false));
                registered.set(1, new RegisteredBroker(2, 20, true));
                sessions.registered(registered, nowMs);
                registered.set(1, new RegisteredBroker(2, 20, false));
                sessions.registered(registered, nowMs);
            }
        }
        // then
        assertThat(fencesAtMs).containsExactly(3_000L, 13_000L, 33_000L, 73_000L);
    }

    @Test
    void proofOfDeathWaitsForNoGap() {
        // given
        activeWith(3);
        assertThat(pass(TIMEOUT_MS, 2)).hasSize(1);
        // when
        sessions.closed(peer(2), CloseReason.RESET);
        List<LivenessAction> actions = sessions.dialed(2, 20, DialBack.Verdict.CONNECTION_REFUSED, nowMs);
        // then
        assertThat(actions).containsExactly(new Fence(2, 20, true));
    }

    @Test
    void aNewIncarnationInPlaceOfALostOneIsProofOfItsDeath() {
        // given
        activeWith(3);
        sessions.closed(peer(2), CloseReason.TIMEOUT);
        SessionPeer successor = new SessionPeer(9, 2, SessionFrame.NO_BROKER_EPOCH, incarnation(2, 2));
        // when
        List<LivenessAction> actions = sessions.opened(successor, nowMs);
        // then
        assertThat(actions).containsExactly(new Fence(2, 20, true));
    }

    @Test
    void theSameIncarnationThatReconnectsBeforeItKnowsItsEpochIsNotDead() {
        // given
        activeWith(3);
        sessions.closed(peer(2), CloseReason.RESET);
        SessionPeer again = new SessionPeer(9, 2, SessionFrame.NO_BROKER_EPOCH, incarnation(2, 1));
        // when
        List<LivenessAction> actions = sessions.opened(again, nowMs);
        // then
        assertThat(actions).isEmpty();
    }

    @Test
    void aFenceWithProofIsAskedForOnceAndAgainOnlyIfItDoesNotCome() {
        // given
        activeWith(3);
        sessions.closed(peer(2), CloseReason.END_OF_STREAM);
        sessions.dialed(2, 20, DialBack.Verdict.CONNECTION_REFUSED, nowMs);
        // when
        List<LivenessAction> soon = pass(TIMEOUT_MS - TICK_MS, 2);
        List<LivenessAction> later = pass(TICK_MS, 2);
        registered.set(1, new RegisteredBroker(2, 20, true));
        sessions.registered(registered, nowMs);
        List<LivenessAction> afterwards = pass(3 * TIMEOUT_MS, 2);
        // then
        assertThat(soon).isEmpty();
        assertThat(later).containsExactly(new Fence(2, 20, true));
        assertThat(afterwards).isEmpty();
    }

    @Test
    void aFencedBrokerIsNotFencedAgain() {
        // given
        activeWith(3);
        registered.set(1, new RegisteredBroker(2, 20, true));
        sessions.registered(registered, nowMs);
        // when, then
        assertThat(sessions.closed(peer(2), CloseReason.END_OF_STREAM)).isEmpty();
        assertThat(sessions.dialed(2, 20, DialBack.Verdict.CONNECTION_REFUSED, nowMs))
                .isEmpty();
        assertThat(pass(3 * TIMEOUT_MS, 2)).isEmpty();
    }
}
