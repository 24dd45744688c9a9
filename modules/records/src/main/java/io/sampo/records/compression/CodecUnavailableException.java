package io.sampo.records.compression;

import java.io.IOException;

/** The native library of a codec cannot be loaded in this process. The message is one line and says what would help. */
public final class CodecUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    CodecUnavailableException(String codec, String temporaryDirectoryProperty, Throwable cause) {
        super(
                "Compression '" + codec + "' cannot be used: its native library did not load (" + cause
                        + "); it is unpacked into a directory that must allow execution, see -D"
                        + temporaryDirectoryProperty,
                cause);
    }
}
