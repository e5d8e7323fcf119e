/**
 * The command line of the core's jar. Hidden from users of the library, who find here how it is used.
 *
 * <p>In: options and what they start. Out: everything else. The last package of the tree.
 */
@NullMarked
package io.twsj.cli;

import org.jspecify.annotations.NullMarked;
