/** A sample: a broker inside the application's own actor system. Start with {@code Embedded}. */
package io.sampo.samples.embedded;
