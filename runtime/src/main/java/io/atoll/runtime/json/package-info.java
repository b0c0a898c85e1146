/**
 * Shared nouns as JSON, and back: {@link io.atoll.runtime.json.RoutingTableJson} for feed and disk,
 * {@link io.atoll.runtime.json.NamespacesYaml} for the file that seeds the namespaces.
 */
@NullMarked
package io.atoll.runtime.json;

import org.jspecify.annotations.NullMarked;
