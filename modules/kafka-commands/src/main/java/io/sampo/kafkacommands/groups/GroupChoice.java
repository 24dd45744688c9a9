package io.sampo.kafkacommands.groups;

import io.sampo.client.Admin;
import io.sampo.console.Connection;
import io.sampo.messages.GroupReply;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which groups are meant. */
final class GroupChoice {
    @Option(names = "--group", paramLabel = "G", description = "The id of a group; repeatable.")
    List<String> groups = List.of();

    @Option(names = "--all-groups", description = "Every group.")
    boolean allGroups;

    /** @throws IllegalArgumentException where none is named */
    List<String> ids(Admin admin) {
        return allGroups
                ? Connection.await(admin.groups().list()).stream()
                        .map(GroupReply.Listing::groupId)
                        .toList()
                : groups;
    }

    /** @throws IllegalArgumentException where none is named; in one line */
    void require(String action) {
        if (groups.isEmpty() == !allGroups) {
            throw new IllegalArgumentException(
                    "Option " + action + " takes one of these options: --all-groups, --group");
        }
    }

    /** True where {@code wanted} names it, or names nothing: Stable,empty. */
    static boolean isAmong(@Nullable String wanted, String name) {
        if (wanted == null || wanted.isEmpty()) {
            return true;
        }
        Set<String> names = Arrays.stream(wanted.split(",", -1))
                .map(one -> one.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return names.contains(name.toLowerCase(Locale.ROOT));
    }
}
