package io.sampo.simulation.engine;

import java.util.List;

/** What a seed makes: it runs once, tells its story, and throws where a law is broken. */
public interface World {
    /**
     * From beginning to rest.
     *
     * @throws io.sampo.simulation.engine.Violation where a law is broken; any other exception is a core that failed
     */
    void run();

    Trace trace();

    /** How everything stands, in words. */
    List<String> state();

    /** Events that have happened. */
    long events();

    /** What clients heard to be done: a run without any proves nothing. */
    long acknowledged();
}
