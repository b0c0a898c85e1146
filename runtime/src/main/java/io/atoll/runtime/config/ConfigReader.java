package io.atoll.runtime.config;

/**
 * Turns a mapping of a config file into a record.
 *
 * <p>A reader asks for every key it knows, then builds the record. An accessor that finds a problem
 * notes it and answers with a stand-in (null from {@link ConfigNode#parse} and from {@link
 * ConfigNode#object(String, ConfigReader)}), so that the next keys are still looked at: pass values
 * on to the record, don't look into them. An {@link IllegalArgumentException} from the record
 * becomes a problem of its own, unless something it was made of was a problem already.
 */
@FunctionalInterface
public interface ConfigReader<T> {
  T read(ConfigNode node);
}
