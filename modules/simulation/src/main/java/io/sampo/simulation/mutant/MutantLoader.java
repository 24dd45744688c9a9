package io.sampo.simulation.mutant;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.LongFunction;

/** Loads the cores and the simulator once more, with the classes of a mutant in the place of their own. */
final class MutantLoader extends ClassLoader {
    private static final String PROBE = "io.sampo.simulation.command.SeedProbe";

    private final Map<String, byte[]> mutated;

    MutantLoader(Map<String, byte[]> mutated) {
        super(MutantLoader.class.getClassLoader());
        this.mutated = mutated;
    }

    /** Runs a seed of that profile with the mutant: null where every law held, else what was broken. */
    @SuppressWarnings("unchecked")
    LongFunction<String> probe(String profile) throws ReflectiveOperationException {
        return (LongFunction<String>)
                loadClass(PROBE).getConstructor(String.class).newInstance(profile);
    }

    private static boolean isOurs(String name) {
        return name.startsWith("io.sampo.replication.")
                || name.startsWith("io.sampo.controller.")
                || name.startsWith("io.sampo.groups.")
                || (name.startsWith("io.sampo.simulation.") && !name.startsWith("io.sampo.simulation.mutant."));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!isOurs(name)) {
            return super.loadClass(name, resolve);
        }
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
            return loaded;
        }
        byte[] bytes = mutated.containsKey(name) ? mutated.get(name) : original(name);
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] original(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
