package io.sampo.groups.consumer;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.sampo.groups.GroupTopics;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/** Who subscribes to what: names, and the topics that regular expressions stand for. Functions of a group. */
public final class Subscriptions {
    private Subscriptions() {}

    /** Names of the topics of one member, whether they exist or not. */
    static SortedSet<String> topicsOf(MemberMetadata member, ModernGroup group) {
        ResolvedRegex resolved = member.hasRegex() ? group.regexes().get(member.regex()) : null;
        if (resolved == null) {
            return member.topics();
        }
        SortedSet<String> both = new TreeSet<>(member.topics());
        both.addAll(resolved.topics());
        return both;
    }

    /** Names of the topics of all members. */
    public static SortedSet<String> topicsOf(ModernGroup group) {
        SortedSet<String> topics = new TreeSet<>();
        for (GroupMember member : group.members().values()) {
            topics.addAll(member.metadata().topics());
        }
        for (String regex : regexesOf(group.members().values())) {
            ResolvedRegex resolved = group.regexes().get(regex);
            if (resolved != null) {
                topics.addAll(resolved.topics());
            }
        }
        return topics;
    }

    static SortedSet<String> regexesOf(Collection<GroupMember> members) {
        SortedSet<String> regexes = new TreeSet<>();
        for (GroupMember member : members) {
            if (member.metadata().hasRegex()) {
                regexes.add(member.metadata().regex());
            }
        }
        return regexes;
    }

    /**
     * The names that match as a whole. RE2 takes time linear in the length of a name, whatever somebody sends.
     *
     * @throws SampoException INVALID_REGULAR_EXPRESSION
     */
    static SortedSet<String> resolve(String regex, GroupTopics topics) {
        Pattern pattern = compiled(regex);
        SortedSet<String> matching = new TreeSet<>();
        for (String name : topics.names()) {
            if (pattern.matches(name)) {
                matching.add(name);
            }
        }
        return matching;
    }

    private static Pattern compiled(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException wrong) {
            throw new SampoException(
                    ErrorCode.INVALID_REGULAR_EXPRESSION,
                    "SubscribedTopicRegex '" + regex + "' is not a regular expression of RE2: "
                            + wrong.getDescription(),
                    wrong);
        }
    }
}
