/** Tests of intent's order among controllers. */
@NullMarked
package io.atoll.controller.raft;

import org.jspecify.annotations.NullMarked;
