// Who is typing at this moment: a line above the composer.

import { element } from './log.js';

/** So often others are told that I am, and so long they are shown to be without being told again. */
const TELL_MS = 2500;
const SHOW_MS = 5000;

export class Typing {
  #line = document.getElementById('typing');
  #timers = new Map();
  #tell;
  #told = -Infinity;

  /** Calls back when the others should be told that I am typing. */
  constructor(tell) {
    this.#tell = tell;
  }

  /** I have pressed a key. */
  typed() {
    const now = performance.now();
    if (now - this.#told < TELL_MS) return;
    this.#told = now;
    this.#tell();
  }

  /** What I typed is sent: the next key counts again. */
  sent() {
    this.#told = -Infinity;
  }

  /** Somebody is typing. */
  heard(name) {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(name, setTimeout(() => this.ended(name), SHOW_MS));
    this.#show();
  }

  /** Somebody is not typing any more. */
  ended(name) {
    clearTimeout(this.#timers.get(name));
    if (this.#timers.delete(name)) this.#show();
  }

  clear() {
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#timers.clear();
    this.sent();
    this.#show();
  }

  #show() {
    const names = [...this.#timers.keys()];
    const [first, second] = names.map((name) => element('bdi', {}, name));
    const words = [[], [first, ' is typing'], [first, ' and ', second, ' are typing']][names.length];
    this.#line.replaceChildren(...(words ?? ['Several people are typing']));
  }
}
