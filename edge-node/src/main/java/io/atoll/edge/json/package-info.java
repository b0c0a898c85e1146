/** What cells hold, in the JSON of feeds, listings and exports. */
@NullMarked
package io.atoll.edge.json;

import org.jspecify.annotations.NullMarked;
