/** Groups for actor clients: from the calls of {@code io.sampo.messages} to the requests of {@code io.sampo.groups} and back. */
package io.sampo.coordinator.session;
