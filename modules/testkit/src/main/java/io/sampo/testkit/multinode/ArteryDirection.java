package io.sampo.testkit.multinode;

/**
 * The direction of the conductor's blackhole that works. Artery's inbound test stage asks for the pair in the order of the
 * outbound one (Pekko 1.7.0, {@code artery/TestStage.scala}): {@code Send} drops both directions at that node and
 * {@code Receive} drops none. So only {@code Both} says what happens.
 */
@SuppressWarnings("deprecation") // Nested in the adapter of the old remoting; there is no other name for it.
final class ArteryDirection {
    private ArteryDirection() {}

    /** A Scala object whose class javac cannot name, hence by reflection. */
    static org.apache.pekko.remote.transport.ThrottlerTransportAdapter.Direction both() {
        String name = org.apache.pekko.remote.transport.ThrottlerTransportAdapter.Direction.class.getName() + "$Both$";
        try {
            return (org.apache.pekko.remote.transport.ThrottlerTransportAdapter.Direction)
                    Class.forName(name).getField("MODULE$").get(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("No " + name + ": another version of Pekko?", e);
        }
    }
}
