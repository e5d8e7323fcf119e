// The page: joining, the room in the URL's hash, the composer. Each of the other files is one part of it.

import { needsToken } from './access.js';
import { Connection, ConnectionLost } from './connection.js';
import { Log } from './log.js';
import { recall, remember, tabKey } from './memory.js';
import { People } from './people.js';
import { Typing } from './typing.js';

const byId = (id) => document.getElementById(id);
const DEFAULT_ROOM = 'lobby';
const MOST_CHARACTERS = 2000;
const COUNT_FROM = 1800;
const RECENT = 50;
const JOIN_FIELDS = ['name', 'token', 'room'];

/** A room's name as it may stand in a URL, so that all who type it in their own way meet. */
function roomName(typed) {
  const name = typed.trim().replace(/^#+/, '').toLowerCase().replace(/[\s/\\?#%]+/g, '-').slice(0, 64);
  return /^[.-]*$/.test(name) ? '' : name;
}

function roomInHash() {
  try {
    return roomName(decodeURIComponent(location.hash));
  } catch {
    return '';
  }
}

const log = new Log();
const key = tabKey();
const text = byId('text');
const people = new People(writeOnlyTo);
const typing = new Typing(() => connection?.tell('typing'));

let room = '';
let connection = null;
/** What the connection last told about itself. */
let state = { state: 'connecting' };
/** The name to be known by, as the server spells it once joined. */
let name = recall('sessionStorage', 'name') || recall('localStorage', 'name');
/** What lets this page connect, where the server asks for it. */
let token = needsToken ? recall('sessionStorage', 'token') : '';
/** Whether this page wants to be in the room, now and after each reconnection. */
let wanted = recall('sessionStorage', 'joined') === 'yes' && name !== '' && mayTry();
/** Whether the server has answered this connection's join. */
let joined = false;
let members = new Set();
/** Whether its answer is awaited. */
let joining = false;
/** When the newest event shown happened; 0 before the first join. No two events of a server have the same time. */
let newest = 0;
/** Messages without an answer, oldest first: text, what was the newest event then, whether this connection sent it. */
let outbox = [];
/** To whom the composer writes; empty for all. */
let onlyTo = '';
let unread = 0;

// Rooms and connections

function mayTry() {
  return !needsToken || token !== '';
}

function openRoom(next) {
  connection?.end();
  room = next;
  joined = false;
  joining = false;
  newest = 0;
  members = new Set();
  outbox = JSON.parse(recall('sessionStorage', `outbox.${room}`) || '[]');
  byId('room-name').textContent = room;
  byId('room').value = room;
  byId('join-preview').textContent = '';
  typing.clear();
  writeOnlyTo('');
  text.value = recall('sessionStorage', `draft.${room}`);
  log.clear(name);
  showMembers();
  showView();
  showRemaining();
  connection = mayTry() ? connect() : null;
  if (!connection) showState({ state: 'outside' });
}

function connect() {
  const url = new URL(`chat/${encodeURIComponent(room)}`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  return new Connection(url, token, {
    onState: (next) => (next.state === 'refused' ? refused() : showState(next)),
    onOpen: () => (wanted ? join() : preview()),
    onEvent: (event) => onEvent(event),
  });
}

function goTo(next) {
  if (next === room) return;
  location.hash = next;
}

async function preview() {
  try {
    const { members } = await connection.request('who');
    const others = members.length > 4 ? [...members.slice(0, 3), `${members.length - 3} others`] : members;
    const list = new Intl.ListFormat('en').format(others);
    byId('join-preview').textContent = members.length === 0 ? 'Nobody is here yet.'
      : `${list} ${members.length === 1 ? 'is' : 'are'} here.`;
  } catch {
    byId('join-preview').textContent = '';
  }
}

async function join() {
  if (joining) return;
  joining = true;
  const on = connection;
  try {
    const answer = await on.request('join', { name, key });
    if (on === connection) enter(answer);
  } catch (error) {
    if (on === connection && !(error instanceof ConnectionLost)) stayOutside(error.message, error.field);
  } finally {
    if (on === connection) joining = false;
  }
}

function enter(answer) {
  const first = newest === 0;
  name = answer.name;
  joined = true;
  members = new Set(answer.members);
  showBusy(false);
  remember('sessionStorage', 'name', name);
  remember('localStorage', 'name', name);
  remember('sessionStorage', 'joined', 'yes');
  if (first) log.clear(name);
  const missed = answer.recent.filter(({ at }) => at > newest);
  const gap = !first && missed.length === RECENT;
  if (first) {
    log.quietly(() => missed.forEach(showSaid));
  } else {
    if (gap) log.note('Some messages in between are not shown');
    missed.forEach(showSaid);
  }
  newest = answer.at;
  if (!location.hash) history.replaceState(null, '', `#${room}`);
  showMembers();
  showView();
  showState(state);
  showOutbox();
  sendOutbox();
  if (first && !document.querySelector('dialog[open]')) text.focus({ preventScroll: true });
}

/** Another connection may do: with another token, or later. */
function refused() {
  connection.end();
  connection = null;
  token = '';
  remember('sessionStorage', 'token', '');
  showState({ state: 'outside' });
  stayOutside('The server refused the connection. Is the token right?', 'token');
}

function stayOutside(reason, refusedField) {
  wanted = false;
  joined = false;
  remember('sessionStorage', 'joined', '');
  showBusy(false);
  showView();
  const field = JOIN_FIELDS.includes(refusedField) ? refusedField : 'name';
  showError(field, reason);
  byId(field).select();
}

/** Says beside a field what is wrong with its value, or with no words that nothing is. */
function showError(field, words) {
  byId(`${field}-error`).textContent = words;
  if (words) {
    byId(field).setAttribute('aria-invalid', 'true');
    byId(field).focus();
  } else {
    byId(field).removeAttribute('aria-invalid');
  }
}

async function leave() {
  wanted = false;
  joined = false;
  remember('sessionStorage', 'joined', '');
  outbox = [];
  keepOutbox();
  people.close();
  await connection.request('leave').catch(() => {});
  openRoom(room);
  byId('name').focus();
}

function onEvent({ type, data }) {
  switch (type) {
    case 'said':
    case 'told':
      showSaid(data);
      typing.ended(data.name);
      if (document.hidden) {
        unread++;
        showTitle();
      }
      break;
    case 'typing':
      typing.heard(data.name);
      break;
    case 'notice':
      if (joined) log.note(data.text, data.at);
      break;
    case 'joined':
      members.add(data.name);
      showMembers();
      if (joined) log.joined(data);
      break;
    case 'left':
      members.delete(data.name);
      typing.ended(data.name);
      showMembers();
      if (joined) log.left(data);
      break;
    case 'members':
      if (!joined) break;
      members = new Set(data.members);
      showMembers();
      break;
    default:
      // Errors without a request (such as "replaced", whose close code says the same), and types of later versions.
  }
}

// Messages

function showSaid(said) {
  newest = said.at;
  // Also what I said in a connection that broke before the answer came: it is out, so it must not be sent again.
  if (said.name === name && said.to === undefined) {
    const index = outbox.findIndex(({ text, after }) => text === said.text && after < said.at);
    if (index >= 0) outbox.splice(index, 1);
    showOutbox();
  }
  log.said(said);
}

function send() {
  const typed = text.value.replace(/^\s*\n|\s+$/g, '');
  if (!typed || typed.length > MOST_CHARACTERS) return;
  showError('text', '');
  typing.sent();
  if (onlyTo) {
    tell(onlyTo, typed);
    return;
  }
  outbox.push({ text: typed, after: newest, sent: false });
  text.value = '';
  keepDraft();
  grow();
  showRemaining();
  log.toBottom();
  showOutbox();
  sendOutbox();
}

function sendOutbox() {
  if (!joined) return;
  for (const entry of outbox.filter(({ sent }) => !sent)) {
    entry.sent = true;
    say(entry);
  }
}

async function say(entry) {
  const on = connection;
  try {
    showSaid(await on.request('say', { text: entry.text }));
  } catch (error) {
    entry.sent = false;
    if (error instanceof ConnectionLost || on !== connection) return;
    outbox = outbox.filter((other) => other !== entry);
    showOutbox();
    takeBack(entry.text, `Not sent. ${error.message}`);
  }
}

/** Nothing of this is kept, here or on the server, so it is sent at once or not at all. */
async function tell(to, what) {
  if (!joined) {
    showError('text', 'There is no connection, and what is for one person only does not wait for it.');
    return;
  }
  const on = connection;
  text.value = '';
  keepDraft();
  grow();
  showRemaining();
  try {
    showSaid(await on.request('tell', { to, text: what }));
  } catch (error) {
    if (on !== connection) return;
    const lost = error instanceof ConnectionLost;
    takeBack(what, lost ? 'The connection broke, so this may have arrived or not.' : `Not sent. ${error.message}`);
  }
}

/** Back into the composer with a text, unless there is another one by now. */
function takeBack(what, reason) {
  if (text.value === '') text.value = what;
  keepDraft();
  grow();
  showRemaining();
  showError('text', reason);
}

function writeOnlyTo(whom) {
  onlyTo = whom;
  byId('only-to').hidden = !whom;
  byId('only-to-name').textContent = whom;
  byId('composer').classList.toggle('private', whom !== '');
  if (whom) text.focus();
}

function showOutbox() {
  keepOutbox();
  log.pending(outbox.map(({ text }) => text), !joined);
}

function keepOutbox() {
  remember('sessionStorage', `outbox.${room}`, JSON.stringify(outbox.map((entry) => ({ ...entry, sent: false }))));
}

function keepDraft() {
  remember('sessionStorage', `draft.${room}`, text.value);
}

// What is shown around the conversation

function showView() {
  // Whoever has pressed "Join" sees the form until the server has answered.
  const inside = wanted && byId('join-button').getAttribute('aria-busy') !== 'true';
  byId('join-view').hidden = inside;
  byId('chat-view').hidden = !inside;
  byId('brand').hidden = inside;
  byId('room-button').hidden = !inside;
  byId('people-button').hidden = !inside;
  if (!inside) people.close();
  if (inside) grow();
  showTitle();
}

function showBusy(busy) {
  byId('join-button').setAttribute('aria-busy', busy);
  byId('join-button').textContent = busy ? 'Joining…' : 'Join';
}

function showTitle() {
  const where = byId('chat-view').hidden ? 'twsj chat' : `#${room} · twsj chat`;
  document.title = unread > 0 ? `(${unread}) ${where}` : where;
}

function showState(next) {
  state = next;
  if (next.state !== 'online') joined = false;
  const words = {
    connecting: 'Connecting',
    online: 'Online',
    waiting: 'Reconnecting',
    offline: 'Offline',
    stopped: 'Not connected',
    outside: 'Not connected',
  };
  byId('state').dataset.state = next.state;
  if (byId('state-text').textContent !== words[next.state]) byId('state-text').textContent = words[next.state];
  byId('state-countdown').textContent = next.state === 'waiting' ? ` in ${next.seconds} s` : '';
  byId('notice-countdown').textContent = next.state === 'waiting' ? ` Next try in ${next.seconds} s.` : '';
  const notices = {
    waiting: ['Connection lost. What you write is kept.', 'Try now'],
    offline: ['This device is offline. What you write is kept.', 'Try now'],
    stopped: ['You went on in another window, so this one stopped.', 'Use this one'],
  };
  const notice = notices[next.state];
  // While an attempt runs the notice stays as it is: it would flicker otherwise.
  if (notice) {
    if (byId('notice-text').textContent !== notice[0]) byId('notice-text').textContent = notice[0];
    byId('notice-button').textContent = notice[1];
  }
  if (notice || next.state === 'online') byId('notice').hidden = !notice;
  if (!joined && !byId('chat-view').hidden) showOutbox();
}

function showMembers() {
  people.show(members, name);
}

function showRemaining() {
  const length = text.value.trim().length;
  const remaining = byId('remaining');
  remaining.textContent = length > COUNT_FROM ? `${MOST_CHARACTERS - length} characters left` : '';
  byId('send').disabled = length === 0 || length > MOST_CHARACTERS;
}

/** The text field grows with its text; the style sheet does it where the browser knows `field-sizing`. */
function grow() {
  if (CSS.supports('field-sizing', 'content')) return;
  text.style.height = 'auto';
  text.style.height = `${text.scrollHeight}px`;
}

// What the person does

byId('join-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const typedName = byId('name').value.trim();
  const typedToken = needsToken ? byId('token').value.trim() : '';
  const typedRoom = roomName(byId('room').value);
  for (const field of JOIN_FIELDS) showError(field, '');
  const missing = !typedName ? 'name' : needsToken && !typedToken ? 'token' : !typedRoom ? 'room' : null;
  if (missing) {
    showError(missing, `Please ${missing === 'token' ? 'enter your token' : `pick a ${missing}`}.`);
    return;
  }
  showBusy(true);
  name = typedName;
  wanted = true;
  const sameToken = typedToken === token;
  token = typedToken;
  if (needsToken) remember('sessionStorage', 'token', token);
  if (typedRoom !== room) goTo(typedRoom);
  else if (!connection || !sameToken) openRoom(room);
  else if (connection.isOpen) join();
  // Else the join follows as soon as the connection is open.
});

byId('room').addEventListener('input', () => {
  byId('join-preview').textContent = '';
});

byId('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  send();
  text.focus();
});

text.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
});

text.addEventListener('input', () => {
  showError('text', '');
  // Whom one writes to privately is nobody else's business, nor that one does.
  if (joined && !onlyTo && text.value.trim()) typing.typed();
  keepDraft();
  grow();
  showRemaining();
});

byId('notice-button').addEventListener('click', () => {
  connection.retry();
  text.focus();
});

byId('only-to-cancel').addEventListener('click', () => {
  writeOnlyTo('');
  text.focus();
});
byId('leave').addEventListener('click', leave);

byId('room-button').addEventListener('click', () => {
  byId('other-room').value = room;
  byId('room-dialog').showModal();
  byId('other-room').select();
});
byId('room-cancel').addEventListener('click', () => byId('room-dialog').close());
byId('room-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const next = roomName(byId('other-room').value);
  if (!next) return;
  byId('room-dialog').close();
  goTo(next);
  text.focus();
});
byId('room-dialog').addEventListener('click', (event) => {
  if (event.target === byId('room-dialog')) byId('room-dialog').close();
});

byId('theme-button').addEventListener('click', () => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const next = (root.dataset.theme || system) === 'dark' ? 'light' : 'dark';
  root.dataset.theme = next;
  remember('localStorage', 'theme', next);
});

// Escape leads back: out of the list of people, from one to all, down to the newest message, into the text field.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || byId('chat-view').hidden || byId('room-dialog').open) return;
  if (people.isOpen) {
    people.close();
  } else if (onlyTo) {
    writeOnlyTo('');
    text.focus();
  } else {
    log.toBottom();
    text.focus();
  }
});

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  unread = 0;
  showTitle();
});

addEventListener('hashchange', () => {
  const next = roomInHash() || DEFAULT_ROOM;
  if (next !== room) openRoom(next);
});

byId('name').value = name;
byId('token').value = token;
byId('token-field').hidden = !needsToken;
openRoom(roomInHash() || DEFAULT_ROOM);
if (!wanted) (name ? byId('join-button') : byId('name')).focus();
