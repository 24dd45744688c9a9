package io.sampo.metadatalog.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SnapshotOffer;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's own persistent actor on the plugin. */
class PersistentActorTest {
    @TempDir
    Path directory;

    private PersistentSystem pekko;
    private TestKit probe;

    @BeforeEach
    void start() throws IOException {
        pekko = new PersistentSystem(directory);
        probe = pekko.probe;
    }

    @AfterEach
    void stop() {
        pekko.close();
    }

    /** Remembers words; says them all when asked. */
    private static final class Memory extends AbstractPersistentActor {
        private final List<String> words = new ArrayList<>();
        private final ActorRef listener;

        Memory(ActorRef listener) {
            this.listener = listener;
        }

        static Props props(ActorRef listener) {
            return Props.create(Memory.class, () -> new Memory(listener));
        }

        @Override
        public String persistenceId() {
            return "memory";
        }

        @Override
        public Receive createReceiveRecover() {
            return receiveBuilder()
                    .match(Word.class, word -> words.add(word.text()))
                    .match(
                            SnapshotOffer.class,
                            offer -> words.addAll(
                                    List.of(((Word) offer.snapshot()).text().split(" "))))
                    .build();
        }

        @Override
        public Receive createReceive() {
            return receiveBuilder()
                    .match(
                            Word.class,
                            word -> persist(word, stored -> {
                                words.add(stored.text());
                                listener.tell(stored.text(), self());
                            }))
                    .matchEquals("snapshot", command -> saveSnapshot(new Word(String.join(" ", words))))
                    .match(SaveSnapshotSuccess.class, saved -> listener.tell("saved", self()))
                    .matchEquals("say", command -> listener.tell(String.join(" ", words), self()))
                    .build();
        }

        @Override
        public void onPersistFailure(Throwable cause, Object event, long sequenceNr) {
            listener.tell("failed", self());
        }
    }

    private ActorRef memory() {
        return pekko.system.actorOf(Memory.props(probe.getRef()));
    }

    private void tell(ActorRef memory, Object command, String answer) {
        memory.tell(command, ActorRef.noSender());
        assertThat(pekko.expect(String.class)).isEqualTo(answer);
    }

    @Test
    void actorRecoversFromItsSnapshotAndTheEventsAfterIt() {
        // given
        ActorRef first = memory();
        tell(first, new Word("one"), "one");
        tell(first, new Word("two"), "two");
        tell(first, "snapshot", "saved");
        tell(first, new Word("three"), "three");
        probe.watch(first);
        first.tell(PoisonPill.getInstance(), ActorRef.noSender());
        probe.expectTerminated(first);

        // when
        ActorRef second = memory();

        // then
        tell(second, "say", "one two three");
        tell(second, new Word("four"), "four");
    }

    @Test
    void olderOfTwoLivingIncarnationsIsStopped() {
        // given two actors of one persistence id, both recovered
        ActorRef zombie = memory();
        tell(zombie, new Word("one"), "one");
        ActorRef heir = memory();
        tell(heir, "say", "one");
        tell(heir, new Word("two"), "two");

        // when the zombie writes what it takes for event 2
        probe.watch(zombie);
        tell(zombie, new Word("zombie's two"), "failed");

        // then it stops, and its event never was
        probe.expectTerminated(zombie);
        tell(heir, "say", "one two");
        tell(memory(), "say", "one two");
    }
}
