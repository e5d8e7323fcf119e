/**
 * Two applications that do the same, to measure against each other: {@link io.twsj.pair.TwsjPair} with an annotated bean on
 * twsj, {@link io.twsj.pair.TomcatPair} with Spring's own WebSocket support on Tomcat. The same JSON in and out, by the same
 * mapper. They are outside of the sample's package, so that it does not find their beans.
 */
package io.twsj.pair;
