// What the emulator's clock shows between two looks at it.
import { useEffect, useSyncExternalStore } from 'react';

export interface Clock {
  now: string;
  epochMilliseconds: number;
  scale: number;
  frozen: boolean;
  move?: { to: string; left: string };
}

const shownApart = 500; // milliseconds

let seen: { clock: Clock; at: number } | undefined;
let shown = new Date(NaN);
const viewers = new Set<() => void>();

export function emulatorNow(): Date {
  if (!seen) return new Date(NaN);
  const { clock, at } = seen;
  const passed = clock.frozen ? 0 : (performance.now() - at) * clock.scale;
  return new Date(clock.epochMilliseconds + passed);
}

function show() {
  const now = emulatorNow();
  if (now.getTime() === shown.getTime()) return;
  shown = now;
  viewers.forEach((viewer) => viewer());
}

export function sawClock(clock: Clock) {
  seen = { clock, at: performance.now() };
  show();
}

// Shown anew twice a second, as long as somebody looks; invalid until the clock was seen.
export function useEmulatorNow() {
  useEffect(() => {
    const timer = setInterval(show, shownApart);
    return () => clearInterval(timer);
  }, []);
  return useSyncExternalStore((viewer) => {
    viewers.add(viewer);
    return () => viewers.delete(viewer);
  }, () => shown);
}
