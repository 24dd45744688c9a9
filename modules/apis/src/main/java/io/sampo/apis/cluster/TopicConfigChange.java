package io.sampo.apis.cluster;

import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicConfigKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What somebody wants changed of the configuration of one topic, until it is one request. */
final class TopicConfigChange {
    private static final byte SET = 0;
    private static final byte DELETE = 1;
    private static final byte APPEND = 2;
    private static final byte SUBTRACT = 3;

    private final TopicView topic;
    private final Map<String, String> set = new HashMap<>();
    private final List<String> remove = new ArrayList<>();

    TopicConfigChange(TopicView topic) {
        this.topic = topic;
    }

    Map<String, String> set() {
        return set;
    }

    List<String> remove() {
        return remove;
    }

    /** Exactly these are set afterwards. */
    void replaceAll(Map<String, String> values) {
        set.putAll(values);
        topic.config().keySet().stream()
                .filter(name -> !values.containsKey(name))
                .forEach(remove::add);
    }

    /**
     * One change (KIP-339).
     *
     * @throws SampoException with one line for a person
     */
    void apply(String name, byte operation, @Nullable String value) {
        if (set.containsKey(name) || remove.contains(name)) {
            throw invalid(ErrorCode.INVALID_REQUEST, "Config " + name + " is named twice: expected once");
        }
        if (operation != DELETE && value == null) {
            throw invalid(ErrorCode.INVALID_REQUEST, "Config " + name + " has no value: expected one, or a delete");
        }
        switch (operation) {
            case SET -> set.put(name, String.valueOf(value));
            case DELETE -> remove.add(name);
            case APPEND, SUBTRACT -> set.put(name, changedList(name, operation == APPEND, String.valueOf(value)));
            default ->
                throw invalid(
                        ErrorCode.INVALID_REQUEST,
                        "Operation " + operation + " on config " + name + " is not known: expected 0 to 3");
        }
    }

    private String changedList(String name, boolean append, String value) {
        if (!name.equals(TopicConfigKey.CLEANUP_POLICY.key())) {
            throw invalid(
                    ErrorCode.INVALID_CONFIG, "Config " + name + " is no list: nothing can be appended or subtracted");
        }
        String present = topic.config().getOrDefault(name, TopicConfigKey.CLEANUP_POLICY.defaultValue());
        Set<String> values = new LinkedHashSet<>(Arrays.asList(present.split(",")));
        List<String> given = Arrays.asList(value.split(","));
        if (append) {
            values.addAll(given);
        } else {
            given.forEach(values::remove);
        }
        return String.join(",", values);
    }

    private static SampoException invalid(ErrorCode error, String message) {
        return new SampoException(error, message);
    }
}
