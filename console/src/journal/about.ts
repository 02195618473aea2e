// Which entries are about a thing, a job or what somebody searches for; as the emulator has it.
import type { JournalEntry } from '../api/types';

export const isOfThing = (entry: JournalEntry, thing: string) =>
  entry.thing === thing || entry.clientId === thing || !!entry.topic?.includes(`/things/${thing}/`);

export const isOfJob = (entry: JournalEntry, job: string) =>
  entry.job === job || !!entry.topic?.includes(`/jobs/${job}/`) ||
  !!entry.payload?.includes(`"jobId":"${job}"`);

export const isRefused = (entry: JournalEntry) =>
  !!entry.refusal || entry.kind === 'refusal' || entry.kind === 'rejection' ||
  (entry.httpStatus ?? 0) >= 400;

// "thing:lamp kind:message outcome:refused text": all of it has to be so.
export function matches(entry: JournalEntry, query: string) {
  return query.trim().split(/\s+/).filter(Boolean).every((word) => {
    const [, name, value] = /^(\w+):(.+)$/.exec(word) ?? [];
    if (name === 'thing') return isOfThing(entry, value);
    if (name === 'job') return isOfJob(entry, value);
    if (name === 'kind') return value.split(',').includes(entry.kind);
    if (name === 'operation') return entry.operation === value;
    if (name === 'outcome') return isRefused(entry) === (value === 'refused');
    if (name === 'topic') return !!entry.topic?.includes(value);
    return JSON.stringify(entry).toLowerCase().includes(word.toLowerCase());
  });
}
