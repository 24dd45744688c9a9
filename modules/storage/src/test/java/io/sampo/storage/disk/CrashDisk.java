package io.sampo.storage.disk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The state of the disk: what programs see, and what a power cut leaves of it. */
public final class CrashDisk {
    /** The power went: nothing works from here on. */
    public static final class PowerCut extends IOException {
        private static final long serialVersionUID = 1L;

        PowerCut() {
            super("power cut");
        }
    }

    private sealed interface NameChange {
        String name();
    }

    private record Link(String name, DiskNode node) implements NameChange {}

    private record Unlink(String name) implements NameChange {}

    private record Rename(String name, String to, DiskNode node) implements NameChange {}

    private final CrashFileSystem fileSystem = new CrashFileSystem(this);
    private final Map<String, DiskNode> names = new TreeMap<>();
    private final Map<String, DiskNode> durableNames = new TreeMap<>();
    private final List<NameChange> unforced = new ArrayList<>();
    private long operationsLeft = Long.MAX_VALUE;

    /** An empty disk with the directory {@code /}. */
    public CrashDisk() {
        DiskNode root = new DiskNode(true);
        names.put("/", root);
        durableNames.put("/", root);
    }

    public Path path(String absolute) {
        return new CrashPath(fileSystem, absolute);
    }

    /** The power goes in the middle of the operation after so many more that change something. */
    public void cutPowerAfter(long operations) {
        operationsLeft = operations;
    }

    /** Operations that are left before the power goes. */
    public long operationsLeft() {
        return operationsLeft;
    }

    /** What is found when the power is back: by chance, within what the disk may do. */
    public CrashDisk afterPowerCut(Random random) {
        // Swarm: some disks lose everything, some little, some reorder, some keep an order.
        double survives = List.of(0.0, 0.5, 0.9, 1.0).get(random.nextInt(4));
        boolean ordered = random.nextBoolean();
        Map<String, DiskNode> left = new TreeMap<>(durableNames);
        int kept = ordered ? random.nextInt(unforced.size() + 1) : unforced.size();
        for (NameChange change : unforced.subList(0, kept)) {
            if (ordered || random.nextDouble() < survives) {
                apply(change, left);
            }
        }
        CrashDisk disk = new CrashDisk();
        Map<DiskNode, DiskNode> copies = new HashMap<>();
        left.forEach((name, node) -> {
            if (hasParents(name, left)) {
                disk.put(name, copies.computeIfAbsent(node, found -> found.afterPowerCut(random, survives)));
            }
        });
        return disk;
    }

    /** As if that file had never been. */
    public void forget(String name) {
        names.remove(name);
        durableNames.remove(name);
    }

    private static boolean hasParents(String name, Map<String, DiskNode> left) {
        String parent = parentOf(name);
        return name.equals("/") || (left.containsKey(parent) && hasParents(parent, left));
    }

    private void put(String name, DiskNode node) {
        names.put(name, node);
        durableNames.put(name, node);
    }

    private static void apply(NameChange change, Map<String, DiskNode> map) {
        if (change instanceof Link link) {
            map.put(link.name(), link.node());
        } else if (change instanceof Unlink) {
            map.remove(change.name());
        } else if (change instanceof Rename rename) {
            // A moved directory takes along what lies below it.
            Map<String, DiskNode> below = new TreeMap<>();
            map.forEach((name, node) -> {
                if (name.startsWith(rename.name() + "/")) {
                    below.put(name, node);
                }
            });
            below.forEach((name, node) -> {
                map.remove(name);
                map.put(rename.to() + name.substring(rename.name().length()), node);
            });
            map.remove(rename.name());
            map.put(rename.to(), rename.node());
        }
    }

    /** Before each operation that changes something. */
    void spend() throws PowerCut {
        if (operationsLeft <= 0) {
            throw new PowerCut();
        }
        operationsLeft--;
    }

    DiskNode find(Path path) throws NoSuchFileException {
        DiskNode node = names.get(path.toString());
        if (node == null) {
            throw new NoSuchFileException(path.toString());
        }
        return node;
    }

    boolean exists(Path path) {
        return names.containsKey(path.toString());
    }

    DiskNode create(Path path, boolean directory) throws IOException {
        if (exists(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        find(path.getParent());
        spend();
        return change(new Link(path.toString(), new DiskNode(directory)));
    }

    void delete(Path path) throws IOException {
        find(path);
        spend();
        change(new Unlink(path.toString()));
    }

    void move(Path from, Path to) throws IOException {
        DiskNode node = find(from);
        spend();
        change(new Rename(from.toString(), to.toString(), node));
    }

    private DiskNode change(NameChange change) {
        unforced.add(change);
        apply(change, names);
        return change instanceof Link link ? link.node() : null;
    }

    /** The names within {@code directory} are on the disk. */
    void forceDirectory(String directory) throws PowerCut {
        spend();
        List<NameChange> others = new ArrayList<>();
        for (NameChange change : unforced) {
            boolean here = parentOf(change.name()).equals(directory)
                    || (change instanceof Rename rename && parentOf(rename.to()).equals(directory));
            if (here) {
                apply(change, durableNames);
            } else {
                others.add(change);
            }
        }
        unforced.clear();
        unforced.addAll(others);
    }

    List<Path> list(Path directory) {
        List<Path> found = new ArrayList<>();
        for (String name : names.keySet()) {
            if (!name.equals("/") && parentOf(name).equals(directory.toString())) {
                found.add(path(name));
            }
        }
        return found;
    }

    private static String parentOf(String name) {
        int slash = name.lastIndexOf('/');
        return slash <= 0 ? "/" : name.substring(0, slash);
    }
}
