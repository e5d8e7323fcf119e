// A connection to one room that comes back by itself.

/** The server's answer of type "error". */
export class RequestError extends Error {
  constructor({ code, message, errors }) {
    super(message);
    this.code = code;
    /** The field whose value was refused; undefined if it is none. */
    this.field = errors?.[0]?.field;
  }
}

/** The connection ended before the answer came. */
export class ConnectionLost extends Error {}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const OPENING_MS = 10_000;
const ANSWER_MS = 10_000;
const SILENCE_MS = 25_000;
const STABLE_MS = 10_000;
/** Ours: a newer connection of the same person has taken over, so this one must not come back by itself. */
const REPLACED = 4001;

/**
 * Tells its owner:
 *   onState({ state, seconds }): "connecting", "online", "waiting" (for the next attempt, in seconds), "offline" (the
 *       browser says so; goes on when it is back), "stopped" (replaced by a newer connection), "refused" (for its token);
 *   onOpen(): once for every connection, time to join;
 *   onEvent({ type, data }): what the server says unasked.
 */
export class Connection {
  #url;
  #token;
  #owner;
  #socket = null;
  #attempt = 0;
  #stopped = false;
  #nextId = 1;
  #requests = new Map();
  #reconnectTimer = 0;
  #countdownTimer = 0;
  #silenceTimer = 0;
  #stableTimer = 0;
  #openingTimer = 0;

  /** With a token that the server wants to see, or an empty one. */
  constructor(url, token, owner) {
    this.#url = url;
    this.#token = token;
    this.#owner = owner;
    addEventListener('online', this.#wake);
    addEventListener('offline', this.#wake);
    document.addEventListener('visibilitychange', this.#wake);
    this.#connect();
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Sends a request; resolves with the data of its answer, rejects with RequestError or ConnectionLost. */
  request(type, data) {
    if (!this.isOpen) return Promise.reject(new ConnectionLost());
    const id = String(this.#nextId++);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#lost(), ANSWER_MS);
      this.#requests.set(id, { resolve, reject, timer });
      this.#socket.send(JSON.stringify({ type, id, data }));
    });
  }

  /** Sends what has no answer and is worth nothing later. */
  tell(type, data) {
    if (this.isOpen) this.#socket.send(JSON.stringify({ type, data }));
  }

  /** Tries at once instead of waiting. */
  retry() {
    this.#stopped = false;
    this.#attempt = 0;
    this.#connect();
  }

  /** Ends for good. */
  end() {
    removeEventListener('online', this.#wake);
    removeEventListener('offline', this.#wake);
    document.removeEventListener('visibilitychange', this.#wake);
    this.#drop();
  }

  #connect() {
    this.#drop();
    this.#owner.onState({ state: 'connecting' });
    const socket = this.#socket = new WebSocket(this.#url, this.#protocols());
    this.#openingTimer = setTimeout(() => this.#lost(), OPENING_MS);
    let opened = false;
    socket.onopen = () => {
      opened = true;
      clearTimeout(this.#openingTimer);
      this.#stableTimer = setTimeout(() => { this.#attempt = 0; }, STABLE_MS);
      this.#owner.onState({ state: 'online' });
      this.#heard();
      this.#owner.onOpen();
    };
    socket.onmessage = ({ data }) => {
      this.#heard();
      this.#receive(data);
    };
    socket.onclose = ({ code }) => {
      if (code === REPLACED) {
        this.#stopped = true;
        this.#drop();
        this.#owner.onState({ state: 'stopped' });
      } else if (!opened && this.#token) {
        this.#refusedOrLost(socket);
      } else {
        this.#lost();
      }
    };
  }

  /** A script cannot set headers, so the token goes as a subprotocol beside the real one. */
  #protocols() {
    if (!this.#token) return [];
    const bytes = String.fromCharCode(...new TextEncoder().encode(this.#token));
    const base64url = btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
    return ['twsj.chat', `bearer.${base64url}`];
  }

  /** A browser does not tell why an opening did not succeed. If the server answers other requests, it is refusal. */
  async #refusedOrLost(socket) {
    const answers = await fetch('favicon.svg', { cache: 'no-store' }).then(({ ok }) => ok, () => false);
    if (socket !== this.#socket) return;
    if (!answers) {
      this.#lost();
      return;
    }
    this.#stopped = true;
    this.#drop();
    this.#owner.onState({ state: 'refused' });
  }

  #receive(text) {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    const { type, id, data } = message;
    const request = id === undefined ? undefined : this.#requests.get(id);
    if (!request) {
      this.#owner.onEvent({ type, data });
      return;
    }
    this.#requests.delete(id);
    clearTimeout(request.timer);
    if (type === 'error') request.reject(new RequestError(data));
    else request.resolve(data);
  }

  /** The connection is gone, or as good as gone: try again, ever more seldom, never in step with the other clients. */
  #lost() {
    this.#drop();
    if (!navigator.onLine) {
      // The browser will say when that ends; still, a server on this very device may be back before.
      this.#reconnectTimer = setTimeout(() => this.#connect(), LONGEST_DELAY_MS);
      this.#owner.onState({ state: 'offline' });
      return;
    }
    const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#attempt++);
    const delay = longest * (0.5 + Math.random() / 2);
    const due = Date.now() + delay;
    this.#reconnectTimer = setTimeout(() => this.#connect(), delay);
    const count = () => this.#owner.onState({
      state: 'waiting',
      seconds: Math.max(1, Math.ceil((due - Date.now()) / 1000)),
    });
    count();
    this.#countdownTimer = setInterval(count, 1000);
  }

  /** Lets go of the socket without waiting for it: over a dead network its close event takes minutes. */
  #drop() {
    clearTimeout(this.#reconnectTimer);
    clearInterval(this.#countdownTimer);
    clearTimeout(this.#silenceTimer);
    clearTimeout(this.#stableTimer);
    clearTimeout(this.#openingTimer);
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    const requests = [...this.#requests.values()];
    this.#requests.clear();
    for (const { reject, timer } of requests) {
      clearTimeout(timer);
      reject(new ConnectionLost());
    }
  }

  /** A script sees no pings, so after some silence it asks; no answer in time means the connection is dead. */
  #heard() {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(this.#ask, SILENCE_MS);
  }

  #ask = () => {
    this.request('who').then((data) => this.#owner.onEvent({ type: 'members', data }), () => {});
  };

  /**
   * The network has changed, or somebody looks at the page again after a time in which timers slept, or all of the
   * device: is the connection still alive, and if there is none, why wait?
   */
  #wake = () => {
    if (this.isOpen) this.#ask();
    else if (!this.#socket && !this.#stopped && navigator.onLine && !document.hidden) this.retry();
  };
}
