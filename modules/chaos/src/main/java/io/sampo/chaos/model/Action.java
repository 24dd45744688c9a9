package io.sampo.chaos.model;

/** What an operation was; the letter stands for it in a history file. */
public enum Action {
    /** Records of a producer; one entry each, its {@code extra} is the highest offset acknowledged when it was sent. */
    SEND('S'),
    /** Records that a consumer received; one entry each, its {@code extra} is the leader epoch. */
    POLL('P'),
    /** A consumer begins somewhere: what it reads next need not follow what it has read. */
    ASSIGN('A'),
    /** Somebody has read every key from its beginning past everything acknowledged; nothing was sent any more. */
    READ_ALL('R');

    private final char letter;

    Action(char letter) {
        this.letter = letter;
    }

    char letter() {
        return letter;
    }

    static Action of(char letter) {
        for (Action action : values()) {
            if (action.letter == letter) {
                return action;
            }
        }
        throw new IllegalArgumentException("'" + letter + "' is no action");
    }
}
