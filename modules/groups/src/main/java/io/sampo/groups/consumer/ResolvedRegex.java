package io.sampo.groups.consumer;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a regular expression stood for when it was looked at.
 *
 * @param topicsVersion of the {@code GroupTopics} that were looked at
 * @param resolvedAtMs since 1970
 */
public record ResolvedRegex(SortedSet<String> topics, long topicsVersion, long resolvedAtMs) {
    public ResolvedRegex {
        topics = Collections.unmodifiableSortedSet(new TreeSet<>(topics));
    }
}
