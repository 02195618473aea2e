// What a job that is about to be made would do, minute by minute.
import { useQueries } from '@tanstack/react-query';
import { type Input } from '../../api/operation';
import { ask, emulator, iot } from '../../api/send';
import { useAsk } from '../../live/queries';

const isGroup = (arn: string) => arn.includes(':thinggroup/');
export const nameOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);

const mostPages = 20;

async function membersOf(group: string): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages; ++page) {
    const answer = await ask<{ things: string[]; nextToken?: string }>(iot('ListThingsInThingGroup',
      { thingGroupName: group, recursive: true, maxResults: 250, nextToken }));
    names.push(...answer.things);
    nextToken = answer.nextToken;
    if (!nextToken) break;
  }
  return names;
}

// The things that the targets stand for now, by name: a rollout reaches them in this order.
export function useReached(targets: string[]) {
  const groups = targets.filter(isGroup).map(nameOf);
  const answers = useQueries({ queries: groups.map((group) => ({
    queryKey: ['members', group], queryFn: () => membersOf(group) })) });
  const names = new Set([...targets.filter((arn) => !isGroup(arn)).map(nameOf), ...answers.flatMap(({ data }) => data ?? [])]);
  return [...names].sort();
}

export function usePlan(job: Input, things: number) {
  return useAsk<{ minutes: number[]; left: number; windows: string[] }>(things > 0 && job.jobId
    ? emulator('PlanRollout', { things, createJob: job }) : undefined);
}
