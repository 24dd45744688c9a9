package io.sampo.metadatalog.plugin;

import io.sampo.metadatalog.MetadataLogException;
import io.sampo.metadatalog.MetadataLogExtension;
import io.sampo.metadatalog.MetadataLogNode;
import io.sampo.metadatalog.state.EventLog;
import io.sampo.metadatalog.state.StoredEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.japi.function.Procedure;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.OptionConverters;

/** Events of one journal in order, until {@code toSequenceNr} is passed; fails when the node stops. */
final class EventFeed extends GraphStage<SourceShape<EventEnvelope>> {
    private static final int READ_AHEAD_EVENTS = 100;

    private final Outlet<EventEnvelope> out = Outlet.create("EventFeed.out");
    private final SourceShape<EventEnvelope> shape = SourceShape.of(out);
    private final MetadataLogExtension log;
    private final PayloadCodec codec;
    private final String persistenceId;
    private final long fromSequenceNr;
    private final long toSequenceNr;

    EventFeed(
            MetadataLogExtension log,
            PayloadCodec codec,
            String persistenceId,
            long fromSequenceNr,
            long toSequenceNr) {
        this.log = log;
        this.codec = codec;
        this.persistenceId = persistenceId;
        this.fromSequenceNr = fromSequenceNr;
        this.toSequenceNr = toSequenceNr;
    }

    @Override
    public SourceShape<EventEnvelope> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        private final Deque<StoredEvent> ahead = new ArrayDeque<>();
        /** At most one wake-up is on its way, however many events are applied meanwhile. */
        private final AtomicBoolean woken = new AtomicBoolean();

        private long next = Math.max(1, fromSequenceNr);
        private @Nullable MetadataLogNode node;
        private MetadataLogNode.@Nullable Registration registration;

        Logic() {
            super(shape);
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pushNext();
                }
            });
        }

        @Override
        public void preStart() {
            MetadataLogNode started = log.node();
            node = started;
            Procedure<Boolean> onWake = ignored -> {
                woken.set(false);
                pushNext();
            };
            AsyncCallback<Boolean> wake = createAsyncCallback(onWake);
            registration = started.watch(persistenceId, () -> {
                if (woken.compareAndSet(false, true)) {
                    wake.invoke(true);
                }
            });
        }

        @Override
        public void postStop() {
            if (registration != null) {
                registration.close();
            }
        }

        private void pushNext() {
            if (ahead.isEmpty() && next <= toSequenceNr) {
                readAhead();
            }
            if (isAvailable(out) && !ahead.isEmpty()) {
                push(out, envelope(ahead.remove()));
            }
            if (ahead.isEmpty() && next > toSequenceNr) {
                complete(out);
            }
        }

        private void readAhead() {
            MetadataLogNode source = node;
            if (source == null || !source.isRunning()) {
                throw new MetadataLogException(
                        MetadataLogException.Reason.UNAVAILABLE, "the metadata log stopped under the feed");
            }
            EventLog journal = source.applied().log(persistenceId).orElse(null);
            if (journal == null) {
                return;
            }
            ahead.addAll(journal.read(next, toSequenceNr, READ_AHEAD_EVENTS));
            if (!ahead.isEmpty()) {
                next = ahead.getLast().sequenceNr() + 1;
            } else {
                // What is deleted does not come any more; a bounded feed must still find its end.
                next = Math.max(next, Math.min(journal.deletedToSequenceNr(), toSequenceNr) + 1);
            }
        }

        private EventEnvelope envelope(StoredEvent stored) {
            PersistentRepr event = codec.decodeEvent(persistenceId, stored.sequenceNr(), stored.body());
            return OptionConverters.toJava(event.metadata())
                    .map(metadata -> EventEnvelope.apply(
                            Offset.sequence(stored.sequenceNr()),
                            persistenceId,
                            stored.sequenceNr(),
                            event.payload(),
                            event.timestamp(),
                            event.metadata()))
                    .orElseGet(() -> new EventEnvelope(
                            Offset.sequence(stored.sequenceNr()),
                            persistenceId,
                            stored.sequenceNr(),
                            event.payload(),
                            event.timestamp()));
        }
    }
}
