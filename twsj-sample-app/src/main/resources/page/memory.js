// What this browser and this tab remember. Storage is allowed to be missing.

export function remember(storage, key, value) {
  try {
    window[storage].setItem(`twsj.${key}`, value);
  } catch {
    // Private mode or full: the page works, it only forgets.
  }
}

export function recall(storage, key) {
  try {
    return window[storage].getItem(`twsj.${key}`) ?? '';
  } catch {
    return '';
  }
}

/** What names this tab to the server: whoever comes with the same name and key takes over from a dead connection. */
export function tabKey() {
  let key = recall('sessionStorage', 'key');
  if (!key) {
    key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    remember('sessionStorage', 'key', key);
  }
  return key;
}
