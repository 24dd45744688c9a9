package io.sampo.replication.pace;

/** When the next probe, or what asks for one, resend, trailing push or attempt is due between a leader and one follower. */
public final class PushTimers {
    private static final int PROBE_GROWTH_MAX = 8;
    private static final int RESEND_DOUBLINGS_MAX = 4;
    private static final long REFUSED_WAIT_MS = 10;

    private long probeAtMs;
    private long probeWaitMs;
    private long waitingSinceMs;
    private long lastPushMs;
    private long openAtMs;
    private long pacedUntilMs;
    private int resends;

    /** A new session: probe at once. */
    public void reset(long nowMs) {
        probeAtMs = nowMs;
        probeWaitMs = 0;
        waitingSinceMs = nowMs;
        lastPushMs = nowMs;
        openAtMs = nowMs;
        pacedUntilMs = nowMs;
        resends = 0;
    }

    public long probeAtMs() {
        return probeAtMs;
    }

    /** A probe left; the next one waits twice as long. */
    public void probed(long nowMs, long retryMs) {
        probeWaitMs = probeWaitMs == 0 ? retryMs : Math.min(probeWaitMs * 2, retryMs * PROBE_GROWTH_MAX);
        probeAtMs = nowMs + probeWaitMs;
    }

    /** A push left. */
    public void pushed(long nowMs) {
        lastPushMs = nowMs;
    }

    public long lastPushMs() {
        return lastPushMs;
    }

    /** The first unanswered push left. */
    public void waitFrom(long nowMs) {
        waitingSinceMs = nowMs;
    }

    /** An acknowledgement moved on: the resend, if there was one, has arrived. */
    public void progress(long nowMs) {
        waitingSinceMs = nowMs;
        resends = 0;
    }

    /** When everything unanswered is sent again; later each time (H39). */
    public long resendAtMs(long resendMs) {
        return waitingSinceMs + (resendMs << Math.min(resends, RESEND_DOUBLINGS_MAX));
    }

    /** One resend is outstanding at a time: a further complaint counts only when the first one had its time (H39). */
    public boolean mayResend(long nowMs, long resendMs) {
        return resends == 0 || nowMs >= resendAtMs(resendMs);
    }

    public void resent(long nowMs) {
        waitingSinceMs = nowMs;
        resends++;
    }

    /** Resends since the last progress. */
    public int resends() {
        return resends;
    }

    /** The transport or the disk would not take it: wait a little. */
    public void refused(long nowMs) {
        openAtMs = nowMs + REFUSED_WAIT_MS;
    }

    /** The budget of catching up is used up until then. */
    public void paced(long untilMs) {
        pacedUntilMs = untilMs;
    }

    /** From when on the budget may have something again, for whom it holds back. */
    public long pacedUntilMs() {
        return pacedUntilMs;
    }

    /** From when on something may be sent. */
    public long openAtMs() {
        return openAtMs;
    }
}
