package io.sampo.chaos.validate;

import io.sampo.chaos.model.History;
import io.sampo.chaos.model.Operation;
import io.sampo.chaos.model.Values;

/** The story of an anomaly: the values around it and the operations that touched them. */
final class Witness {
    private static final int AROUND = 3;
    private static final int OPERATIONS_SHOWN = 12;

    private final History history;
    private final Observations seen;

    Witness(History history, Observations seen) {
        this.history = history;
        this.seen = seen;
    }

    String of(Anomaly anomaly) {
        StringBuilder text = new StringBuilder();
        text.append(anomaly.kind()).append(" at ").append(history.keys().get(anomaly.key()));
        text.append(", offset ").append(anomaly.offset());
        if (anomaly.value() != -1) {
            text.append(", value ").append(Values.text(anomaly.value()));
        }
        text.append(": ").append(anomaly.kind().text()).append('\n');
        ObservedLog log = seen.log(anomaly.key());
        long low = Math.max(0, anomaly.offset() - AROUND);
        for (long offset = low; offset <= anomaly.offset() + AROUND && offset < log.size(); offset++) {
            text.append("    offset ").append(offset).append(": ").append(valueAt(log, offset));
            text.append(", leader epoch ").append(log.epochAt(offset)).append('\n');
        }
        operations(anomaly, text);
        return text.toString();
    }

    private String valueAt(ObservedLog log, long offset) {
        int number = log.at(offset);
        if (number == SentValues.NONE) {
            return "nothing";
        }
        SentValues sent = seen.sent();
        int process = 0;
        while (sent.end(process) <= number) {
            process++;
        }
        return Values.text(sent.value(process, number)) + (sent.wasRead(number) ? "" : " (never read)");
    }

    private void operations(Anomaly anomaly, StringBuilder text) {
        int shown = 0;
        for (int operation = 0; operation < history.operations() && shown < OPERATIONS_SHOWN; operation++) {
            int entry = touching(operation, anomaly);
            if (entry >= 0) {
                Operation touched = history.operation(operation);
                text.append("    ").append(touched.action()).append(' ').append(touched.outcome());
                text.append(" of process ").append(touched.process());
                text.append(", ").append(touched.invokedNs() / 1_000_000).append(" to ");
                text.append(touched.doneNs() / 1_000_000).append(" ms: offset ").append(history.offset(entry));
                text.append(", value ")
                        .append(Values.text(history.value(entry)))
                        .append('\n');
                shown++;
            }
        }
    }

    private int touching(int operation, Anomaly anomaly) {
        for (int entry = history.first(operation); entry < history.end(operation); entry++) {
            boolean sameOffset = anomaly.offset() >= 0 && history.offset(entry) == anomaly.offset();
            boolean sameValue = anomaly.value() >= 0 && history.value(entry) == anomaly.value();
            if (history.key(entry) == anomaly.key() && (sameOffset || sameValue)) {
                return entry;
            }
        }
        return -1;
    }
}
