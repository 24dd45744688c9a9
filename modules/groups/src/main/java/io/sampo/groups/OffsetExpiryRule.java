package io.sampo.groups;

import io.sampo.groups.offsets.OffsetExpiry;

/** Whether offsets age at the moment, and how. */
record OffsetExpiryRule(boolean applies, OffsetExpiry expiry) {}
