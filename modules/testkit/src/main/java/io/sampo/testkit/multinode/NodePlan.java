package io.sampo.testkit.multinode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the parent tells a child: who it is, who the others are, and which ports belong to whom. Travels as system properties.
 *
 * @param index of this child's role in {@code roles}
 * @param conductorPort where the conductor of the first role listens
 * @param ports of all roles, role by role, the same number for each
 * @param directory shared by all roles of this run: results, logs
 */
record NodePlan(
        List<String> roles,
        int index,
        int conductorPort,
        List<Integer> ports,
        Path directory,
        Duration barrierTimeout) {
    private static final String PREFIX = "sampo.multinode.";

    NodePlan {
        roles = List.copyOf(roles);
        ports = List.copyOf(ports);
    }

    /** True in a JVM that was forked for a role. */
    static boolean isChild() {
        return System.getProperty(PREFIX + "index") != null;
    }

    static NodePlan ofThisChild() {
        return new NodePlan(
                List.of(property("roles").split(",")),
                Integer.parseInt(property("index")),
                Integer.parseInt(property("conductor-port")),
                Arrays.stream(property("ports").split(","))
                        .map(Integer::valueOf)
                        .toList(),
                Path.of(property("directory")),
                Duration.ofMillis(Long.parseLong(property("barrier-timeout-ms"))));
    }

    private static String property(String name) {
        String value = System.getProperty(PREFIX + name);
        if (value == null) {
            throw new IllegalStateException("No system property " + PREFIX + name + ": not a child of a MultiNodeRun");
        }
        return value;
    }

    Map<String, String> toProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(PREFIX + "roles", String.join(",", roles));
        properties.put(PREFIX + "index", Integer.toString(index));
        properties.put(PREFIX + "conductor-port", Integer.toString(conductorPort));
        properties.put(PREFIX + "ports", ports.stream().map(String::valueOf).collect(Collectors.joining(",")));
        properties.put(PREFIX + "directory", directory.toString());
        properties.put(PREFIX + "barrier-timeout-ms", Long.toString(barrierTimeout.toMillis()));
        return properties;
    }

    String role() {
        return roles.get(index);
    }

    int port(String role, int n) {
        int of = roles.indexOf(role);
        int perRole = ports.size() / roles.size();
        if (of < 0 || n < 0 || n >= perRole) {
            throw new IllegalArgumentException("No port " + n + " of role " + role + ": roles are " + roles + " with "
                    + perRole + " ports each (MultiNodeTest.portsPerRole)");
        }
        return ports.get(of * perRole + n);
    }

    Path resultFile(String role) {
        return directory.resolve(role + ".result");
    }

    /** Exists if this role's death is wanted. */
    Path expectedExitFile(String role) {
        return directory.resolve(role + ".exit-expected");
    }
}
