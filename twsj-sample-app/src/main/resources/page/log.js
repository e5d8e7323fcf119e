// The conversation: messages grouped by sender, day lines, system lines, and a scroll position that does what one expects.
// Whatever people wrote becomes text nodes, never markup.

const GROUP_MS = 5 * 60_000;
const CAME_BACK_MS = 60_000;
const AT_BOTTOM_PX = 48;
const MOST_ENTRIES = 1000;
const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?'()\]]/g;

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

/** Makes an element; properties that start with a dash are custom CSS properties, the content is text or nodes. */
export function element(tag, properties = {}, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('--')) made.style.setProperty(name, value);
    else made.setAttribute(name, value);
  }
  made.append(...content);
  return made;
}

export function avatar(name) {
  const letters = name.split(/\s+/).map((word) => [...word][0] ?? '');
  const initials = letters.length > 1 ? letters[0] + letters.at(-1) : letters[0];
  return element('span', { class: 'avatar', 'aria-hidden': 'true' }, initials.toUpperCase());
}

/** A colour for a name, the same in every browser: one of twelve, so that two of them are told apart (FNV-1a). */
export function hue(name) {
  let hash = 0x811c9dc5;
  for (const char of name.toLowerCase()) hash = Math.imul(hash ^ char.codePointAt(0), 0x01000193);
  return ((hash >>> 16) % 12) * 30;
}

function time(at) {
  const date = new Date(at);
  return element('time', { datetime: date.toISOString(), title: dayAndTime.format(date) }, clock.format(date));
}

function dayName(date) {
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return 'Today';
  if (date.toDateString() === yesterday.toDateString()) return 'Yesterday';
  return weekday.format(date);
}

function linked(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    nodes.push(text.slice(end, match.index));
    nodes.push(element('a', { href: match[0], target: '_blank', rel: 'noopener noreferrer nofollow' }, match[0]));
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

export class Log {
  #scroller = document.getElementById('scroller');
  #live = document.getElementById('log');
  #messages = document.getElementById('messages');
  #outbox = document.getElementById('outbox');
  #empty = document.getElementById('empty');
  #newer = document.getElementById('newer');
  #newerText = document.getElementById('newer-text');
  #me = '';
  #day = '';
  #last = null;
  #unseen = 0;
  #atBottom = true;

  constructor() {
    this.#scroller.addEventListener('scroll', () => {
      this.#atBottom = this.#distance() < AT_BOTTOM_PX;
      if (this.#atBottom) this.#seen();
    }, { passive: true });
    this.#newer.addEventListener('click', () => {
      this.toBottom();
      this.#scroller.focus({ preventScroll: true });
    });
    // The keyboard of a phone, a growing text field, a turned screen: the bottom stays in sight.
    new ResizeObserver(() => this.#follow()).observe(this.#scroller);
  }

  get isAtBottom() {
    return this.#atBottom;
  }

  clear(me) {
    this.#me = me;
    this.#messages.replaceChildren();
    this.#outbox.replaceChildren();
    this.#day = '';
    this.#last = null;
    this.#empty.hidden = true;
    this.toBottom();
  }

  /** Adds many entries at once, without a screen reader reading them all. */
  quietly(add) {
    this.#live.setAttribute('aria-live', 'off');
    this.#live.setAttribute('aria-busy', 'true');
    add();
    setTimeout(() => {
      this.#live.removeAttribute('aria-busy');
      this.#live.removeAttribute('aria-live');
    }, 200);
  }

  /** Something said, or told to one person: then `to` says to whom. */
  said({ name, to, text, at }) {
    this.#dayLine(at);
    const own = name === this.#me;
    let group = this.#last;
    const joins = group?.kind === 'said' && group.name === name && group.to === to && at - group.at < GROUP_MS;
    if (!joins) {
      group = { kind: 'said', name, to, ...this.#group(name, own, time(at)) };
      if (to !== undefined) this.#mark(group, own, to);
      this.#append(group.item);
      this.#last = group;
    }
    group.at = at;
    const speaker = joins ? [element('span', { class: 'visually-hidden' }, own ? 'You: ' : `${name}: `)] : [];
    group.said.append(element(
      'p', { class: 'bubble', dir: 'auto', title: dayAndTime.format(new Date(at)) }, ...speaker, ...linked(text)));
    this.#arrived(own);
  }

  joined({ name, at }) {
    const last = this.#last;
    if (last?.kind === 'left' && last.name === name && at - last.at < CAME_BACK_MS) {
      last.item.replaceWith(last.item = this.#systemLine(`${name} left and came back`, at));
      this.#last = { ...last, kind: 'back' };
    } else {
      this.#system('joined', name, `${name} joined`, at);
    }
  }

  left({ name, at }) {
    this.#system('left', name, `${name} left`, at);
  }

  note(text, at = Date.now()) {
    this.#system('note', '', text, at);
  }

  /** What was written and has no answer yet, always at the end; `held` if it waits for a connection. */
  pending(texts, held) {
    this.#empty.hidden = this.#messages.childElementCount > 0 || texts.length > 0;
    this.#outbox.classList.toggle('held', held);
    if (texts.length === 0) {
      this.#outbox.replaceChildren();
      return;
    }
    const { item, said } = this.#group(this.#me, true, 'waits for the connection');
    said.append(...texts.map((text) => element('p', { class: 'bubble', dir: 'auto' }, text)));
    this.#outbox.replaceChildren(item);
    this.#follow();
  }

  toBottom() {
    this.#atBottom = true;
    this.#follow();
    this.#seen();
  }

  #group(name, own, when) {
    const by = element('p', { class: 'by' });
    if (own) by.append(element('span', { class: 'visually-hidden' }, 'You'), when);
    else by.append(element('bdi', {}, name), when);
    const said = element('div', { class: 'said' });
    const item = element('li', { class: own ? 'group own' : 'group', '--hue': hue(name) });
    if (!own) item.append(avatar(name));
    item.append(by, said);
    return { item, said };
  }

  #mark({ item }, own, to) {
    item.classList.add('private');
    const whom = own ? ['only to ', element('bdi', {}, to === this.#me ? 'yourself' : to)] : ['only to you'];
    item.querySelector('time').before(element('span', { class: 'only' }, ...whom));
  }

  #system(kind, name, text, at) {
    this.#dayLine(at);
    const item = this.#systemLine(text, at);
    this.#append(item);
    this.#last = { kind, name, at, item };
    this.#follow();
  }

  #systemLine(text, at) {
    return element('li', { class: 'system' }, element('bdi', {}, text), time(at));
  }

  #dayLine(at) {
    const date = new Date(at);
    const day = date.toDateString();
    if (day === this.#day) return;
    this.#day = day;
    this.#last = null;
    this.#append(element('li', { class: 'day' }, element('span', {}, dayName(date))));
  }

  #append(item) {
    this.#empty.hidden = true;
    this.#messages.append(item);
    if (this.#messages.childElementCount > MOST_ENTRIES && this.#atBottom) this.#messages.firstElementChild.remove();
  }

  #arrived(own) {
    if (own) {
      this.toBottom();
    } else if (this.#atBottom) {
      this.#follow();
    } else {
      this.#unseen++;
      this.#showUnseen();
    }
  }

  #seen() {
    this.#unseen = 0;
    this.#showUnseen();
  }

  #showUnseen() {
    this.#newer.hidden = this.#unseen === 0;
    this.#newerText.textContent = this.#unseen === 1 ? '1 new message' : `${this.#unseen} new messages`;
  }

  #distance() {
    return this.#scroller.scrollHeight - this.#scroller.scrollTop - this.#scroller.clientHeight;
  }

  #follow() {
    if (this.#atBottom) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}
