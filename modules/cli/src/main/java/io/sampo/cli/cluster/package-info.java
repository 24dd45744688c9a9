/** {@code sampo cluster drain}, {@code remove} and {@code voters}: how brokers leave, and who keeps the metadata log. */
package io.sampo.cli.cluster;
