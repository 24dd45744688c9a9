/**
 * What a broker offers to a face of it in the same JVM: a listener for clients of another protocol. The module {@code broker}
 * implements it, the module {@code gateway} uses it, and neither knows the other. Every method may be called from any thread
 * and returns at once.
 */
package io.sampo.messages.face;
