package io.sampo.client.actor;

import io.sampo.client.ClientMetrics;
import io.sampo.client.ClientMetrics.Metric;
import io.sampo.client.ClientSettings;
import io.sampo.client.ContactPoint;
import io.sampo.client.session.BrokerLink;
import io.sampo.client.session.BrokerLink.ProbeRules;
import io.sampo.client.session.Credit;
import io.sampo.client.session.LatestView;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.SessionMessage;
import io.sampo.model.Acks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * One client's side of all its sessions: opens them where they are needed, keeps the byte credit of each broker, notices
 * when one falls silent, brings answers back to who asked, and keeps the newest view, which two brokers show it.
 */
public final class HubActor extends AbstractBehavior<ClientMessage> {
    /** Brokers that show the view: one may die, or be behind, unnoticed for a moment (ARCHITECTURE §3.7). */
    private static final int VIEWS_WANTED = 2;

    private static final long CONTACT_AGAIN_MS = 1_000;

    private final Gates gates;
    private final ClientSettings settings;
    private final ClientMetrics metrics;
    private final ProbeRules rules;
    private final LatestView view = new LatestView();
    private final Map<Integer, BrokerLink<HubCommand.Request>> links = new HashMap<>();
    private final Map<Integer, ActorRef<SessionMessage>> sessions = new HashMap<>();
    private final Map<Integer, Long> brokerEpochs = new HashMap<>();
    private final Map<Long, Integer> brokerOf = new HashMap<>();
    private final Set<Integer> subscribed = new HashSet<>();
    private final Set<ActorRef<HubEvent>> listeners = new LinkedHashSet<>();
    private final List<CompletableFuture<Void>> awaitingView = new ArrayList<>();
    private final List<HubCommand.Request> forAnyBroker = new ArrayList<>();
    private long contactedMs;

    private record Tick() implements ClientMessage.Internal {}

    private record SessionDied(int brokerId, ActorRef<SessionMessage> session) implements ClientMessage.Internal {}

    private HubActor(ActorContext<ClientMessage> context, Gates gates, ClientSettings settings, ClientMetrics metrics) {
        super(context);
        this.gates = gates;
        this.settings = settings;
        this.metrics = metrics;
        this.rules = new ProbeRules(
                settings.probeIntervalMs(),
                settings.probeTimeoutMs(),
                settings.probeIdleMs(),
                settings.requestTimeoutMs());
        contactAnybody(nowMs());
    }

    public static Behavior<ClientMessage> create(Gates gates, ClientSettings settings, ClientMetrics metrics) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Tick(), Duration.ofMillis(Math.max(1, settings.probeIntervalMs() / 2)));
            return new HubActor(context, gates, settings, metrics);
        }));
    }

    @Override
    public Receive<ClientMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(HubCommand.Request.class, this::onRequest)
                .onMessage(ClientMessage.Fetched.class, this::onFetched)
                .onMessage(HubCommand.Cancel.class, this::onCancel)
                .onMessage(Tick.class, this::onTick)
                .onMessage(ClientMessage.Pong.class, this::onPong)
                .onMessage(ClientMessage.ViewChanged.class, this::onViewChanged)
                .onMessage(ClientMessage.Answer.class, this::onAnswer)
                .onMessage(ClientMessage.Opened.class, this::onOpened)
                .onMessage(ClientMessage.Closed.class, this::onClosed)
                .onMessage(SessionDied.class, this::onSessionDied)
                .onMessage(HubCommand.Attach.class, this::onAttach)
                .onMessage(HubCommand.Detach.class, this::onDetach)
                .onMessage(HubCommand.AwaitView.class, this::onAwaitView)
                .onMessage(HubCommand.Stop.class, this::onStop)
                .build();
    }

    private Behavior<ClientMessage> onRequest(HubCommand.Request request) {
        long now = nowMs();
        if (request.brokerId() == HubCommand.ANY_BROKER) {
            Integer broker = anyBroker();
            if (broker == null) {
                forAnyBroker.add(request);
                return this;
            }
            enqueue(broker, request, now);
        } else {
            enqueue(request.brokerId(), request, now);
        }
        return this;
    }

    private void enqueue(int brokerId, HubCommand.Request request, long now) {
        BrokerLink<HubCommand.Request> link = link(brokerId);
        brokerOf.put(request.correlationId(), brokerId);
        link.request(request.correlationId(), request.creditBytes(), request, now);
        if (link.wantsSession() && !open(brokerId, now)) {
            lost(brokerId, link.closed(), "broker " + brokerId + " is not registered");
            return;
        }
        send(brokerId, now);
    }

    private void send(int brokerId, long now) {
        BrokerLink<HubCommand.Request> link = link(brokerId);
        ActorRef<SessionMessage> session = sessions.get(brokerId);
        for (HubCommand.Request next = link.nextToSend(now); next != null; next = link.nextToSend(now)) {
            if (session != null) {
                session.tell(next.messageTo(session));
                metrics.add(Metric.REQUEST, 1);
                metrics.add(Metric.PRODUCE_BYTES, next.creditBytes());
                if (next.message() instanceof SessionMessage.Produce produce && produce.acks() == Acks.NONE) {
                    // Nothing answers it, but its bytes must not pile up in front of a slow connection.
                    session.tell(new SessionMessage.Ping(next.correlationId()));
                }
            }
        }
    }

    private Behavior<ClientMessage> onFetched(ClientMessage.Fetched answer) {
        metrics.add(Metric.FETCH, 1);
        metrics.add(Metric.FETCH_BYTES, answer.batches().remaining());
        return onAnswer(answer);
    }

    private Behavior<ClientMessage> onPong(ClientMessage.Pong pong) {
        BrokerLink<HubCommand.Request> link = links.get(pong.brokerId());
        if (link != null) {
            link.heard();
        }
        // After a batch with acks=0: it has arrived.
        return onAnswer(pong);
    }

    /** Of any kind: each goes to whoever waits for its number. */
    private Behavior<ClientMessage> onAnswer(ClientMessage.Answer answer) {
        Integer brokerId = brokerOf.remove(answer.correlationId());
        BrokerLink<HubCommand.Request> link = brokerId == null ? null : links.get(brokerId);
        if (link == null) {
            return this;
        }
        link.heard();
        HubCommand.Request request = link.answered(answer.correlationId());
        if (request != null) {
            request.replyTo().tell(new HubEvent.Answered(answer));
            send(brokerId, nowMs());
        }
        return this;
    }

    private Behavior<ClientMessage> onCancel(HubCommand.Cancel cancel) {
        Integer brokerId = brokerOf.remove(cancel.correlationId());
        forAnyBroker.removeIf(request -> request.correlationId() == cancel.correlationId());
        HubCommand.Request request = brokerId == null ? null : link(brokerId).cancel(cancel.correlationId());
        if (request == null) {
            return this;
        }
        ActorRef<SessionMessage> session = sessions.get(brokerId);
        if (session != null && request.message() instanceof SessionMessage.Fetch fetch) {
            session.tell(new SessionMessage.CancelFetch(fetch.correlationId(), fetch.partition()));
        }
        send(brokerId, nowMs());
        return this;
    }

    private Behavior<ClientMessage> onViewChanged(ClientMessage.ViewChanged changed) {
        link(changed.brokerId()).heard();
        metrics.add(Metric.LEADER_CHANGE, view.leadersChanged(changed.view()));
        if (!view.offer(changed.view())) {
            return this;
        }
        listeners.forEach(listener -> listener.tell(new HubEvent.ViewArrived(changed.view())));
        awaitingView.forEach(done -> done.complete(null));
        awaitingView.clear();
        wantViews(nowMs());
        return this;
    }

    private Behavior<ClientMessage> onOpened(ClientMessage.Opened opened) {
        int brokerId = opened.brokerId();
        long now = nowMs();
        gates.opened(opened);
        BrokerLink<HubCommand.Request> link = link(brokerId);
        if (link.isOpen()) {
            if (opened.session().equals(sessions.get(brokerId))) {
                return this;
            }
            if (opened.brokerEpoch() <= brokerEpochs.getOrDefault(brokerId, -1L)) {
                // Asked twice because the first answer was slow.
                opened.session().tell(new SessionMessage.Close());
                return this;
            }
            closed(brokerId, "broker " + brokerId + " has started anew");
        }
        sessions.put(brokerId, opened.session());
        brokerEpochs.put(brokerId, opened.brokerEpoch());
        link.opened(now);
        metrics.add(Metric.CONNECTION_CREATION, 1);
        if (opened.session().path().address().hasLocalScope()) {
            getContext().watchWith(opened.session(), new SessionDied(brokerId, opened.session()));
        }
        wantViews(now);
        List<HubCommand.Request> waiting = List.copyOf(forAnyBroker);
        forAnyBroker.clear();
        waiting.forEach(request -> enqueue(brokerId, request, now));
        send(brokerId, now);
        return this;
    }

    private Behavior<ClientMessage> onClosed(ClientMessage.Closed closed) {
        closed(closed.brokerId(), closed.why());
        return this;
    }

    private Behavior<ClientMessage> onSessionDied(SessionDied died) {
        if (died.session().equals(sessions.get(died.brokerId()))) {
            closed(died.brokerId(), "the session ended");
        }
        return this;
    }

    private Behavior<ClientMessage> onTick(Tick tick) {
        long now = nowMs();
        for (Map.Entry<Integer, BrokerLink<HubCommand.Request>> entry :
                Map.copyOf(links).entrySet()) {
            int brokerId = entry.getKey();
            BrokerLink<HubCommand.Request> link = entry.getValue();
            ActorRef<SessionMessage> session = sessions.get(brokerId);
            if (link.isSilent(now)) {
                closed(brokerId, "broker " + brokerId + " has not answered for " + rules.timeoutMs() + " ms");
            } else if (session != null && link.probeDue(now)) {
                session.tell(new SessionMessage.Ping(Correlations.next()));
            }
            List<HubCommand.Request> late = link.timedOut(now);
            if (!late.isEmpty()) {
                lost(brokerId, late, "no answer within " + rules.requestTimeoutMs() + " ms");
                send(brokerId, now);
            }
        }
        if (sessions.isEmpty() && now - contactedMs >= CONTACT_AGAIN_MS) {
            contactAnybody(now);
        }
        wantViews(now);
        return this;
    }

    private Behavior<ClientMessage> onAttach(HubCommand.Attach attach) {
        listeners.add(attach.listener());
        view.view().ifPresent(known -> attach.listener().tell(new HubEvent.ViewArrived(known)));
        return this;
    }

    private Behavior<ClientMessage> onDetach(HubCommand.Detach detach) {
        listeners.remove(detach.listener());
        return this;
    }

    private Behavior<ClientMessage> onAwaitView(HubCommand.AwaitView await) {
        if (view.view().isPresent()) {
            await.done().complete(null);
        } else {
            awaitingView.add(await.done());
        }
        return this;
    }

    private Behavior<ClientMessage> onStop(HubCommand.Stop stop) {
        sessions.values().forEach(session -> session.tell(new SessionMessage.Close()));
        return Behaviors.stopped();
    }

    private void closed(int brokerId, String why) {
        if (sessions.remove(brokerId) != null) {
            metrics.add(Metric.CONNECTION_CLOSE, 1);
        }
        subscribed.remove(brokerId);
        lost(brokerId, link(brokerId).closed(), why);
        wantViews(nowMs());
    }

    private void lost(int brokerId, List<HubCommand.Request> requests, String why) {
        metrics.add(Metric.REQUEST_LOST, requests.size());
        for (HubCommand.Request request : requests) {
            brokerOf.remove(request.correlationId());
            request.replyTo().tell(new HubEvent.Lost(request.correlationId(), brokerId, why));
        }
    }

    /** Asks more brokers to show the view until two do, or there are no more. */
    private void wantViews(long now) {
        for (int brokerId : sessions.keySet()) {
            if (subscribed.size() < VIEWS_WANTED && subscribed.add(brokerId)) {
                // All topics: a view of some does not tell a topic that is gone from one not asked for yet.
                sessions.get(brokerId).tell(new SessionMessage.Subscribe(List.of(), view.metadataOffset()));
            }
        }
        if (sessions.size() >= VIEWS_WANTED || view.view().isEmpty()) {
            return;
        }
        view.view().get().brokers().stream()
                .filter(broker -> !broker.fenced() && !sessions.containsKey(broker.brokerId()))
                .findFirst()
                .ifPresent(broker -> {
                    if (!link(broker.brokerId()).isOpening()) {
                        open(broker.brokerId(), now);
                    }
                });
    }

    private boolean open(int brokerId, long now) {
        BrokerView broker = view.broker(brokerId);
        if (broker == null) {
            return false;
        }
        link(brokerId).opening(now);
        ContactPoint address = new ContactPoint(
                broker.actorSystem(),
                broker.endpoints().host(),
                broker.endpoints().arteryPort());
        gates.open(brokerId, address, openMessage());
        return true;
    }

    private void contactAnybody(long now) {
        contactedMs = now;
        gates.openAnywhere(openMessage());
        view.view().ifPresent(known -> known.brokers().stream()
                .filter(broker -> !broker.fenced())
                .forEach(broker -> open(broker.brokerId(), now)));
    }

    private SessionMessage.Open openMessage() {
        return new SessionMessage.Open(settings.clientId(), getContext().getSelf());
    }

    private @Nullable Integer anyBroker() {
        int controller = view.view().map(known -> known.controllerId()).orElse(HubCommand.ANY_BROKER);
        if (sessions.containsKey(controller)) {
            return controller;
        }
        return sessions.keySet().stream().findFirst().orElse(null);
    }

    private BrokerLink<HubCommand.Request> link(int brokerId) {
        return links.computeIfAbsent(brokerId, id -> new BrokerLink<>(rules, new Credit(SessionMessage.CREDIT_BYTES)));
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
