// What was done, or why not: shown above each page until it is dismissed.
import { useSyncExternalStore } from 'react';
import type { Call } from '../api/operation';

export interface Flash {
  id: string;
  type: 'success' | 'error' | 'info';
  header: string;
  content?: string;
  call?: Call; // that was made, to be shown
}

let flashes: Flash[] = [];
let count = 0;
const listeners = new Set<() => void>();

function set(value: Flash[]) {
  flashes = value;
  listeners.forEach((listener) => listener());
}

export function flash(added: Omit<Flash, 'id'>) {
  set([{ ...added, id: String(++count) }, ...flashes].slice(0, 3));
}

export function dismiss(id: string) {
  set(flashes.filter((one) => one.id !== id));
}

export function useFlashes() {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, () => flashes);
}
