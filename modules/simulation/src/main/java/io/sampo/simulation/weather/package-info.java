/** What can happen, in which company, and what of it one seed has drawn and how hard. Decides nothing while it runs. */
package io.sampo.simulation.weather;
