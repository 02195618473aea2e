// The calls that this tab has made for who works in it, the newest first.
import { useSyncExternalStore } from 'react';
import type { Call } from '../api/operation';

export interface MadeCall {
  number: number;
  call: Call;
  at: Date;
  error?: Error;
}

const most = 100;
let made: MadeCall[] = [];
let count = 0;
const listeners = new Set<() => void>();

export function remember(call: Call, error: Error | undefined) {
  made = [{ number: ++count, call, at: new Date(), error }, ...made].slice(0, most);
  listeners.forEach((listener) => listener());
}

export function useMadeCalls() {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, () => made);
}
