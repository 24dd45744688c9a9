package io.sampo.testkit.multinode;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.remote.testconductor.RoleName;
import org.apache.pekko.remote.testconductor.TestConductor;
import org.apache.pekko.remote.testconductor.TestConductorExt;
import org.apache.pekko.util.Timeout;
import org.jspecify.annotations.Nullable;
import scala.concurrent.Await;
import scala.concurrent.Awaitable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * This JVM as one role of a multi-node test. For the thread of the test only: the conductor serves one request at a time.
 */
public final class MultiNode {
    private static final String DONE = "multi-node test done";

    private final NodePlan plan;
    private @Nullable TestConductorExt conductor;

    MultiNode(NodePlan plan) {
        this.plan = plan;
    }

    public String role() {
        return plan.role();
    }

    public boolean is(String role) {
        return plan.role().equals(role);
    }

    public List<String> roles() {
        return plan.roles();
    }

    /** Position of this role, from 0. */
    public int index() {
        return plan.index();
    }

    /** A port of loopback that was free when the run began and that belongs to {@code role}; {@code n} counts from 0. */
    public int port(String role, int n) {
        return plan.port(role, n);
    }

    /** A directory of this role for logs and data, kept after the run for a look. */
    public Path directory() {
        try {
            return Files.createDirectories(plan.directory().resolve(role()));
        } catch (IOException e) {
            throw new UncheckedIOException("No directory for role " + role(), e);
        }
    }

    /**
     * What an actor system of a multi-node test has to be configured with: faults can be injected into Artery, and the
     * testkit may be of an older version than Pekko (the only one that resolves; PEKKO §0.1). Never in production.
     */
    public static Config testConfig() {
        return ConfigFactory.parseString("""
                pekko.fail-mixed-versions = off
                pekko.remote.artery.advanced.test-mode = on
                pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
                """);
    }

    /** {@link #testConfig()} and Artery over TCP on this role's port {@code n}. */
    public Config testConfig(int n) {
        return ConfigFactory.parseString("pekko.remote.artery.canonical.port = " + port(role(), n))
                .withFallback(ConfigFactory.parseString("""
                        pekko.actor { provider = cluster, allow-java-serialization = off }
                        pekko.remote.artery { transport = tcp, canonical.hostname = "127.0.0.1" }
                        """))
                .withFallback(testConfig());
    }

    /**
     * Connects {@code system} to the conductor and waits for all roles: the first barrier. {@link #blackhole} applies to
     * this system; it must live until the test method has returned.
     */
    public void join(ActorSystem<?> system) {
        if (conductor != null) {
            throw new IllegalStateException("Role " + role() + " has joined already");
        }
        TestConductorExt extension = TestConductor.get(Adapter.toClassic(system));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), plan.conductorPort());
        RoleName own = new RoleName(role());
        await(
                index() == 0
                        ? extension.startController(roles().size(), own, address)
                        : extension.startClient(own, address));
        conductor = extension;
    }

    /** Waits until every living role has come here. All roles pass the same barriers in the same order. */
    public void barrier(String name) {
        joined().enter(
                        Timeout.create(plan.barrierTimeout()),
                        CollectionConverters.asScala(List.of(name)).toSeq());
    }

    /**
     * Drops from now on what the joined systems of these roles send to each other over Artery, both ways: see
     * {@link ArteryDirection} why there is no one-way blackhole. For the first role only.
     */
    public void blackhole(String role, String other) {
        await(joined().blackhole(new RoleName(role), new RoleName(other), ArteryDirection.both()));
    }

    /** Undoes {@link #blackhole} of the same roles in the same order. For the first role only. */
    public void passThrough(String role, String other) {
        await(joined().passThrough(new RoleName(role), new RoleName(other), ArteryDirection.both()));
    }

    /** Ends the JVM of another role, which then counts as passed and is awaited at no barrier. For the first role only. */
    public void exit(String role) {
        if (role.equals(roles().get(0))) {
            throw new IllegalArgumentException(role + " hosts the conductor and must not end");
        }
        try {
            Files.createFile(plan.expectedExitFile(role));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot say that the end of " + role + " is expected", e);
        }
        await(joined().exit(new RoleName(role), 0));
    }

    /** The last barrier, so that the conductor outlives everybody's use of it. */
    void finish() {
        if (conductor != null) {
            barrier(DONE);
        }
    }

    private TestConductorExt joined() {
        if (conductor == null) {
            throw new IllegalStateException("Role " + role() + " must join(system) first");
        }
        return conductor;
    }

    private void await(Awaitable<?> result) {
        try {
            Await.result(
                    result,
                    scala.concurrent.duration.Duration.fromNanos(
                            plan.barrierTimeout().toNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted in role " + role(), e);
        } catch (Exception e) {
            throw new IllegalStateException("The conductor failed in role " + role(), e);
        }
    }
}
