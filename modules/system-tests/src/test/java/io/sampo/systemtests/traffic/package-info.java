/**
 * What tests send and what they check of it: numbered records, each either acknowledged or not, and the laws that hold for
 * what is read afterwards. Knows brokers by the client only.
 */
package io.sampo.systemtests.traffic;
