/** The APIs of topics: what there is, what shall be, and which brokers have it. */
package io.sampo.apis.topics;
