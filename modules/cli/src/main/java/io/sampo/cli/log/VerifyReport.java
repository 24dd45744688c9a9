package io.sampo.cli.log;

import io.sampo.console.Json;
import io.sampo.inspection.Finding;
import io.sampo.inspection.LogInspection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code sampo log verify} prints: a line for each partition, its findings below, the sum at the end. */
final class VerifyReport {
    private final PrintWriter out;
    private final boolean json;
    private long partitions;
    private long bytes;
    private long damage;

    VerifyReport(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    void partition(LogInspection.Report report) {
        partitions++;
        bytes += report.bytes();
        count(report.findings());
        Map<String, Object> line = line("partition", report.directory());
        line.put("damaged", report.isDamaged());
        line.put("topicId", report.topicId() == null ? null : report.topicId().toString());
        line.put("segments", report.segments());
        line.put("logStartOffset", report.logStartOffset());
        line.put("logEndOffset", report.nextOffset());
        line.put("batches", report.batches());
        line.put("records", report.records());
        line.put("bytes", report.bytes());
        String text = String.format(
                "%-8s %s: offsets %d to %d, %d segments, %d batches, %d records, %d bytes",
                report.isDamaged() ? "DAMAGED" : "ok",
                report.directory(),
                report.logStartOffset(),
                report.nextOffset(),
                report.segments(),
                report.batches(),
                report.records(),
                report.bytes());
        print(line, text, report.findings());
    }

    void compared(Path here, Path there, ReplicaComparison.Outcome outcome) {
        List<Finding> findings = outcome.difference() == null ? List.of() : List.of(outcome.difference());
        count(findings);
        Map<String, Object> line = line("comparison", here);
        line.put("against", there.toString());
        line.put("fromOffset", outcome.fromOffset());
        line.put("toOffset", outcome.toOffset());
        String verdict = findings.isEmpty() ? "same" : findings.get(0).isDamage() ? "DIFFERS" : "note";
        String text = String.format(
                "%-8s %s: offsets %d to %d, against %s",
                verdict, here, outcome.fromOffset(), outcome.toOffset(), there);
        print(line, text, findings);
    }

    void notCompared(Path here, String why) {
        Map<String, Object> line = line("comparison", here);
        line.put("against", null);
        print(line, String.format("%-8s %s: %s", "note", here, why), List.of());
    }

    /** What is to be said of the log directory itself. */
    void directory(List<Finding> findings) {
        count(findings);
        for (Finding finding : findings) {
            out.println(
                    json
                            ? Json.line(Map.of("type", "directory", "findings", List.of(json(finding))))
                            : (finding.isDamage() ? "DAMAGED  " : "note     ") + finding);
        }
    }

    /** Prints the sum; true if nothing was wrong. */
    boolean end() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("type", "sum");
        line.put("partitions", partitions);
        line.put("bytes", bytes);
        line.put("damage", damage);
        String verdict = damage == 0 ? "nothing is wrong" : damage + (damage == 1 ? " finding" : " findings");
        print(line, "verified " + partitions + " partitions, " + bytes + " bytes: " + verdict, List.of());
        out.flush();
        return damage == 0;
    }

    private void count(List<Finding> findings) {
        damage += findings.stream().filter(Finding::isDamage).count();
    }

    private static Map<String, Object> line(String type, Path directory) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("type", type);
        line.put("directory", directory.toString());
        return line;
    }

    private void print(Map<String, Object> line, String text, List<Finding> findings) {
        if (json) {
            if (!findings.isEmpty()) {
                line.put("findings", findings.stream().map(VerifyReport::json).toList());
            }
            out.println(Json.line(line));
            return;
        }
        out.println(text);
        for (Finding finding : findings) {
            out.println((finding.isDamage() ? "  DAMAGE " : "  note   ") + finding);
        }
    }

    private static Map<String, Object> json(Finding finding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("severity", finding.severity().name().toLowerCase(java.util.Locale.ROOT));
        json.put("file", finding.file().toString());
        json.put("position", finding.position());
        json.put("text", finding.text());
        return json;
    }
}
