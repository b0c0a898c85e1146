/** Tests of the routing table's making. */
@NullMarked
package io.atoll.controller.table;

import org.jspecify.annotations.NullMarked;
