/** Objects and the bytes of keys and values. Any thread. */
@NullMarked
package io.sampo.serialization;

import org.jspecify.annotations.NullMarked;
