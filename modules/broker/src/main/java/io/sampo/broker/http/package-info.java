/** Health and metrics over HTTP, read-only, on the JDK's own server with one thread. */
package io.sampo.broker.http;
