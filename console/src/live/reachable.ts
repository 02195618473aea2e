// Whether the emulator answers.
import { useSyncExternalStore } from 'react';

let reachable = true;
const listeners = new Set<() => void>();

export function setReachable(value: boolean) {
  if (value === reachable) return;
  reachable = value;
  listeners.forEach((listener) => listener());
}

export const isReachable = () => reachable;

export function useReachable() {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, isReachable);
}
