package io.twsj.spring.guide;

/** What a handler may work with, for the slice to have a stand-in for. */
interface History {}
