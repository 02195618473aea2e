// The journal as it goes on. One stream a tab, for browsers allow six connections to a server
// in all; none while nobody looks at the tab.
import { useSyncExternalStore } from 'react';
import kinds from '../api/journalKinds.json';
import { ask, emulator } from '../api/send';
import type { JournalEntry } from '../api/types';
import { setReachable } from './reachable';

const most = 5000; // entries that are kept here
const framesApart = 100; // milliseconds

export interface Recent {
  entries: JournalEntry[]; // the oldest first
  omitted: number; // that came quicker than they could be told
}

let recent: Recent = { entries: [], omitted: 0 };
let arriving: JournalEntry[] = [];
let omitted = 0;
let next = 0;
let source: EventSource | undefined;
let frame: ReturnType<typeof setTimeout> | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;
const viewers = new Set<() => void>();
const listeners = new Set<(entries: JournalEntry[], all: boolean) => void>();

// `all`: anything may have changed.
export function onEntries(listener: (entries: JournalEntry[], all: boolean) => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useRecent() {
  return useSyncExternalStore((viewer) => {
    viewers.add(viewer);
    return () => viewers.delete(viewer);
  }, () => recent);
}

function show() {
  frame = undefined;
  const batch = arriving;
  arriving = [];
  recent = { entries: [...recent.entries, ...batch].slice(-most), omitted: recent.omitted + omitted };
  const all = omitted > 0 || batch.some((entry) => entry.kind === 'request' &&
    /^\/(_emulator|moto-api|_ministack)\/(reset|state|seed|devices)/.test(entry.target ?? ''));
  omitted = 0;
  listeners.forEach((listener) => listener(batch, all));
  viewers.forEach((viewer) => viewer());
}

function soon() {
  frame ??= setTimeout(show, framesApart);
}

function take(event: MessageEvent<string>) {
  const entry = JSON.parse(event.data) as JournalEntry;
  next = entry.number + 1;
  arriving.push(entry);
  if (arriving.length > most) omitted += arriving.splice(0, arriving.length - most).length;
  soon();
}

function open() {
  source = new EventSource(`/_emulator/live?since=${next}`);
  for (const kind of kinds) source.addEventListener(kind, take);
  source.addEventListener('omitted', (event: MessageEvent<string>) => {
    omitted += (JSON.parse(event.data) as { count: number }).count;
    soon();
  });
  source.onerror = again;
}

// Asks for what has come before, then follows.
async function begin() {
  try {
    const journal = await ask<{ entries: JournalEntry[]; next: number }>(
      emulator('ListJournal', { limit: 1000 }));
    const missed = next > 0 && journal.next !== next;
    const isOther = journal.next < next; // another emulator, whose numbers begin anew
    const known = isOther ? [] : recent.entries;
    const last = known.at(-1)?.number ?? -1;
    next = journal.next;
    recent = { entries: [...known, ...journal.entries.filter((one) => one.number > last)].slice(-most),
      omitted: 0 };
    viewers.forEach((viewer) => viewer());
    if (missed || isOther) listeners.forEach((listener) => listener([], true));
    if (!document.hidden) open();
  } catch {
    again();
  }
}

function close() {
  source?.close();
  source = undefined;
  clearTimeout(retry);
}

function again() {
  close();
  retry = setTimeout(async () => {
    await begin();
    if (source) {
      setReachable(true);
      listeners.forEach((listener) => listener([], true));
    }
  }, 1000);
}

export function startStream() {
  void begin();
  document.addEventListener('visibilitychange', () => {
    close();
    if (!document.hidden) void begin();
  });
}
