package io.sampo.kafkacommands;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Words of a command line as Kafka's tools understand them. Pure. */
public final class Words {
    /** {@code -topic}, but neither {@code -1} nor {@code -} nor a word that begins with two dashes. */
    private static final Pattern LONG_WITH_ONE_DASH = Pattern.compile("-[A-Za-z][^\\s]+", Pattern.DOTALL);

    private Words() {}

    /**
     * The same words, options with two dashes: Kafka's tools take {@code -topic} for {@code --topic}, and guides print it so.
     * What stands behind a lone {@code --} stays as it is.
     */
    static String[] withTwoDashes(String... words) {
        List<String> given = Arrays.asList(words);
        int end = given.indexOf("--");
        String[] same = words.clone();
        for (int i = 0; i < (end < 0 ? same.length : end); i++) {
            if (LONG_WITH_ONE_DASH.matcher(same[i]).matches()) {
                same[i] = "-" + same[i];
            }
        }
        return same;
    }

    /**
     * {@code key=value} pairs; the value may be empty and may hold further equal signs.
     *
     * @throws IllegalArgumentException where a pair has no equal sign, naming {@code option}
     */
    public static Map<String, String> pairs(String option, List<String> pairs) {
        Map<String, String> map = new TreeMap<>();
        for (String pair : pairs) {
            int equal = pair.indexOf('=');
            if (equal < 1) {
                throw new IllegalArgumentException(option + " " + pair + ": expected key=value");
            }
            map.put(pair.substring(0, equal).strip(), pair.substring(equal + 1));
        }
        return map;
    }
}
