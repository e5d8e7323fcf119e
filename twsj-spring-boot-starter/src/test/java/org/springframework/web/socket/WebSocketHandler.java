package org.springframework.web.socket;

/** Stands for Spring's interface of this name, which is no dependency. */
public interface WebSocketHandler {}
