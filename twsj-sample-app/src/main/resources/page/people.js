// Who is here: a column beside the conversation, or a drawer over it where the window is narrow.

import { avatar, element, hue } from './log.js';

const byId = (id) => document.getElementById(id);

export class People {
  #panel = byId('people');
  #button = byId('people-button');
  #onPick;

  /** Calls back with a name when somebody is picked from the list. */
  constructor(onPick) {
    this.#onPick = onPick;
    this.#button.addEventListener('click', () => (this.isOpen ? this.close() : this.#open()));
    byId('people-close').addEventListener('click', () => this.close());
    document.addEventListener('click', ({ target }) => {
      if (this.isOpen && !this.#panel.contains(target) && !this.#button.contains(target)) this.close();
    });
  }

  /** Whether the drawer is; the column always is. */
  get isOpen() {
    return this.#panel.classList.contains('open');
  }

  show(members, me) {
    const others = [...members].filter((member) => member !== me).sort((a, b) => a.localeCompare(b));
    const all = members.has(me) ? [me, ...others] : others;
    byId('people-count').textContent = all.length;
    byId('people-title').textContent = all.length > 1 ? `Here now: ${all.length}` : 'Here now';
    byId('members').replaceChildren(...all.map((member) => this.#item(member, member === me)));
  }

  #item(member, own) {
    const name = element('bdi', {}, member);
    if (own) {
      const you = element('span', { class: 'you' }, 'you');
      return element('li', { '--hue': hue(member), title: member }, avatar(member), name, you);
    }
    const button = element(
      'button', { type: 'button', class: 'member', title: `Write privately to ${member}` },
      avatar(member), element('span', { class: 'visually-hidden' }, 'Write privately to '), name);
    button.addEventListener('click', () => {
      this.close();
      this.#onPick(member);
    });
    return element('li', { '--hue': hue(member) }, button);
  }

  #open() {
    this.#panel.classList.add('open');
    this.#button.setAttribute('aria-expanded', 'true');
    byId('people-close').focus();
  }

  close() {
    if (!this.isOpen) return;
    this.#panel.classList.remove('open');
    this.#button.setAttribute('aria-expanded', 'false');
    this.#button.focus();
  }
}
