package io.sampo.groups.classic;

import io.sampo.groups.Blob;
import io.sampo.groups.Draft;
import io.sampo.groups.GroupRequest.Protocol;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.groups.GroupResponse.JoinedMember;
import io.sampo.groups.GroupResponse.Synced;
import io.sampo.groups.Now;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A classic group while it lives: its members in the order in which they came, its generation, and what is going on. Knows
 * what is legal; {@link ClassicRebalance} and {@link ClassicRequests} decide what happens.
 */
public final class ClassicGroup {
    private ClassicState state;
    private ClassicState previousState;
    private int generation;
    private String protocolType;
    private @Nullable String protocol;
    private @Nullable String leader;
    private long changedAtMs;
    private @Nullable SortedSet<String> subscribedTopics;
    private final Map<String, ClassicMember> members = new LinkedHashMap<>();
    private final Map<String, String> memberOfInstance = new HashMap<>();
    /** Ids that were given out and not used yet, with the time until when they may be (KIP-394). */
    private final Map<String, Long> pendingJoins = new TreeMap<>();
    /** Members of this generation that have not synced. */
    private final Set<String> pendingSyncs = new TreeSet<>();

    private final RebalanceClock clock = new RebalanceClock();

    private ClassicGroup(ClassicState state, String protocolType, int generation, long changedAtMs) {
        this.state = state;
        this.previousState = state;
        this.protocolType = protocolType;
        this.generation = generation;
        this.changedAtMs = changedAtMs;
    }

    /** Without members. */
    public static ClassicGroup empty(Now now) {
        return new ClassicGroup(ClassicState.EMPTY, "", 0, now.wallMs());
    }

    /** As it was written down: empty, or stable. Sessions begin with {@link #beginSessions}. */
    public static ClassicGroup of(ClassicSnapshot snapshot) {
        ClassicGroup group = new ClassicGroup(
                snapshot.members().isEmpty() ? ClassicState.EMPTY : ClassicState.STABLE,
                snapshot.protocolType(),
                snapshot.generation(),
                snapshot.changedAtMs());
        String protocol = snapshot.protocol() == null ? "" : snapshot.protocol();
        for (ClassicSnapshot.Member stored : snapshot.members()) {
            ClassicMember member = new ClassicMember(
                    stored.memberId(),
                    stored.instanceId(),
                    stored.clientId(),
                    stored.clientHost(),
                    List.of(new Protocol(protocol, stored.subscription())),
                    stored.sessionTimeoutMs(),
                    stored.rebalanceTimeoutMs());
            member.assign(stored.assignment());
            group.add(member, snapshot.protocolType());
        }
        group.protocol = snapshot.protocol();
        group.leader = snapshot.leader();
        group.subscribedTopics = group.computeSubscribedTopics();
        return group;
    }

    /** One member of a group that changes to the classic protocol, with what it was to own (KIP-848). */
    public record Migrating(ClassicSnapshot.Member member, List<Protocol> protocols) {
        public Migrating {
            protocols = List.copyOf(protocols);
        }
    }

    /** Everybody, for a group that becomes a consumer group. The subscription is that for the protocol of the group. */
    public List<Migrating> migrating() {
        String chosen = protocol == null && !members.isEmpty() ? selectProtocol() : protocol;
        return members.values().stream()
                .map(member -> new Migrating(stored(member, chosen), member.protocols()))
                .toList();
    }

    /** Answers everything that waits, without taking it from the members: the group is another one after this decision. */
    public void releaseAll(Draft draft, ErrorCode error) {
        for (ClassicMember member : members.values()) {
            if (member.awaitsJoin()) {
                draft.answer(member.join(), Joined.refused(error, member.memberId()));
            }
            if (member.awaitsSync()) {
                draft.answer(member.sync(), Synced.refused(error));
            }
        }
    }

    /** A group of the consumer protocol that becomes classic: stable, its epoch is its generation. */
    public static ClassicGroup migrated(int generation, List<Migrating> members, Now now) {
        ClassicGroup group =
                new ClassicGroup(ClassicState.STABLE, EmbeddedProtocolCodec.PROTOCOL_TYPE, generation, now.wallMs());
        for (Migrating migrating : members) {
            ClassicSnapshot.Member stored = migrating.member();
            ClassicMember member = new ClassicMember(
                    stored.memberId(),
                    stored.instanceId(),
                    stored.clientId(),
                    stored.clientHost(),
                    migrating.protocols(),
                    stored.sessionTimeoutMs(),
                    stored.rebalanceTimeoutMs());
            member.assign(stored.assignment());
            group.add(member, EmbeddedProtocolCodec.PROTOCOL_TYPE);
        }
        group.protocol = group.selectProtocol();
        group.subscribedTopics = group.computeSubscribedTopics();
        return group;
    }

    /** What of this group survives; a group in the middle of a rebalance has nothing to say but that it exists. */
    public ClassicSnapshot snapshot() {
        List<ClassicSnapshot.Member> stored = new ArrayList<>();
        members.values().forEach(member -> stored.add(stored(member, protocol)));
        return new ClassicSnapshot(protocolType, generation, protocol, leader, changedAtMs, stored);
    }

    private static ClassicSnapshot.Member stored(ClassicMember member, @Nullable String protocol) {
        return new ClassicSnapshot.Member(
                member.memberId(),
                member.instanceId(),
                member.clientId(),
                member.clientHost(),
                member.rebalanceTimeoutMs(),
                member.sessionTimeoutMs(),
                member.metadata(protocol),
                member.assignment());
    }

    /** What is written for a group whose first members are on their way. */
    public ClassicSnapshot unborn() {
        return new ClassicSnapshot("", 0, null, null, changedAtMs, List.of());
    }

    /** Everybody has a whole session from now: the coordinator is new. */
    public void beginSessions(Now now) {
        members.values().forEach(member -> member.expireAt(now.ms() + member.sessionTimeoutMs()));
    }

    public ClassicState state() {
        return state;
    }

    public boolean is(ClassicState other) {
        return state == other;
    }

    ClassicState previousState() {
        return previousState;
    }

    public int generation() {
        return generation;
    }

    /** Empty where the group never had members. */
    public String protocolType() {
        return protocolType;
    }

    public @Nullable String protocol() {
        return protocol;
    }

    public @Nullable String leader() {
        return leader;
    }

    /** Since 1970; -1 = unknown. */
    public long changedAtMs() {
        return changedAtMs;
    }

    public int size() {
        return members.size();
    }

    /** True for a group of consumers; others, such as Kafka Connect's, put into the protocol what they like. */
    public boolean isOfConsumers() {
        return protocolType.equals(EmbeddedProtocolCodec.PROTOCOL_TYPE);
    }

    /** True if a member reads that topic, or if nobody can say what they read. */
    public boolean isSubscribedTo(String topic) {
        return subscribedTopics == null ? isOfConsumers() : subscribedTopics.contains(topic);
    }

    /** True if it is known what the members read. */
    public boolean knowsSubscriptions() {
        return subscribedTopics != null;
    }

    Collection<ClassicMember> members() {
        return members.values();
    }

    @Nullable
    ClassicMember member(String memberId) {
        return members.get(memberId);
    }

    @Nullable
    String memberOfInstance(String instanceId) {
        return memberOfInstance.get(instanceId);
    }

    Map<String, Long> pendingJoins() {
        return pendingJoins;
    }

    Set<String> pendingSyncs() {
        return pendingSyncs;
    }

    RebalanceClock clock() {
        return clock;
    }

    boolean isLeader(String memberId) {
        return memberId.equals(leader);
    }

    void elect(String memberId) {
        leader = memberId;
    }

    long waitingJoins() {
        return members.values().stream().filter(ClassicMember::awaitsJoin).count();
    }

    boolean hasAllJoined() {
        return waitingJoins() == members.size() && pendingJoins.isEmpty();
    }

    /** The longest that a member asks for. */
    int rebalanceTimeoutMs() {
        return members.values().stream()
                .mapToInt(ClassicMember::rebalanceTimeoutMs)
                .max()
                .orElse(0);
    }

    void add(ClassicMember member, String type) {
        if (members.isEmpty()) {
            protocolType = type;
        }
        if (leader == null) {
            leader = member.memberId();
        }
        members.put(member.memberId(), member);
        if (member.instanceId() != null) {
            memberOfInstance.put(member.instanceId(), member.memberId());
        }
        pendingJoins.remove(member.memberId());
    }

    /** Takes a member, or an id that waits to be used, out. Whoever leads after it is the eldest of those that stay. */
    void remove(String memberId) {
        ClassicMember removed = members.remove(memberId);
        if (removed != null && removed.instanceId() != null) {
            memberOfInstance.remove(removed.instanceId());
        }
        if (isLeader(memberId)) {
            leader = members.isEmpty() ? null : members.keySet().iterator().next();
        }
        pendingJoins.remove(memberId);
        pendingSyncs.remove(memberId);
    }

    /** The same static member under its new id, with its assignment. */
    ClassicMember replace(ClassicMember old, String memberId, Now now) {
        ClassicMember heir = new ClassicMember(
                memberId,
                old.instanceId(),
                old.clientId(),
                old.clientHost(),
                old.protocols(),
                old.sessionTimeoutMs(),
                old.rebalanceTimeoutMs());
        heir.assign(old.assignment());
        heir.expireAt(now.ms() + old.sessionTimeoutMs());
        boolean led = isLeader(old.memberId());
        members.remove(old.memberId());
        pendingSyncs.remove(old.memberId());
        members.put(memberId, heir);
        memberOfInstance.put(java.util.Objects.requireNonNull(old.instanceId()), memberId);
        if (led) {
            leader = memberId;
        }
        return heir;
    }

    /** The member, if it is who it says it is. */
    ClassicMember checked(String memberId, @Nullable String instanceId) {
        if (instanceId != null) {
            String holder = memberOfInstance.get(instanceId);
            if (holder == null) {
                throw new SampoException(ErrorCode.UNKNOWN_MEMBER_ID, "Instance id " + instanceId + " is unknown");
            }
            if (!holder.equals(memberId)) {
                throw new SampoException(
                        ErrorCode.FENCED_INSTANCE_ID,
                        "Instance id " + instanceId + " of " + memberId + " is held by " + holder);
            }
        }
        ClassicMember member = members.get(memberId);
        if (member == null) {
            throw new SampoException(ErrorCode.UNKNOWN_MEMBER_ID, "Member " + memberId + " is not a member");
        }
        return member;
    }

    /** True if somebody with these protocols may join. */
    boolean supports(String type, List<Protocol> protocols) {
        if (state == ClassicState.EMPTY) {
            return !type.isEmpty() && !protocols.isEmpty();
        }
        return protocolType.equals(type) && ProtocolChoice.isPossible(members.values(), protocols);
    }

    /** What all support and most like best; of equals the first by name. */
    String selectProtocol() {
        return ProtocolChoice.of(members.values());
    }

    /** A new generation: with the protocol that most members like, or empty. */
    void beginGeneration(Now now) {
        generation++;
        protocol = members.isEmpty() ? null : selectProtocol();
        subscribedTopics = computeSubscribedTopics();
        moveTo(members.isEmpty() ? ClassicState.EMPTY : ClassicState.COMPLETING_REBALANCE, now);
        pendingSyncs.clear();
    }

    void moveTo(ClassicState next, Now now) {
        if (!state.leadsTo(next)) {
            throw new IllegalStateException("A group cannot go from " + state + " to " + next);
        }
        previousState = state;
        state = next;
        changedAtMs = now.wallMs();
    }

    /** The group is deleted. */
    public void die(Now now) {
        moveTo(ClassicState.DEAD, now);
    }

    /** Everybody, as the leader gets to see them. */
    List<JoinedMember> joinedMembers() {
        return members.values().stream()
                .map(member -> new JoinedMember(member.memberId(), member.instanceId(), member.metadata(protocol)))
                .toList();
    }

    private @Nullable SortedSet<String> computeSubscribedTopics() {
        if (!isOfConsumers()) {
            return null;
        }
        List<Blob> subscriptions = members.values().stream()
                .map(member -> member.metadata(protocol))
                .toList();
        return EmbeddedProtocolCodec.topicsOf(subscriptions);
    }
}
