package io.sampo.client.intercept;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The interceptors of one producer or consumer, in their order. One that throws is told in the log; the others go on. Any thread.
 *
 * @param <I> {@link ProducerInterceptor} or {@link ConsumerInterceptor}
 */
public final class Interceptors<I extends AutoCloseable> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Interceptors.class);

    private final List<I> chain;

    /** One of each type. */
    public Interceptors(List<Class<? extends I>> types) {
        List<I> made = new ArrayList<>();
        for (Class<? extends I> type : types) {
            try {
                made.add(requireConstructor(type).newInstance());
            } catch (InvocationTargetException e) {
                throw new IllegalArgumentException(type.getName() + " cannot be made: " + e.getCause(), e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(type.getName() + " cannot be made: " + e, e);
            }
        }
        this.chain = List.copyOf(made);
    }

    /**
     * The classes of these names.
     *
     * @throws IllegalArgumentException where one is not there, is of another kind, or cannot be made; the message says which
     */
    public static <I extends AutoCloseable> List<Class<? extends I>> types(List<String> names, Class<I> kind) {
        List<Class<? extends I>> types = new ArrayList<>();
        for (String name : names) {
            try {
                Class<?> type = Class.forName(name, true, classLoader());
                if (!kind.isAssignableFrom(type)) {
                    throw new IllegalArgumentException(name + " is no " + kind.getSimpleName());
                }
                Class<? extends I> made = type.asSubclass(kind);
                requireConstructor(made);
                types.add(made);
            } catch (ClassNotFoundException e) {
                throw new IllegalArgumentException("there is no class '" + name + "' on the class path", e);
            }
        }
        return types;
    }

    private static ClassLoader classLoader() {
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        return ofThread == null ? Interceptors.class.getClassLoader() : ofThread;
    }

    private static <I> Constructor<? extends I> requireConstructor(Class<? extends I> type) {
        try {
            return type.getConstructor();
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type.getName() + " has no public constructor without parameters", e);
        }
    }

    /** True if there is none: then records need not pass by here. */
    public boolean isEmpty() {
        return chain.isEmpty();
    }

    /** What they make of {@code value}, one after the other. */
    public <T> T through(T value, BiFunction<I, T, T> step) {
        T current = value;
        for (I interceptor : chain) {
            try {
                current = Objects.requireNonNull(step.apply(interceptor, current), "it gave null");
            } catch (Throwable e) {
                failed(interceptor, e);
            }
        }
        return current;
    }

    /** Tells each of them. */
    public void each(Consumer<I> news) {
        for (I interceptor : chain) {
            try {
                news.accept(interceptor);
            } catch (Throwable e) {
                failed(interceptor, e);
            }
        }
    }

    @Override
    public void close() {
        for (I interceptor : chain) {
            try {
                interceptor.close();
            } catch (Throwable e) {
                failed(interceptor, e);
            }
        }
    }

    /** Whatever the code of a user throws: records and promises must not be lost for it. */
    private static void failed(Object interceptor, Throwable why) {
        LOG.warn("Interceptor {} has failed", interceptor.getClass().getName(), why);
    }
}
