/**
 * The metadata log on its way from the controller to the images of the brokers, as two state machines without transport:
 * {@link io.sampo.controller.feed.Feed} at the controller, {@link io.sampo.controller.feed.FeedFollower} at each broker.
 * Messages between them may be lost, doubled or reordered; the follower applies strictly in offset order and asks again at
 * a gap (R13, H59).
 *
 * <p>Single-threaded; the owner is one actor. No I/O, no clock.
 */
package io.sampo.controller.feed;
