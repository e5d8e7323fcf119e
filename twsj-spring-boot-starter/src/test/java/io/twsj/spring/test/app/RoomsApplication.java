package io.twsj.spring.test.app;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A small application to be tested. */
@SpringBootApplication
public class RoomsApplication {}
