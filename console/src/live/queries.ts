// Questions whose answers stay up to date: what the journal tells says which to ask again.
import { QueryClient, keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import type { Call, Input } from '../api/operation';
import { ask } from '../api/send';
import type { JournalEntry } from '../api/types';
import { onEntries } from './stream';

const apart = 1000; // milliseconds between two rounds of asking again

export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: Infinity, retry: false, refetchOnWindowFocus: false,
    placeholderData: keepPreviousData } },
});

const optionsOf = <T>(call: Call | undefined) => ({
  queryKey: [call?.service, call?.operation, call?.input],
  queryFn: () => ask<T>(call!),
  enabled: call !== undefined,
});

export function useAsk<T>(call: Call | undefined) {
  return useQuery(optionsOf<T>(call));
}

export function useAskEach<T>(calls: Call[]) {
  return useQueries({ queries: calls.map((call) => ({ ...optionsOf<T>(call), placeholderData: undefined })) });
}

interface Touched {
  all: boolean;
  things: Set<string>;
  jobs: Set<string>;
  kinds: Set<string>;
}

const nothing = (): Touched =>
  ({ all: false, things: new Set(), jobs: new Set(), kinds: new Set() });
const onlyAsks = (entry: JournalEntry) =>
  entry.kind === 'call' && (/^(List|Describe|Get|Search)/.test(entry.operation ?? '') || !!entry.refusal);
const thingOfTopic = (topic: string) => /^\$aws\/things\/([^/]+)\//.exec(topic)?.[1];

function touch(touched: Touched, entry: JournalEntry) {
  if (onlyAsks(entry)) return;
  const thing = entry.thing ?? thingOfTopic(entry.topic ?? '') ?? entry.clientId;
  if (thing) touched.things.add(thing);
  if (entry.job) touched.jobs.add(entry.job);
  touched.kinds.add(entry.kind);
}

// What such questions depend on beside things and jobs.
const kindsOf: Record<string, string[]> = {
  DescribeClock: ['clock'],
  ListConnections: ['client'],
  ListFaults: ['fault'],
  ListRefusals: ['refusal'],
  DescribeHealth: [],
};
const changing = ['call', 'change', 'timer', 'clock', 'client'];

function isTouched(touched: Touched, operation: string, input: Input) {
  if (touched.all) return true;
  if (operation in kindsOf) return kindsOf[operation].some((kind) => touched.kinds.has(kind));
  if (input.jobId || input.thingName) {
    return touched.jobs.has(input.jobId as string) || touched.things.has(input.thingName as string) ||
      touched.kinds.has('clock');
  }
  return changing.some((kind) => touched.kinds.has(kind));
}

let touched = nothing();
let timer: ReturnType<typeof setTimeout> | undefined;
let last = 0;

function askAgain() {
  timer = undefined;
  last = performance.now();
  const now = touched;
  touched = nothing();
  void queryClient.invalidateQueries({
    predicate: ({ queryKey }) => isTouched(now, queryKey[1] as string, (queryKey[2] ?? {}) as Input),
  });
}

function soon() {
  timer ??= setTimeout(askAgain, Math.max(0, last + apart - performance.now()));
}

// After a change that the journal does not tell of.
export function refresh(...operations: string[]) {
  void queryClient.invalidateQueries({
    predicate: ({ queryKey }) => operations.length === 0 || operations.includes(queryKey[1] as string),
  });
}

export function keepUpToDate() {
  onEntries((entries, all) => {
    entries.forEach((entry) => touch(touched, entry));
    touched.all ||= all;
    if (touched.all || touched.kinds.size > 0) soon();
  });
}

