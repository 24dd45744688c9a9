package io.sampo.metadatalog.plugin;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.metadatalog.MetadataLogExtension;
import io.sampo.metadatalog.MetadataLogNode;
import io.sampo.metadatalog.Voters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.testkit.javadsl.TestKit;
import scala.jdk.javaapi.CollectionConverters;

/** An actor system whose plugins write to one real voter. */
final class PersistentSystem implements AutoCloseable {
    private static final int ACTOR_INSTANCE = 7;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final ActorSystem system = newSystem();
    final TestKit probe = new TestKit(system);
    private final Voters voters;

    PersistentSystem(Path directory) throws IOException {
        voters = new Voters(directory);
        MetadataLogNode node = voters.found(Voters.peer("1-a"));
        MetadataLogExtension.get(system).install(node);
    }

    static ActorSystem newSystem() {
        Config config = ConfigFactory.parseString("pekko.persistence.journal.plugin = sampo.metadata-log.journal\n"
                        + "pekko.persistence.snapshot-store.plugin = sampo.metadata-log.snapshot-store\n"
                        + "pekko.loglevel = WARNING\n"
                        + "pekko.stdout-loglevel = WARNING\n"
                        + "pekko.actor.serializers.word = \"" + WordSerializer.class.getName() + "\"\n"
                        + "pekko.actor.serialization-bindings { \"" + Word.class.getName() + "\" = word }")
                .withFallback(ConfigFactory.load());
        return ActorSystem.create("persistent", config);
    }

    ActorRef journal() {
        return Persistence.get(system).journalFor("", ConfigFactory.empty());
    }

    ActorRef snapshotStore() {
        return Persistence.get(system).snapshotStoreFor("", ConfigFactory.empty());
    }

    <T> T expect(Class<T> type) {
        return probe.expectMsgClass(PATIENCE, type);
    }

    static PersistentRepr event(String id, long sequenceNr, String text) {
        return PersistentRepr.apply(new Word(text), sequenceNr, id, "", false, ActorRef.noSender(), "writer of " + id);
    }

    static AtomicWrite atomic(PersistentRepr... events) {
        return new AtomicWrite(
                CollectionConverters.asScala(Arrays.asList(events)).toList());
    }

    /** Sends a batch as a persistent actor does. */
    void send(AtomicWrite... writes) {
        List<PersistentEnvelope> envelopes = List.of(writes);
        journal()
                .tell(
                        new JournalProtocol.WriteMessages(
                                CollectionConverters.asScala(envelopes).toList(), probe.getRef(), ACTOR_INSTANCE),
                        probe.getRef());
    }

    /** Events a-from … a-to in pairs, all acknowledged. */
    void write(String id, long from, long to) {
        List<AtomicWrite> writes = new ArrayList<>();
        for (long nr = from; nr <= to; nr++) {
            writes.add(atomic(event(id, nr, "a-" + nr)));
        }
        send(writes.toArray(AtomicWrite[]::new));
        probe.expectMsg(PATIENCE, JournalProtocol.WriteMessagesSuccessful$.MODULE$);
        for (long nr = from; nr <= to; nr++) {
            expect(JournalProtocol.WriteMessageSuccess.class);
        }
    }

    /** What a recovery would see. */
    record Replay(List<PersistentRepr> events, long highestSequenceNr) {
        List<String> texts() {
            return events.stream().map(event -> ((Word) event.payload()).text()).toList();
        }
    }

    Replay replay(String id, long from, long to, long max) {
        journal().tell(new JournalProtocol.ReplayMessages(from, to, max, id, probe.getRef()), probe.getRef());
        List<PersistentRepr> events = new ArrayList<>();
        while (true) {
            Object message = probe.expectMsgAnyClassOf(
                    PATIENCE, JournalProtocol.ReplayedMessage.class, JournalProtocol.RecoverySuccess.class);
            if (message instanceof JournalProtocol.ReplayedMessage replayed) {
                events.add(replayed.persistent());
            } else {
                return new Replay(events, ((JournalProtocol.RecoverySuccess) message).highestSequenceNr());
            }
        }
    }

    @Override
    public void close() {
        TestKit.shutdownActorSystem(system);
        voters.close();
    }
}
