/** Code of users that sees the records of a producer or a consumer go by. */
@NullMarked
package io.sampo.client.intercept;

import org.jspecify.annotations.NullMarked;
