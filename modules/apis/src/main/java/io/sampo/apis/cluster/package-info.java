/** The APIs of brokers and configurations. */
package io.sampo.apis.cluster;
