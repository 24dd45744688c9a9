/**
 * Who leads when the ISR alone does not say it: the last known replicas are asked (H25), somebody decides to lose data
 * (R12), a replica has failed (R22), a person wants the preferred leaders back. Functions on {@code ClusterMetadata} that
 * answer with records, as in {@code io.sampo.controller}.
 */
package io.sampo.controller.election;
