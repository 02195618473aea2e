// The keys that requests are signed with where the emulator wants that. They stay in this tab.
export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
}

const place = 'iot-jobs-local.keys';
let listeners: (() => void)[] = [];
let wanted = false;

export function keys(): Keys | undefined {
  const kept = sessionStorage.getItem(place);
  return kept ? (JSON.parse(kept) as Keys) : undefined;
}

export function setKeys(value: Keys | undefined) {
  if (value) sessionStorage.setItem(place, JSON.stringify(value));
  else sessionStorage.removeItem(place);
  wanted = false;
  listeners.forEach((listener) => listener());
}

// Whether a request was refused for want of a (right) signature.
export const keysWanted = () => wanted;

export function wantKeys() {
  if (wanted) return;
  wanted = true;
  listeners.forEach((listener) => listener());
}

export function onKeys(listener: () => void) {
  listeners.push(listener);
  return () => {
    listeners = listeners.filter((one) => one !== listener);
  };
}
