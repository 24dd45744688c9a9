/**
 * Membership of consumer groups, and their administration. {@code GroupMembership} is the pure core of one member;
 * {@code MembershipActor} its shell; {@code GroupCallsActor} finds coordinators and asks them, for all of a client.
 */
package io.sampo.client.group;
